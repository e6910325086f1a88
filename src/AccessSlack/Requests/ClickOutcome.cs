namespace AccessSlack.Requests;

/// <summary>What became of a click.</summary>
internal abstract record ClickOutcome
{
    private ClickOutcome() { }

    /// <summary>Carried out in Teleport: decided, or a review submitted.</summary>
    internal sealed record Decided(Decision Decision, string Requester) : ClickOutcome;

    internal sealed record Refused(Refusal Refusal) : ClickOutcome;

    /// <summary>Claimed, but Teleport has not confirmed it yet; the clicker hears of the outcome later.</summary>
    internal sealed record Working : ClickOutcome;

    /// <summary>For the log.</summary>
    public string Code => this switch
    {
        Decided { Decision.Outcome: DecisionOutcome.Reviewed } => "reviewed",
        Decided => "decided",
        Refused refused => refused.Refusal.Code,
        _ => "working",
    };

    /// <summary>For the clicker, in mrkdwn.</summary>
    public string Sentence => this switch
    {
        Decided { Decision: { Outcome: DecisionOutcome.Reviewed } decision } decided =>
            $"Your review of {Name(decided)}'s request was submitted: {(decision.State == RequestState.Approved ? "approve" : "deny")}. Teleport's thresholds decide the rest.",
        Decided { Decision.State: RequestState.Approved } decided => $"You approved {Name(decided)}'s request.",
        Decided decided => $"You denied {Name(decided)}'s request.",
        Refused refused => SlackText.Escape(refused.Refusal.Sentence),
        _ => "Still working: Teleport has not confirmed your decision yet. You will hear from me.",
    };

    private static string Name(Decided decided) => SlackText.Inline(decided.Requester, 100);
}
