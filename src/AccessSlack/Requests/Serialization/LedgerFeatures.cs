using System.Collections.Immutable;

namespace AccessSlack.Requests.Serialization;

/// <summary>
/// What an entry has that a release must know to decide or to write. An earlier release leaves such a request alone.
/// </summary>
internal static class LedgerFeatures
{
    /// <summary>
    /// Access Monitoring Rules chose the recipients. A release that knows none would tell those of the configuration as
    /// well, and forget the others.
    /// </summary>
    private const string RuleRecipients = "rule_recipients";

    public static ImmutableArray<string?>? Of(RequestFacts facts) =>
        facts.Details.RuleRecipients.IsEmpty ? null : [RuleRecipients];

    public static bool AreKnown(ImmutableArray<string?>? needs) =>
        needs is not { IsDefaultOrEmpty: false } features || features.All(feature => feature == RuleRecipients);
}
