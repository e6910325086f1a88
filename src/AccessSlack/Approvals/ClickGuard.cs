using AccessSlack.Requests;

namespace AccessSlack.Approvals;

/// <summary>
/// May this Slack account press buttons at all? (docs/design/approvals.md; docs/protocols/slack.md 18.) Absent is not
/// false: only what Slack says explicitly refuses. Returns the first objection, or null.
/// </summary>
internal static class ClickGuard
{
    /// <summary>What the payload of a click alone tells, before anything is looked up.</summary>
    public static Refusal? CheckOrigin(Click click, Workspace home)
    {
        if (CheckApp(click.Actor, home) is { } foreign) return foreign;
        if (Differ(click.MessageBotId, home.BotId) || Differ(click.MetadataRequestId, click.RequestId))
            return Refusals.ForeignMessage;
        return null;
    }

    /// <summary>A button or command of another app, whose signing secret happens to be ours.</summary>
    public static Refusal? CheckApp(SlackActor actor, Workspace home) =>
        Differ(actor.AppId, home.AppId) ? Refusals.ForeignApp : null;

    public static Refusal? CheckUser(SlackActor actor, SlackUser user, Workspace home, ApprovalSettings settings)
    {
        if (user.IsWorkflowBot == true) return Refusals.Workflow;
        if (user.IsBot == true || user.IsAppUser == true) return Refusals.Bot;
        if (user.Deleted == true) return Refusals.Deactivated;
        if (!settings.AllowExternal && CheckHome(actor, user, home) is { } foreign) return foreign;
        if (!settings.AllowGuests && (user.IsRestricted == true || user.IsUltraRestricted == true))
            return Refusals.Guest;
        if (user.IsEmailConfirmed == false || user.IsInvitedUser == true) return Refusals.UnconfirmedEmail;
        return null;
    }

    /// <summary>
    /// Another company, or another workspace of our organization. Where the app is installed for the whole
    /// organization, Slack names no team: then everyone belongs here of whom Slack says that they are part of it.
    /// </summary>
    private static Refusal? CheckHome(SlackActor actor, SlackUser user, Workspace home)
    {
        if (
            user.IsStranger == true
            || Differ(user.EnterpriseId, home.EnterpriseId)
            || Differ(actor.EnterpriseId, home.EnterpriseId)
        )
            return Refusals.External;
        string[] teams = [actor.TeamId, actor.UserTeamId, user.TeamId];
        if (!Array.Exists(teams, team => Differ(team, home.TeamId))) return null;
        var isOfOurOrganization = home.EnterpriseId.Length > 0 && user.EnterpriseId == home.EnterpriseId;
        if (!isOfOurOrganization) return Refusals.External;
        return actor.TeamId.Length == 0 ? null : Refusals.OtherWorkspace;
    }

    private static bool Differ(string told, string known) => told.Length > 0 && known.Length > 0 && told != known;
}
