namespace AccessSlack.Requests;

/// <summary>Why a click decides nothing.</summary>
/// <param name="Code">For the log.</param>
/// <param name="Sentence">For the clicker: what happened and what to do.</param>
internal sealed record Refusal(string Code, string Sentence)
{
    /// <summary>The request is open and Teleport itself still takes a decision: the clicker is shown the way there.</summary>
    public bool OpensTeleport { get; init; }
}

/// <summary>All the refusals there are; each with its own words.</summary>
internal static class Refusals
{
    public static readonly Refusal ForeignApp = new("foreign_app", "This button belongs to another Slack app. Nothing was decided.");
    public static readonly Refusal ForeignMessage = new("foreign_message", "I did not post this message for this request, so its buttons do nothing. Use the original message.");
    public static readonly Refusal Unreadable = new("users_info_failed", "I could not look you up in Slack just now, so nothing was decided. Please try again in a minute.");
    public static readonly Refusal Bot = new("bot", "Bots cannot decide access requests.");
    public static readonly Refusal Workflow = new("workflow", "Workflows cannot decide access requests; a person must click.");
    public static readonly Refusal Deactivated = new("deactivated", "Your Slack account is deactivated. Nothing was decided.");
    public static readonly Refusal Guest = new("guest", "Guest accounts cannot decide access requests here.");
    public static readonly Refusal External = new("external", "People from other organisations cannot decide access requests here.");
    public static readonly Refusal OtherWorkspace = new("other_workspace", "People from other workspaces of this organisation cannot decide access requests here.");
    public static readonly Refusal NotVisible = new("not_visible", "Slack does not let me see who you are, as it does with people from other organisations, so you cannot decide access requests here.");
    public static readonly Refusal UnconfirmedEmail = new("unconfirmed_email", "Your e-mail address is not confirmed in Slack. Confirm it, then try again.");
    public static readonly Refusal NoIdentity = new("no_identity", "I cannot see your e-mail address, so Teleport could not be told who decided. Ask the operator to grant the Slack scope users:read.email or to name you under [users].");
    public static readonly Refusal Self = new("self", "You made this request, so somebody else must decide it.");
    public static readonly Refusal PerhapsSelf = new("perhaps_self", "I cannot prove that you and the requester are different people (strict_identity). Ask the operator to name you under [users].");
    public static readonly Refusal NotDecidedHere = new("not_decided_here", "This request cannot be decided from this message. Open it in Teleport instead.");
    public static readonly Refusal NotApprover = new("not_approver", "You are not among those who may decide this request, so your click does not count.");
    public static readonly Refusal OldVote = new("old_vote", "A later click of yours already counts, so this one changed nothing.");
    public static readonly Refusal TooManyVotes = new("too_many_votes", "So many people have voted on this request that I cannot note another vote. Those who did can still change theirs.");
    public static readonly Refusal NoEntitlement = new("entitlement_unknown", "I could not find out in Slack just now whether you may decide this request, so your click does not count. Please try again in a minute.");
    public static readonly Refusal VotesLost = new("votes_lost", "Of those who voted, not enough may decide this request any more, so nothing was decided.");
    public static readonly Refusal NotifyOnly = new("notify_only", "Deciding in Slack is switched off. Open the request in Teleport instead.");
    public static readonly Refusal Gone = new("gone", "This request no longer exists in Teleport.");
    public static readonly Refusal Expired = new("expired", "This request has expired. Ask the requester to make a new one.");
    public static readonly Refusal Raced = new("raced", "Too much happened to this request at the same moment, so nothing was decided. Please try again.");
    public static readonly Refusal Unreachable = new("teleport_unreachable", "I cannot reach Teleport right now, so nothing was decided. Please try again in a minute.");

