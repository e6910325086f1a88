namespace AccessSlack.Requests;

/// <summary>What became of a decision that was made in Slack.</summary>
internal enum DecisionOutcome
{
    /// <summary>
    /// Claimed, and perhaps not yet carried out. Only the writer of the claim may carry it out, unless the claim is
    /// old.
    /// </summary>
    Open,

    /// <summary>Teleport's state was set.</summary>
    Done,

    /// <summary>A review was submitted; the outcome now depends on Teleport's thresholds.</summary>
    Reviewed,
}

/// <summary>
/// The one decision that Slack makes on a request. It stands in the ledger before Teleport hears of it.
/// </summary>
/// <param name="State">Approved or Denied.</param>
/// <param name="SlackUserId">Who clicked.</param>
/// <param name="Person">
/// E-mail address, or the Teleport user from [users]; with <c>slack:</c> before it this is the delegator.
/// </param>
/// <param name="Channel">Where the clicked message stands.</param>
/// <param name="ActionTs">Slack's time of the click; identifies it.</param>
/// <param name="Outcome">How far it has come.</param>
internal sealed record Decision(
    RequestState State,
    string SlackUserId,
    string Person,
    string Channel,
    string ActionTs,
    DecisionOutcome Outcome
)
{
    /// <summary>See <see cref="DecisionSeal"/>.</summary>
    public string Seal { get; init; } = "";

    public string Delegator => "slack:" + Person;

    public bool IsSameClick(Decision? other) =>
        other is not null && other.State == State && other.SlackUserId == SlackUserId && other.ActionTs == ActionTs;
}
