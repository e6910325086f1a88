using System.Collections.Immutable;
using AccessSlack.Requests.Routing;

namespace AccessSlack.Requests.Resources;

/// <summary>
/// What was looked up for a request beside Teleport's own record of it. It is sealed in the ledger, so that every
/// replica comes to the same recipients and shows the same names.
/// </summary>
internal sealed record RequestDetails
{
    public static readonly RequestDetails None = new();

    /// <summary>More than people read. The ledger holds them, and a delivery for each.</summary>
    public const int MaxRuleRecipients = 50;

    /// <summary>Limit for all of them together, because space in an entry is limited.</summary>
    public const int MaxRuleRecipientBytes = 4 * 1024;

    /// <summary>The requested resources that Teleport described; others are shown by their ids.</summary>
    public ImmutableArray<ResourceDescription> Resources { get; init; } = [];

    /// <summary>The labels of <see cref="Resources"/> whose values are shown, in this order.</summary>
    public ImmutableArray<string> ShownLabels { get; init; } = [];

    /// <summary>
    /// Recipients of the Access Monitoring Rules that applied when the request was first seen. If there are any, they
    /// replace those of the configuration.
    /// </summary>
    public ImmutableArray<string> RuleRecipients { get; init; } = [];

    /// <summary>Slack user ids of suggested reviewers whom Teleport's trait identifies, by Teleport user.</summary>
    public ImmutableSortedDictionary<string, string> Reviewers { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>More than the rules for one request name.</summary>
    public const int MaxGroups = 20;

    /// <summary>
    /// Whether the requester is a member of the user groups by which rules select requesters, by their names in the
    /// configuration; absent if Slack did not say. It is settled when the request is announced: later changes of a
    /// group give the request no other rule.
    /// </summary>
    public ImmutableSortedDictionary<string, bool> RequesterGroups { get; init; } =
        ImmutableSortedDictionary<string, bool>.Empty;

    /// <summary>Names of the rules that have escalated.</summary>
    public ImmutableArray<string> Escalated { get; init; } = [];

    /// <summary>More than a configuration has rules that match one request.</summary>
    public const int MaxEscalated = 50;

    /// <summary>In characters: of the name of a rule.</summary>
    public const int MaxRuleName = 60;

    /// <summary>Null if it is not known.</summary>
    public bool? IsRequesterIn(Approver group) =>
        RequesterGroups.TryGetValue(group.ToString(), out var isMember) ? isMember : null;

    /// <summary>Null if no rule could decide it by itself when it was first seen; then people decide.</summary>
    public AutomaticOutcome? Automatic { get; init; }

    /// <summary>What routes go by; null if nothing was known in time, or no route asks for it.</summary>
    public RoutingFacts? Routing { get; init; }
}
