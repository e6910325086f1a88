using System.Collections.Immutable;

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

    /// <summary>
    /// Recipients of the Access Monitoring Rules that applied when the request was first seen. If there are any, they
    /// replace those of the configuration.
    /// </summary>
    public ImmutableArray<string> RuleRecipients { get; init; } = [];

    /// <summary>Slack user ids of suggested reviewers whom Teleport's trait identifies, by Teleport user.</summary>
    public ImmutableSortedDictionary<string, string> Reviewers { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// What the ledger holds, over what this process found. Who is told was settled with the first claim, by whichever
    /// replica made it, and rules may have changed since.
    /// </summary>
    public RequestDetails Over(RequestDetails? found) =>
        found is null ? this
        : found.RuleRecipients.SequenceEqual(RuleRecipients) ? found
        : found with { RuleRecipients = RuleRecipients };
}
