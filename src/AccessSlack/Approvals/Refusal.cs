using AccessSlack.Approvals.Person;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;

namespace AccessSlack.Approvals;

/// <summary>Why a click has no effect.</summary>
/// <param name="Code">For the log.</param>
/// <param name="Sentence">For the user who clicked: what happened and what to do.</param>
internal sealed record Refusal(string Code, string Sentence)
{
    /// <summary>The request is open and can still be decided in Teleport, so the user is given the link.</summary>
    public bool OpensTeleport { get; init; }

    /// <summary>What the click lacks can be made up for in a dialog.</summary>
    public bool OpensDialog { get; init; }

    /// <summary>The same as plain text below the field for the reason; empty where that says nothing.</summary>
    public string Inline { get; init; } = "";

    /// <summary>Slack could not confirm something just now; asked again, it may.</summary>
    public bool IsUnconfirmed { get; init; }
}

/// <summary>Every refusal, each with its own code and sentence.</summary>
internal static class Refusals
{
    public static readonly Refusal ForeignApp = new("foreign_app",
        "This button belongs to another Slack app, so nothing was decided.");
    public static readonly Refusal ForeignMessage = new("foreign_message",
        "I didn't post this message for this request, so its buttons do nothing. Please use the original message.");
    public static readonly Refusal ForeignForm = new("foreign_form",
        "I don't recognize this form, perhaps because another version of me opened it. Nothing was decided. Please " +
        "press the button again.");
    public static readonly Refusal MessageDiffers = new("message_differs",
        "This message didn't show what I had posted, so nothing was decided. I've restored it: please read it again " +
        "before you press a button.")
    {
        OpensDialog = true,
    };
    public static readonly Refusal RequestChanged = new("request_changed",
        "This request has changed since you saw it, so nothing was decided. Please read it again before you decide.")
    {
        OpensDialog = true,
    };
    public static readonly Refusal NotShown = new("not_shown",
        "This request asks for more than its message shows, so nothing was decided. Press the button again, and I'll " +
        "list everything.")
    {
        OpensDialog = true,
    };
    public static readonly Refusal Unreadable = new("users_info_failed",
        "I couldn't look up your Slack account just now, so nothing was decided. Please try again in a minute.")
    {
        IsUnconfirmed = true,
    };
    /// <param name="wait">Time until the next press or command is accepted.</param>
    public static Refusal TooQuick(TimeSpan wait) => new("too_quick",
        "You're pressing buttons or sending commands too quickly. " +
        $"Please try again in {Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))} s.");

