using System.Collections.Immutable;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Requests;

/// <summary>One person's vote on a request, as the ledger stores it. Only a person's newest vote counts.</summary>
/// <param name="Voter">Teleport user, otherwise the Slack id.</param>
/// <param name="SlackUserId">Who clicked.</param>
/// <param name="Person">E-mail address, or the Teleport user from [users].</param>
/// <param name="Choice">Approved or Denied.</param>
/// <param name="Channel">The channel of the clicked message.</param>
/// <param name="ActionTs">Slack's time of the click, which identifies the click.</param>
/// <param name="Reason">Untrusted text, truncated by <see cref="Ledger"/> when the vote is added.</param>
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
    /// The groups and channels of a rule that the voter was a member of at the time of the click. Membership is checked
    /// again before the vote decides anything.
    /// </summary>
    public ImmutableArray<Approver> Groups { get; init; } = [];

    /// <inheritdoc cref="SlackTime"/>
    public decimal Time => SlackTime.Of(ActionTs);

    /// <summary>
    /// A Teleport user with two Slack accounts is one person, and so is a Slack account with two names.
    /// </summary>
    public bool IsSamePerson(Vote other) =>
        SlackUserId == other.SlackUserId
        || string.Equals(Voter, other.Voter, StringComparison.OrdinalIgnoreCase)
        || string.Equals(Person, other.Person, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether this vote and the decision come from the same click.</summary>
    public bool IsClickOf(Decision decision) =>
        decision.State == Choice && decision.SlackUserId == SlackUserId && decision.ActionTs == ActionTs;

    /// <summary>Whether both come from the same click.</summary>
    public bool IsSameClick(Vote other) => SlackUserId == other.SlackUserId && ActionTs == other.ActionTs;

    /// <summary>A decision that has not been sent to Teleport.</summary>
    public Decision ToDecision() => new(Choice, SlackUserId, Person, Channel, ActionTs, DecisionOutcome.Open);
}
