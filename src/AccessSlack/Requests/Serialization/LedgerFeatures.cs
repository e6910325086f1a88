using System.Collections.Immutable;

namespace AccessSlack.Requests.Serialization;

/// <summary>
/// What an entry has that a release must know to decide or to write. An earlier release leaves such a request alone.
/// </summary>
internal static class LedgerFeatures
{
    /// <summary>
    /// The open decision is the review of a certain Teleport user. A release that does not know this would submit it as
    /// the plugin's own, and it could count twice.
    /// </summary>
    private const string Author = "author";

    /// <summary>
    /// Access Monitoring Rules chose the recipients. A release that knows none would tell those of the configuration as
    /// well, and forget the others.
    /// </summary>
    private const string RuleRecipients = "rule_recipients";

    /// <summary>
    /// People chose role by role. A release that does not know this would take a vote on one role for a vote on all,
    /// and grant all.
    /// </summary>
    private const string RoleChoices = "role_choices";

    /// <summary>
    /// A rule decided, or is about to. A release that does not know this would take the request for undecided, and ask
    /// people to decide it once more.
    /// </summary>
    private const string Automatic = "automatic";

    /// <summary>
    /// A rule has escalated. A release that does not know this would take the buttons away there, and forget it.
    /// </summary>
    private const string Escalated = "escalated";

    public static ImmutableArray<string?>? Of(Ledger ledger, RequestFacts facts)
    {
        ImmutableArray<string?> needs =
        [
            .. ledger is { Resolution: null, Decision.Author.Length: > 0 } ? [Author] : Array.Empty<string>(),
            .. facts.Details.RuleRecipients.IsEmpty ? Array.Empty<string>() : [RuleRecipients],
            .. HasChoices(ledger) ? [RoleChoices] : Array.Empty<string>(),
            .. ledger.Decision is { IsAutomatic: true } ? [Automatic] : Array.Empty<string>(),
            .. ledger.Resolution is null && !facts.Details.Escalated.IsEmpty ? [Escalated] : Array.Empty<string>(),
        ];
        return needs.IsEmpty ? null : needs;
    }

    /// <summary>The ledger tells roles apart, so it must name them all.</summary>
    public static bool HasChoices(Ledger ledger) =>
        ledger.Decision is { Granted.IsAll: false } || ledger.Votes.Any(vote => !vote.Choices.IsEmpty);

    public static bool AreKnown(ImmutableArray<string?>? needs) =>
        needs is not { IsDefaultOrEmpty: false } features
        || features.All(feature => feature is Author or RuleRecipients or RoleChoices or Automatic or Escalated);
}
