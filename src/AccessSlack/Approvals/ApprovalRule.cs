using System.Collections.Immutable;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;

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

    /// <summary>Longest name, in characters: it is part of the delegator, and of each log line.</summary>
    public const int MaxName = RequestDetails.MaxRuleName;

    /// <summary>In characters, so that the warnings of several rules fit into one message.</summary>
    public const int MaxWarning = 300;

    /// <summary>Empty if the configuration gives it none; see <see cref="RuleSelection.NameOf"/>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Patterns (<see cref="RolePattern"/>).</summary>
    public required ImmutableArray<string> Roles { get; init; }

    /// <summary>Patterns of Teleport user names. Empty together with the groups means all.</summary>
    public ImmutableArray<string> Requesters { get; init; } = [];

    /// <summary>User groups of Slack; a requester matches as a member of one of them.</summary>
    public ImmutableArray<Approver> RequesterGroups { get; init; } = [];

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

    /// <summary>Each role of a request is decided by itself.</summary>
    public bool Partial { get; init; }

    /// <summary>Shown above the buttons; empty for none.</summary>
    public string Warning { get; init; } = "";

    /// <summary>How it decides by itself; null if people decide.</summary>
    public AutomaticRule? Automatic { get; init; }

    /// <summary>Null if the rule does not escalate.</summary>
    public Escalation? Escalation { get; init; }

    /// <summary>Null if it is not known whether the requester is in one of the groups.</summary>
    public bool? Matches(string role, AccessRequest request, string cluster) =>
        Any(Roles, role) && (Clusters.IsEmpty || Any(Clusters, cluster)) ? MatchesRequester(request) : false;

    private bool? MatchesRequester(AccessRequest request)
    {
        if ((Requesters.IsEmpty && RequesterGroups.IsEmpty) || Any(Requesters, request.User)) return true;
        var memberships = RequesterGroups.Select(group => request.Details.IsRequesterIn(group)).ToList();
        return memberships.Contains(true) ? true : memberships.Contains(null) ? null : false;
    }

    public bool DemandsReason(RequestState proposed) => Reason switch
    {
        ReasonDemand.Always => true,
        ReasonDemand.Deny => proposed == RequestState.Denied,
        ReasonDemand.Approve => proposed == RequestState.Approved,
        _ => false,
    };

    /// <summary>How long a reason must be, in characters that a reader sees; 0 if none is required.</summary>
    public int MinReasonLength(RequestState proposed) => DemandsReason(proposed) ? Math.Max(1, ReasonMinLength) : 0;

    /// <summary>
    /// Whether this rule matches everything that <paramref name="other"/> matches. A pattern that matches the text of
    /// another pattern matches everything that the other does, because only a star matches a star.
    /// </summary>
    public bool Covers(ApprovalRule other) =>
        Covers(Roles, other.Roles)
        && CoversRequesters(other)
        && (Clusters.IsEmpty || (!other.Clusters.IsEmpty && Covers(Clusters, other.Clusters)));

    private bool CoversRequesters(ApprovalRule other) =>
        (Requesters.IsEmpty && RequesterGroups.IsEmpty)
        || (
            !(other.Requesters.IsEmpty && other.RequesterGroups.IsEmpty)
            && Covers(Requesters, other.Requesters)
            && other.RequesterGroups.All(RequesterGroups.Contains)
        );

    private static bool Covers(ImmutableArray<string> wide, ImmutableArray<string> narrow) =>
        narrow.All(pattern => Any(wide, pattern));

    private static bool Any(ImmutableArray<string> patterns, string text) =>
        patterns.Any(pattern => RolePattern.Matches(pattern, text));
}