    public static readonly Refusal Bot = new("bot", "Bots can't approve or deny access requests.");
    public static readonly Refusal Workflow = new("workflow",
        "Workflows can't approve or deny access requests. A person has to click the button.");
    public static readonly Refusal Deactivated = new("deactivated",
        "Your Slack account is deactivated, so nothing was decided.");
    public static readonly Refusal Guest = new("guest", "Guest accounts can't approve or deny access requests here.");
    public static readonly Refusal External = new("external",
        "People from other organizations can't approve or deny access requests here.");
    public static readonly Refusal OtherWorkspace = new("other_workspace",
        "People from other workspaces in this organization can't approve or deny access requests here.");
    public static readonly Refusal NotVisible = new("not_visible",
        "Slack doesn't show me your profile, usually because you belong to another organization, so you can't " +
        "approve or deny access requests here.");
    public static readonly Refusal UnconfirmedEmail = new("unconfirmed_email",
        "Your e-mail address isn't confirmed in Slack. Please confirm it, then try again.");
    public static readonly Refusal NoIdentity = new("no_identity",
        "I can't see your e-mail address, so I can't tell Teleport who you are. Ask an administrator to grant the " +
        "Slack scope users:read.email or to add you under [users].");
    public static readonly Refusal Self = new("self",
        "You made this request, so someone else has to approve or deny it.");
    public static readonly Refusal Resembles = new("same_name",
        "You made this request, or have the same name as the person who did, so someone else has to approve or deny " +
        "it. If you are two people, ask an administrator to add both of you under [users].");
    public static readonly Refusal RequesterUnknown = new("requester_unknown",
        "I couldn't check in Teleport whether you made this request yourself, so your click doesn't count. Ask an " +
        "administrator to check my log.")
    {
        IsUnconfirmed = true,
        OpensTeleport = true,
    };
    public static readonly Refusal PerhapsSelf = new("perhaps_self",
        "I can't verify that you and the requester are different people (strict_identity is on). Ask an " +
        "administrator to add you under [users].");
    public static readonly Refusal NotDecidedHere = new("not_decided_here",
        "This request can't be approved or denied from this message. Open it in Teleport instead.");
    /// <summary>Only in an explanation: who sees no message cannot click.</summary>
    public static readonly Refusal NotTold = new("not_told",
        "You see no message of this request, so there is nothing to click.");
    public static readonly Refusal TooLong = Elsewhere("too_long",
        "This request asks for more than I can list in Slack, so it can't be approved or denied here.");
    public static readonly Refusal LongTerm = Elsewhere("long_term",
        "This request asks for permanent access, which can't be approved or denied from Slack, so nothing was " +
        "decided.");
    public static readonly Refusal UnknownKind = Elsewhere("unknown_kind",
        "This request asks for a kind of access that I don't know, so it can't be approved or denied from Slack, and " +
        "nothing was decided.");
    public static readonly Refusal NotApprover = new("not_approver",
        "You aren't an approver for this request, so your click doesn't count.");
    public static readonly Refusal OldVote = new("old_vote",
        "I already have a later vote from you, so this click changed nothing.");
    public static readonly Refusal TooManyVotes = new("too_many_votes",
        "This request has too many votes for me to record another one. People who have already voted can still " +
        "change their vote.");
    public static readonly Refusal NoEntitlement = new("entitlement_unknown",
        "I couldn't verify in Slack just now that you're an approver for this request, so your click doesn't " +
        "count. Please try again in a minute.")
    {
        IsUnconfirmed = true,
    };
    public static readonly Refusal VotesLost = new("votes_lost",
        "Some voters are no longer approvers for this request, which leaves too few votes, so nothing was decided.");
    public static readonly Refusal NotifyOnly = new("notify_only",
        "Approving and denying in Slack is turned off. Open the request in Teleport instead.");
    public static readonly Refusal Gone = new("gone", "This request no longer exists in Teleport.");
    public static readonly Refusal NotFound = Elsewhere("not_found",
        "This request has expired or no longer exists in Teleport, so nothing was decided. If you can still see it " +
        "there, ask an administrator to check my role.");
    public static readonly Refusal Hidden = Elsewhere("request_hidden",
        "Teleport doesn't let me look up this request, so nothing was decided. Ask an administrator to let my role " +
        "list and read access requests.");
    public static readonly Refusal Expired = new("expired",
        "This request has expired. Ask the requester to make a new one.");
    public static readonly Refusal Raced = new("raced",
        "This request kept changing while I handled your click, so nothing was decided. Please try again.");
    public static readonly Refusal RecordReplaced = new("record_replaced",
        "My record of this request was changed by someone else, so your click doesn't count. Please try again in a " +
        "minute.");
    public static readonly Refusal NewerRelease = Elsewhere("newer_release",
        "A newer release of me has handled this request and has to take this click. Please try again in a minute.");
    public static readonly Refusal PressAgain = new("press_again",
        "Your decision could not be carried out within ten minutes, so it was dropped. Please press the button again.");
    public static readonly Refusal Unreachable = new("teleport_unreachable",
        "I can't reach Teleport right now, so nothing was decided. Please try again in a minute.");

