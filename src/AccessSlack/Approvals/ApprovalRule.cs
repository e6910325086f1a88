using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Approvals;

/// <summary>Which votes require a reason.</summary>
internal enum ReasonDemand
{
    Never,
    Deny,
    Approve,
    Always,
}

/// <summary>Which buttons a message has.</summary>
internal enum Buttons
{
    Decide,

    /// <summary>Only the link to Teleport; the role is never decided in Slack.</summary>
    Link,
}

/// <summary>
/// Who may decide a role, how many people must agree, and whether a reason is required (<c>[[approvals.rules]]</c>).
/// </summary>
internal sealed record ApprovalRule
{
    /// <summary>The rule of a configuration without rules.</summary>
    public static readonly ApprovalRule Implicit = new() { Roles = ["*"] };

    /// <summary>Patterns (<see cref="RolePattern"/>).</summary>
    public required ImmutableArray<string> Roles { get; init; }

    /// <summary>Patterns of Teleport user names; empty means all.</summary>
    public ImmutableArray<string> Requesters { get; init; } = [];

    /// <summary>Patterns of cluster names; empty means all.</summary>
    public ImmutableArray<string> Clusters { get; init; } = [];

    /// <summary>Null: everyone in a channel that the configuration names for the role.</summary>
    public ImmutableArray<Approver>? Approvers { get; init; }

    /// <summary>How many must approve; at least 1.</summary>
    public int Required { get; init; } = 1;

    /// <summary>How many must deny; at least 1.</summary>
    public int DenyRequired { get; init; } = 1;

    public ReasonDemand Reason { get; init; }

    /// <summary>In characters; applies only if a reason is required.</summary>
    public int ReasonMinLength { get; init; }

    /// <summary>Slack asks for a confirmation of each click.</summary>
    public bool Confirm { get; init; }

    public Buttons Buttons { get; init; }

    public bool Matches(string role, string requester, string cluster) =>
        Any(Roles, role)
        && (Requesters.IsEmpty || Any(Requesters, requester))
        && (Clusters.IsEmpty || Any(Clusters, cluster));

    public bool DemandsReason(RequestState proposed) => Reason switch
    {
        ReasonDemand.Always => true,
        ReasonDemand.Deny => proposed == RequestState.Denied,
        ReasonDemand.Approve => proposed == RequestState.Approved,
        _ => false,
    };

    /// <summary>
    /// Whether this rule matches everything that <paramref name="other"/> matches. A pattern that matches the text of
    /// another pattern matches everything that the other does, because only a star matches a star.
    /// </summary>
    public bool Covers(ApprovalRule other) =>
        Covers(Roles, other.Roles)
        && (Requesters.IsEmpty || (!other.Requesters.IsEmpty && Covers(Requesters, other.Requesters)))
        && (Clusters.IsEmpty || (!other.Clusters.IsEmpty && Covers(Clusters, other.Clusters)));

    private static bool Covers(ImmutableArray<string> wide, ImmutableArray<string> narrow) =>
        narrow.All(pattern => Any(wide, pattern));

    private static bool Any(ImmutableArray<string> patterns, string text) =>
        patterns.Any(pattern => RolePattern.Matches(pattern, text));
}
