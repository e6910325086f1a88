using System.Collections.Immutable;
using System.Globalization;

namespace AccessSlack.Requests;

/// <summary>
/// What one person wants to become of a request. It stands in the ledger; the newest of a person counts.
/// </summary>
/// <param name="Voter">Teleport user, else the Slack id.</param>
/// <param name="SlackUserId">Who clicked.</param>
/// <param name="Person">E-mail address, or the Teleport user from [users].</param>
/// <param name="Choice">Approved or Denied.</param>
/// <param name="Channel">Where the clicked message stands.</param>
/// <param name="ActionTs">Slack's time of the click; identifies it.</param>
/// <param name="Reason">Hostile text, cut by <see cref="Ledger"/> when it is noted.</param>
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
    /// Of which groups and channels that a rule names the voter was a member then; asked again before it decides.
    /// </summary>
    public ImmutableArray<Approver> Groups { get; init; } = [];

    /// <summary>See <see cref="DecisionSeal"/>.</summary>
    public string Seal { get; init; } = "";

    /// <summary>A decision of an earlier release stands in the ledger without its vote.</summary>
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

    /// <summary>Slack's times are numbers of seconds; what is none is older than any.</summary>
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

    /// <summary>Did this click make that decision?</summary>
    public bool IsClickOf(Decision decision) =>
        decision.State == Choice && decision.SlackUserId == SlackUserId && decision.ActionTs == ActionTs;

    /// <summary>Makes it a decision that is not carried out yet.</summary>
    public Decision ToDecision() => new(Choice, SlackUserId, Person, Channel, ActionTs, DecisionOutcome.Open);
}
