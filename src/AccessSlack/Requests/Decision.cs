using AccessSlack.Requests.Partial;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Requests;

/// <summary>The progress of a decision that was made in Slack.</summary>
internal enum DecisionOutcome
{
    /// <summary>
    /// Claimed, but perhaps not yet sent to Teleport. Only the replica that wrote the claim may send it, unless the
    /// claim is old.
    /// </summary>
    Open,

    /// <summary>The state was set in Teleport.</summary>
    Done,

    /// <summary>A review was submitted; the outcome now depends on Teleport's thresholds.</summary>
    Reviewed,
}

/// <summary>A decision on a request made in Slack. It is written to the ledger before it is sent to Teleport.</summary>
/// <param name="State">Approved or Denied.</param>
/// <param name="SlackUserId">Who clicked.</param>
/// <param name="Person">
/// E-mail address, or the Teleport user from [users]; with the prefix <c>slack:</c> it is the delegator.
/// </param>
/// <param name="Channel">The channel of the clicked message.</param>
/// <param name="ActionTs">Slack's time of the click, which identifies the click.</param>
/// <param name="Outcome">See <see cref="DecisionOutcome"/>.</param>
internal sealed record Decision(
    RequestState State,
    string SlackUserId,
    string Person,
    string Channel,
    string ActionTs,
    DecisionOutcome Outcome
)
{
    /// <summary>
    /// How long after the click another process may finish it. Later, the person must press again: what stands in the
    /// ledger then may be older than what that person decided since.
    /// </summary>
    public static readonly TimeSpan MayBeFinishedFor = TimeSpan.FromMinutes(10);

    /// <summary>Begins the person of a decision that a rule made.</summary>
    public const string RulePrefix = "rule:";

    /// <summary>In characters.</summary>
    public const int MaxProcess = 100;

    /// <summary>What the person decided; the other roles were decided by others' votes.</summary>
    public RoleShare Roles { get; init; } = RoleShare.All;

    /// <summary>In bytes. A Teleport user with a longer name cannot review from Slack.</summary>
    public const int MaxAuthorBytes = 256;

    /// <summary>
    /// The Teleport user whose review this is; empty if it is not submitted as the review of the person.
    /// </summary>
    public string Author { get; init; } = "";

    /// <summary>What an approval grants. Of a denial it says nothing.</summary>
    public RoleGrant Granted { get; init; } = RoleGrant.All;

    /// <summary>The process that claimed it for a rule, since no click tells such claims apart; else empty.</summary>
    public string Process { get; init; } = "";

    public string Delegator => "slack:" + Person;

    /// <summary>A rule made it, and no person clicked.</summary>
    public bool IsAutomatic =>
        SlackUserId.Length == 0 && Person.StartsWith(RulePrefix, StringComparison.Ordinal);

    /// <summary>The name of the rule that made it; empty if a person did.</summary>
    public string Rule => IsAutomatic ? Person[RulePrefix.Length..] : "";

    /// <summary>Who decided, for people.</summary>
    public string Decider => IsAutomatic ? $"rule {Rule}" : Person;

    /// <summary>A decision that a rule makes by itself, as old as the request.</summary>
    /// <param name="rule">Its name.</param>
    /// <param name="state">Approved or Denied.</param>
    /// <param name="created">When the request was made.</param>
    /// <param name="process">The process that claims it.</param>
    public static Decision ByRule(string rule, RequestState state, DateTimeOffset created, string process) =>
        new(state, "", RulePrefix + rule, "", SlackTime.Text(created), DecisionOutcome.Open) { Process = process };

    public bool IsSameClick(Decision? other) =>
        other is not null
        && other.State == State
        && other.Granted == Granted
        && other.SlackUserId == SlackUserId
        && other.ActionTs == ActionTs
        && other.Process == Process;

    /// <summary>
    /// Whether a process that did not make it may still carry it out. The clocks of Slack and of this machine may
    /// differ, but not by more.
    /// </summary>
    public bool MayBeFinished(DateTimeOffset now) =>
        (now.ToUnixTimeMilliseconds() / 1000m - SlackTime.Of(ActionTs)) is var age
        && Math.Abs(age) <= (decimal)MayBeFinishedFor.TotalSeconds;
}
