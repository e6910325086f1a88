using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Approvals;

/// <summary>Which votes must bring a reason with them.</summary>
internal enum ReasonDemand
{
    Never,
    Deny,
    Approve,
    Always,
}

/// <summary>What a rule puts under a message.</summary>
internal enum Buttons
{
    Decide,

    /// <summary>Only the link to Teleport: such a role is never decided in Slack.</summary>
    Link,
}

/// <summary>
/// Who may decide a role, how many of them it takes, and what they must say (<c>[[approvals.rules]]</c>).
/// </summary>
internal sealed record ApprovalRule
{
    /// <summary>What holds when the configuration has no rules at all.</summary>
    public static readonly ApprovalRule Implicit = new() { Roles = ["*"] };

    /// <summary>Patterns (<see cref="RolePattern"/>).</summary>
    public required ImmutableArray<string> Roles { get; init; }

    /// <summary>Patterns of Teleport user names; empty means all.</summary>
    public ImmutableArray<string> Requesters { get; init; } = [];

    /// <summary>Patterns of cluster names; empty means all.</summary>
    public ImmutableArray<string> Clusters { get; init; } = [];

    /// <summary>Null: everybody in a channel that the configuration names for the role.</summary>
    public ImmutableArray<Approver>? Approvers { get; init; }

    /// <summary>How many must approve; at least 1.</summary>
    public int Required { get; init; } = 1;

    /// <summary>How many must deny; at least 1.</summary>
    public int DenyRequired { get; init; } = 1;

    public ReasonDemand Reason { get; init; }

    /// <summary>In characters; counts only where a reason is demanded.</summary>
    public int ReasonMinLength { get; init; }

    /// <summary>Slack asks "are you sure?" first.</summary>
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
    /// Whatever <paramref name="other"/> matches, this matches as well. A pattern that matches another pattern's text
    /// matches all that the other does, because a star is matched by nothing but a star.
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
