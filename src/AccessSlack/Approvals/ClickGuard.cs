using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Approvals;

/// <summary>
/// May this Slack account press buttons at all? (docs/design/approvals.md; docs/protocols/slack.md 18.) Absent is not
/// false: only what Slack says explicitly refuses. Returns the first objection, or null.
/// </summary>
internal static class ClickGuard
{
    /// <summary>What the payload alone tells, before anything is looked up.</summary>
    public static Refusal? CheckOrigin(Click click, Workspace home)
    {
        if (Differ(click.AppId, home.AppId)) return Refusals.ForeignApp;
        if (Differ(click.MessageBotId, home.BotId) || Differ(click.MetadataRequestId, click.RequestId))
            return Refusals.ForeignMessage;
        return null;
    }

    public static Refusal? CheckUser(Click click, SlackUser user, Workspace home, ApprovalSettings settings)
    {
        if (user.IsWorkflowBot == true) return Refusals.Workflow;
        if (user.IsBot == true || user.IsAppUser == true) return Refusals.Bot;
        if (user.Deleted == true) return Refusals.Deactivated;
        if (!settings.AllowExternal && CheckHome(click, user, home) is { } foreign) return foreign;
        if (!settings.AllowGuests && (user.IsRestricted == true || user.IsUltraRestricted == true))
            return Refusals.Guest;
        if (user.IsEmailConfirmed == false || user.IsInvitedUser == true) return Refusals.UnconfirmedEmail;
        return null;
    }

    /// <summary>
    /// Another company, or another workspace of our organisation. Where the app is installed for the whole
    /// organisation, Slack names no team: then everybody is at home of whom Slack says that they belong to it.
    /// </summary>
    private static Refusal? CheckHome(Click click, SlackUser user, Workspace home)
    {
        if (
            user.IsStranger == true
            || Differ(user.EnterpriseId, home.EnterpriseId)
            || Differ(click.EnterpriseId, home.EnterpriseId)
        )
            return Refusals.External;
        string[] teams = [click.TeamId, click.UserTeamId, user.TeamId];
        if (!Array.Exists(teams, team => Differ(team, home.TeamId))) return null;
        var isOfOurOrganisation = home.EnterpriseId.Length > 0 && user.EnterpriseId == home.EnterpriseId;
        if (!isOfOurOrganisation) return Refusals.External;
        return click.TeamId.Length == 0 ? null : Refusals.OtherWorkspace;
    }

    private static bool Differ(string told, string known) => told.Length > 0 && known.Length > 0 && told != known;
}