    // Teleport's own refusals, each with its cure in the log.
    public static readonly Refusal NotPermitted = Elsewhere("teleport_not_permitted", "Teleport does not permit me to decide requests, so nothing was decided. Ask an administrator to let my role update access requests.");
    public static readonly Refusal MfaRequired = Elsewhere("mfa_required", "Teleport wants a second factor for this, and I have none, so nothing was decided. Ask an administrator to give me a bot identity.");
    public static readonly Refusal PluginsRequest = Elsewhere("plugins_request", "This request was made with my own Teleport user, so I may not decide it. Somebody else must.");
    public static readonly Refusal PluginElevated = Elsewhere("plugin_elevated", "My Teleport identity carries access requests of its own, so Teleport does not let me decide. Ask an administrator to sign a fresh identity for me.");
    public static readonly Refusal NoReviewRule = Elsewhere("no_review_rule", "This request needs reviews, and Teleport does not let me review, so nothing was decided. Ask an administrator to let my role review requests.");
    public static readonly Refusal RolesNotCovered = Elsewhere("roles_not_covered", "Teleport does not let me review all the roles of this request, so nothing was decided. Ask an administrator to widen my review rule.");
    public static readonly Refusal ReviewOnBehalf = Elsewhere("review_on_behalf", "Teleport took me for somebody else, so nothing was decided. Ask an administrator to look into my log.");
    public static readonly Refusal AlreadyReviewed = Elsewhere("plugin_reviewed", "A review from Slack already stands on this request, and Teleport takes only one of mine. Yours was not added.");
    public static readonly Refusal MadeWithoutReviews = Elsewhere("made_without_reviews", "This request cannot be reviewed: it was made when Teleport knew no reviews. Nothing was decided.");
    public static readonly Refusal ReviewsUnknown = Elsewhere("reviews_unknown", "This Teleport is too old for reviews, so nothing was decided. Ask an administrator to change how I decide.");
    public static readonly Refusal ReviewNotPermitted = Elsewhere("review_not_permitted", "Teleport did not permit my review and gave no reason that I know, so nothing was decided. Ask an administrator to look into my log.");
    public static readonly Refusal NotUnderstood = Elsewhere("teleport_refused", "Teleport did not understand me, so nothing was decided. Ask an administrator to look into my log.");
    public static readonly Refusal ResolvedMeanwhile = new("resolved_meanwhile", "Somebody resolved this request in Teleport just now, so your click changed nothing.");
    public static readonly Refusal Failing = Elsewhere("teleport_failing", "Teleport failed each time I tried, so nothing was decided. Please try again later.");
    public static readonly Refusal NotNoted = Elsewhere("ledger_refused", "Teleport does not let me note down your decision, and without that I make none. Ask an administrator to look into my log.");

    public static Refusal ReasonMissing(int least) => new(
        "reason_missing",
        least == 1 ? "This needs a reason, so your click does not count. Press the button again, and I will ask for it." : $"This needs a reason of at least {least} characters, so your click does not count. Press the button again, and I will ask for it.");

    public static Refusal Resolved(Resolution resolution) => resolution switch
    {
        Resolution.Approved => new("already_approved", "This request was already approved."),
        Resolution.Denied => new("already_denied", "This request was already denied."),
        Resolution.Promoted => new("already_promoted", "This request was already promoted to an access list."),
        Resolution.Expired => Expired,
        Resolution.Removed => Gone,
        _ => new("already_resolved", "This request was already resolved in a way I do not know."),
    };

    public static Refusal Decided(Decision decision) => decision switch
    {
        { Outcome: DecisionOutcome.Reviewed } => Elsewhere("already_reviewed", $"A review for {decision.Person} was already submitted from Slack. Further reviews are made in Teleport."),
        { State: RequestState.Approved } => new("already_decided", $"{decision.Person} has already approved this request."),
        _ => new("already_decided", $"{decision.Person} has already denied this request."),
    };

    private static Refusal Elsewhere(string code, string sentence) => new(code, sentence) { OpensTeleport = true };
}