    // Teleport's own refusals, each with its remedy in the log.
    public static readonly Refusal NotPermitted = Elsewhere("teleport_not_permitted",
        "I don't have permission in Teleport to approve or deny requests, so nothing was decided. Ask an " +
        "administrator to let my role update access requests.");
    public static readonly Refusal MfaRequired = Elsewhere("mfa_required",
        "Teleport requires MFA for this, which I can't provide, so nothing was decided. Ask an administrator to " +
        "give me a bot identity.");
    public static readonly Refusal PluginsRequest = Elsewhere("plugins_request",
        "This request was made with my own Teleport user, so I'm not allowed to decide it.");
    public static readonly Refusal PluginElevated = Elsewhere("plugin_elevated",
        "My Teleport identity was issued with access requests of its own, so Teleport doesn't let me decide. Ask " +
        "an administrator to issue me a new one.");
    public static readonly Refusal NoReviewRule = Elsewhere("no_review_rule",
        "This request needs reviews, which I don't have permission to submit, so nothing was decided. Ask an " +
        "administrator to let my role review requests.");
    public static readonly Refusal RolesNotCovered = Elsewhere("roles_not_covered",
        "I don't have permission to review every role in this request, so nothing was decided. Ask an " +
        "administrator to let my role review all of them.");
    public static readonly Refusal ReviewOnBehalf = Elsewhere("review_on_behalf",
        "Teleport mistook me for another user, so nothing was decided. Ask an administrator to check my log.");
    public static readonly Refusal AlreadyReviewed = Elsewhere("plugin_reviewed",
        "I have already submitted a review from Slack for this request, and Teleport accepts only one from me, so " +
        "yours wasn't added.");
    public static readonly Refusal MadeWithoutReviews = Elsewhere("made_without_reviews",
        "This request was made before Teleport supported reviews, so it can't be reviewed. Nothing was decided.");
    public static readonly Refusal ReviewsUnknown = Elsewhere("reviews_unknown",
        "This version of Teleport doesn't support reviews, so nothing was decided. Ask an administrator to change " +
        "how I submit decisions.");
    public static readonly Refusal ReviewNotPermitted = Elsewhere("review_not_permitted",
        "Teleport rejected my review for a reason I don't recognize, so nothing was decided. Ask an administrator " +
        "to check my log.");
    public static readonly Refusal NotUnderstood = Elsewhere("teleport_refused",
        "Teleport rejected this decision with an error I don't recognize, so nothing was decided. Ask an " +
        "administrator to check my log.");
    public static readonly Refusal ResolvedMeanwhile = new("resolved_meanwhile",
        "Someone has just resolved this request in Teleport, so your click changed nothing.");
    public static readonly Refusal Failing = Elsewhere("teleport_failing",
        "Teleport failed every time I tried, so nothing was decided. Please try again later.");
    public static readonly Refusal NotNoted = Elsewhere("ledger_refused",
        "Teleport doesn't let me record your decision, so nothing was decided. " +
        "Ask an administrator to check my log.");

    public static Refusal ReasonMissing(int least) => new(
        "reason_missing",
        $"A reason{(least == 1 ? "" : $" of at least {least} characters")} is required, so your click doesn't count. " +
        "Press the button again, and I'll ask you for one.")
    {
        OpensDialog = true,
    };

    /// <summary>A message that offers no decision, and why.</summary>
    public static Refusal NotHere(AccessRequest request) => request.Kind switch
    {
        RequestKind.ShortTerm => FullList.Fits(request) ? NotDecidedHere : TooLong,
        RequestKind.LongTerm => LongTerm,
        _ => UnknownKind,
    };

    public static Refusal Resolved(Resolution resolution) => resolution switch
    {
        Resolution.Approved => new("already_approved", "This request was already approved."),
        Resolution.Denied => new("already_denied", "This request was already denied."),
        Resolution.Promoted => new("already_promoted", "This request was already promoted to an access list."),
        Resolution.Expired => Expired,
        Resolution.Removed => Gone,
        _ => new("already_resolved", "This request was already resolved, in a way I don't recognize."),
    };

    public static Refusal Decided(Decision decision) => decision switch
    {
        { Outcome: DecisionOutcome.Reviewed } => Elsewhere("already_reviewed",
            $"A review on behalf of {decision.Decider} was already submitted from Slack. Any further reviews have " +
            "to be made in Teleport."),
        { Author.Length: > 0, Outcome: DecisionOutcome.Open } => PersonRefusals.UnderWay,
        { Granted: { IsAll: false } granted } => new("already_decided",
            "This request has already been approved for " +
            string.Join(", ", granted.Names.Take(10).Select(PlainRole)) +
            (granted.Names.Length > 10 ? $" + {granted.Names.Length - 10} more." : ".")),
        { Roles.IsAll: false } => new("already_decided",
            $"This request has already been {(decision.State == RequestState.Approved ? "approved" : "denied")}, " +
            $"last by {decision.Decider} for {decision.Roles.Text(PlainRole)}."),
        { State: RequestState.Approved } => new("already_decided",
            $"{decision.Decider} has already approved this request."),
        _ => new("already_decided", $"{decision.Decider} has already denied this request."),
    };

    private static string PlainRole(string name) => SlackText.Name(name, 100, SlackText.Plain);

    private static Refusal Elsewhere(string code, string sentence) => new(code, sentence) { OpensTeleport = true };
}
