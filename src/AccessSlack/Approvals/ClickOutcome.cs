using System.Collections.Immutable;
using AccessSlack.Approvals.Partial;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Partial;
using AccessSlack.Requests.Text;

namespace AccessSlack.Approvals;

/// <summary>The outcome of a click.</summary>
internal abstract record ClickOutcome
{
    /// <summary>The roles with the strictest rules come first.</summary>
    private const int MaxRoles = 10;

    private ClickOutcome() { }

    /// <summary>The request was decided in Teleport, or a review was submitted.</summary>
    /// <param name="Decision">The decision.</param>
    /// <param name="Requester">Teleport user name.</param>
    /// <param name="IsResolved">For a review: it resolved the request.</param>
    internal sealed record Decided(Decision Decision, string Requester, bool IsResolved = false) : ClickOutcome
    {
        /// <summary>What an approval does not grant.</summary>
        public ImmutableArray<string> NotGranted { get; init; } = [];
    }

    /// <summary>The vote was recorded, and more votes are needed.</summary>
    /// <param name="Choice">Approved or Denied.</param>
    /// <param name="Tally">Including this vote.</param>
    internal sealed record Voted(RequestState Choice, VoteTally Tally) : ClickOutcome
    {
        /// <summary>The roles that this vote counts for.</summary>
        public RoleShare Roles { get; init; } = RoleShare.All;
    }

    /// <param name="Refusal">Why.</param>
    /// <param name="Request">The request's page in Teleport, if there is one.</param>
    internal sealed record Refused(Refusal Refusal, Uri? Request = null) : ClickOutcome;

    /// <summary>Claimed, but not confirmed by Teleport yet; the user is told the outcome later.</summary>
    /// <param name="Why">The reason of the delay, as a clause.</param>
    internal sealed record Working(string Why = "Teleport hasn't confirmed your decision yet") : ClickOutcome;

    /// <summary>
    /// For the log: the rules that applied, see <see cref="RuleSelection.Describe"/>; empty if the request is not
    /// known.
    /// </summary>
    public string Rules { get; init; } = "";

    /// <summary>What the click chose, if the request is decided role by role.</summary>
    public RoleChoices Choices { get; init; } = RoleChoices.None;

    /// <summary>For the log.</summary>
    public string Code => this switch
    {
        Decided { Decision.Outcome: DecisionOutcome.Reviewed } => "reviewed",
        Decided => "decided",
        Voted => "voted",
        Refused refused => refused.Refusal.Code,
        _ => "working",
    };

    /// <summary>For the user who clicked, in mrkdwn.</summary>
    public string Sentence => this switch
    {
        Decided { Decision: { Outcome: DecisionOutcome.Reviewed } decision } decided =>
            $"{Review(decided)}: {Verb(decision.State)}. {AfterReview(decided)}",
        Decided { Choices.IsEmpty: false } decided => ChoiceSentences.Decided(decided),
        Decided { Decision.Granted.IsAll: false } decided => ChoiceSentences.Decided(decided),
        Decided { Decision: { Roles.IsAll: false } decision } decided => DecidedInPart(decided, decision),
        Decided { Decision.State: RequestState.Approved } decided => $"You approved {Name(decided)}'s request.",
        Decided decided => $"You denied {Name(decided)}'s request.",
        Voted { Choices.IsEmpty: false } voted => ChoiceSentences.Voted(voted),
        Voted voted => $"Your vote was recorded: {Verb(voted.Choice)}{For(voted.Roles)}. {Progress(voted)}",
        Refused refused => SlackText.Escape(refused.Refusal.Sentence) + LinkToTeleport(refused),
        Working working => $"Still working: {working.Why}. I'll let you know the outcome.",
        _ => throw new InvalidOperationException($"unknown outcome {GetType().Name}"),
    };

    private static string Review(Decided decided) => decided.Decision.Roles is { IsAll: false } roles
        ? $"Your vote{For(roles)} was the last one needed, so a review of {Name(decided)}'s request was submitted"
        : $"Your review of {Name(decided)}'s request was submitted";

    /// <summary>One denied role denies the request; for an approval others approved the other roles.</summary>
    private static string DecidedInPart(Decided decided, Decision decision) =>
        decision.State == RequestState.Approved
            ? $"You approved {decision.Roles.Text(Role)}. With the approvals of others, {Name(decided)}'s request is " +
                "approved."
            : $"You denied {decision.Roles.Text(Role)}, so {Name(decided)}'s request is denied.";

    private static string For(RoleShare roles) => roles.IsAll ? "" : $" for {roles.Text(Role)}";

    private static string Progress(Voted voted)
    {
        var noun = voted.Choice == RequestState.Approved ? "approvals" : "denials";
        var counts = voted.Tally.Roles.Select(role => (role.Role, Count: role.CountOf(voted.Choice))).ToList();
        if (voted.Tally.IsUniform(voted.Choice) && voted.Roles.IsAll)
            return $"{counts[0].Count.Given} of {counts[0].Count.Needed} {noun} so far.";
        var shown = counts
            .Take(MaxRoles)
            .Select(role => $"{role.Count.Given} of {role.Count.Needed} {noun} for {Role(role.Role)}");
        var more = counts.Count > MaxRoles ? $" + {counts.Count - MaxRoles} more roles" : "";
        return $"So far: {string.Join(", ", shown)}{more}.";
    }

    private static string Role(string name) => SlackText.Name(name, 100, SlackText.Inline);

    private static string Verb(RequestState state) => state == RequestState.Approved ? "approve" : "deny";

    private static string AfterReview(Decided decided) => decided switch
    {
        { IsResolved: false } => "The outcome now depends on Teleport's review thresholds.",
        { Decision.State: RequestState.Approved } => "The request is now approved.",
        _ => "The request is now denied.",
    };

    private static string LinkToTeleport(Refused refused) => refused switch
    {
        { Refusal.OpensTeleport: false } => "",
        { Request: { } page } => " " + SlackText.Link(page, "Decide it in Teleport"),
        _ => " Decide it in Teleport.",
    };

    private static string Name(Decided decided) => SlackText.Inline(decided.Requester, 100);
}
