using System.Collections.Immutable;
using System.Globalization;

namespace AccessSlack.Requests;

/// <summary>
/// One person's wish for a request, as the ledger stores it. Only the newest vote of a person counts.
/// </summary>
/// <param name="Voter">Teleport user, else the Slack id.</param>
/// <param name="SlackUserId">Who clicked.</param>
/// <param name="Person">E-mail address, or the Teleport user from [users].</param>
/// <param name="Choice">Approved or Denied.</param>
/// <param name="Channel">The channel of the clicked message.</param>
/// <param name="ActionTs">Slack's time of the click, which identifies it.</param>
/// <param name="Reason">Untrusted text, cut by <see cref="Ledger"/> when the vote is added.</param>
internal sealed record Vote(
    string Voter,
    string SlackUserId,
    string Person,
    RequestState Choice,
    string Channel,
    string ActionTs,
    string Reason
)
{
    /// <summary>
    /// The groups and channels named by a rule of which the voter was a member at the click. Membership is checked
    /// again before the vote decides anything.
    /// </summary>
    public ImmutableArray<Approver> Groups { get; init; } = [];

    /// <summary>See <see cref="DecisionSeal"/>.</summary>
    public string Seal { get; init; } = "";

    /// <summary>For ledgers of earlier releases, which hold a decision without its vote.</summary>
    public static Vote Of(Decision decision) =>
        new(
            decision.Person,
            decision.SlackUserId,
            decision.Person,
            decision.State,
            decision.Channel,
            decision.ActionTs,
            Reason: ""
        );

    /// <summary>Slack's times are numbers of seconds. Anything else counts as older than any of them.</summary>
    public decimal Time =>
        decimal.TryParse(ActionTs, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : 0;

    /// <summary>
    /// One Teleport user with two Slack accounts is one person, and so is one account under two names.
    /// </summary>
    public bool IsSamePerson(Vote other) =>
        SlackUserId == other.SlackUserId
        || string.Equals(Voter, other.Voter, StringComparison.OrdinalIgnoreCase)
        || string.Equals(Person, other.Person, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the click of this vote made that decision.</summary>
    public bool IsClickOf(Decision decision) =>
        decision.State == Choice && decision.SlackUserId == SlackUserId && decision.ActionTs == ActionTs;

    /// <summary>A decision that is not sent to Teleport yet.</summary>
    public Decision ToDecision() => new(Choice, SlackUserId, Person, Channel, ActionTs, DecisionOutcome.Open);
}
