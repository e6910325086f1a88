namespace AccessSlack.Approvals.Partial;

/// <summary>Why choices role by role have no effect.</summary>
internal static class PartialRefusals
{
    /// <summary>Never an answer: the dialog opens.</summary>
    public static readonly Refusal ChooseRoles = new("choose_roles",
        "Each role of this request is decided by itself, so nothing was decided yet. Press Approve again, and I'll " +
        "ask you about each role.")
    {
        OpensDialog = true,
    };
    public static readonly Refusal NothingChosen = new("nothing_chosen",
        "You left every role open, so nothing was recorded. Choose Approve or Deny for at least one role.")
    {
        OpensDialog = true,
        Inline = "You left every role open. Choose Approve or Deny for at least one role.",
    };
    public static readonly Refusal NotYourRole = new("not_your_role",
        "You aren't an approver for one of the roles you chose, so nothing was recorded.");
    public static readonly Refusal UnknownRole = new("unknown_role",
        "This form chooses something that the request doesn't ask for, so nothing was recorded. Please press the " +
        "button again.");
    public static readonly Refusal OfferChanged = new("offer_changed",
        "What you can decide of this request has changed since I asked you, so nothing was recorded. Please choose " +
        "again.")
    {
        OpensDialog = true,
    };
    public static readonly Refusal GrantedTooMuch = new("granted_too_much",
        "Teleport granted roles that no one had approved, so I denied the whole request. Ask an administrator to " +
        "check my log.");
}
