namespace AccessSlack.Requests;

/// <summary>Why a click decides nothing.</summary>
/// <param name="Code">For the log.</param>
/// <param name="Sentence">For the clicker: what happened and what to do.</param>
internal sealed record Refusal(string Code, string Sentence);

/// <summary>All the refusals there are; each with its own words.</summary>
internal static class Refusals
{
    public static readonly Refusal ForeignApp = new("foreign_app", "This button belongs to another Slack app. Nothing was decided.");
    public static readonly Refusal ForeignMessage = new("foreign_message", "I did not post this message for this request, so its buttons do nothing. Use the original message.");
    public static readonly Refusal Unreadable = new("users_info_failed", "I could not look you up in Slack just now, so nothing was decided. Please try again in a minute.");
    public static readonly Refusal Bot = new("bot", "Bots and workflows cannot decide access requests.");
    public static readonly Refusal Deactivated = new("deactivated", "Your Slack account is deactivated. Nothing was decided.");
    public static readonly Refusal Guest = new("guest", "Guest accounts cannot decide access requests here.");
    public static readonly Refusal External = new("external", "People from other organisations cannot decide access requests here.");
    public static readonly Refusal UnconfirmedEmail = new("unconfirmed_email", "Your e-mail address is not confirmed in Slack. Confirm it, then try again.");
    public static readonly Refusal NoIdentity = new("no_identity", "I cannot see your e-mail address, so Teleport could not be told who decided. Ask the operator to grant the Slack scope users:read.email or to name you under [users].");
    public static readonly Refusal Self = new("self", "You made this request, so somebody else must decide it.");
    public static readonly Refusal PerhapsSelf = new("perhaps_self", "I cannot prove that you and the requester are different people (strict_identity). Ask the operator to name you under [users].");
    public static readonly Refusal NotDecidedHere = new("not_decided_here", "This request cannot be decided from this message. Open it in Teleport instead.");
    public static readonly Refusal NotifyOnly = new("notify_only", "Deciding in Slack is switched off. Open the request in Teleport instead.");
    public static readonly Refusal Gone = new("gone", "This request no longer exists in Teleport.");
    public static readonly Refusal Expired = new("expired", "This request has expired. Ask the requester to make a new one.");
    public static readonly Refusal NotPermitted = new("teleport_not_permitted", "Teleport does not permit me to decide this request. The operator finds the reason and the cure in the log; meanwhile open it in Teleport.");
    public static readonly Refusal TeleportRefused = new("teleport_refused", "Teleport refused this decision. Open the request in Teleport to see its state.");
    public static readonly Refusal Raced = new("raced", "Somebody else decided this request at the same moment.");
    public static readonly Refusal Unreachable = new("teleport_unreachable", "I cannot reach Teleport right now, so nothing was decided. Please try again in a minute.");

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
        { Outcome: DecisionOutcome.Reviewed } => new("already_reviewed", $"A review for {decision.Person} was already submitted from Slack. Further reviews are made in Teleport."),
        { State: RequestState.Approved } => new("already_decided", $"{decision.Person} has already approved this request."),
        _ => new("already_decided", $"{decision.Person} has already denied this request."),
    };
}
