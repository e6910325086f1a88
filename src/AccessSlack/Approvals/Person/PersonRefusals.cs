namespace AccessSlack.Approvals.Person;

/// <summary>Why no review is submitted in the name of the person who clicked.</summary>
internal static class PersonRefusals
{
    public static readonly Refusal SeveralTeleportUsers = Elsewhere("several_teleport_users",
        "More than one Teleport user has your Slack ID, so I can't tell which one you are. Nothing was decided. Ask " +
        "an administrator to leave your Slack ID with only one of them.");
    public static readonly Refusal UsersHidden = Elsewhere("teleport_users_hidden",
        "I couldn't look up your Teleport user, so nothing was decided. Ask an administrator to let my role list and " +
        "read users.") with
    { IsUnconfirmed = true };
    public static readonly Refusal NotEveryRole = Elsewhere("not_every_role",
        "You may decide only some of the requested roles, and a review in Teleport counts for all of them. Nothing " +
        "was decided.");
    public static readonly Refusal HasReviewed = new("person_has_reviewed",
        "You have already reviewed this request, and Teleport accepts only one review from each person. This click " +
        "changed nothing.");
    public static readonly Refusal MayNotReview = new("person_may_not_review",
        "Teleport doesn't let you review this request, so nothing was decided. If you should be able to, ask an " +
        "administrator to let a role of your Teleport user review it.");
    public static readonly Refusal UserGone = new("teleport_user_gone",
        "Teleport doesn't know your user at the moment, usually because you haven't logged in to Teleport for a " +
        "while. Nothing was decided. Log in to Teleport, then press the button again.");
    public static readonly Refusal OnBehalf = Elsewhere("person_reviews_refused",
        "Teleport doesn't let me submit a review in your name, so nothing was decided. Ask an administrator to check " +
        "my log.");
    public static readonly Refusal UnderWay = new("review_under_way",
        "Another person's review of this request is being submitted right now, so your click doesn't count yet. " +
        "Please press the button again in a moment.")
    {
        IsUnconfirmed = true,
    };
    public static readonly Refusal WayChanged = new("way_changed",
        "An administrator changed how decisions reach Teleport before yours was submitted, so it was dropped. Please " +
        "press the button again.");

    public static Refusal NoTeleportUser(string slackUserId) => Elsewhere("no_teleport_user",
        "I can't tell which Teleport user you are, so I can't submit a review in your name. Nothing was decided. Ask " +
        $"an administrator to connect your Slack ID, {slackUserId}, with your Teleport user.");

    private static Refusal Elsewhere(string code, string sentence) => new(code, sentence) { OpensTeleport = true };
}
