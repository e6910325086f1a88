using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Approvals;

/// <summary>
/// Whether a Slack account may use the buttons at all (docs/design/approvals.md; docs/protocols/slack.md 18). Only what
/// Slack says explicitly leads to a refusal; a missing flag does not. Returns the first refusal, or null.
/// </summary>
internal static class ClickGuard
{
    /// <summary>Checks the payload alone, before anything is looked up.</summary>
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

    /// <summary>
    /// Whether a payload is of another app or workspace, although it came in by our door. If the app is installed for
    /// the whole organization, its workspaces are not told apart.
    /// </summary>
    public static Refusal? CheckSender(SlackActor actor, Workspace home) =>
        CheckApp(actor, home)
        ?? (!home.IsWholeOrganization && IsOtherTeam(actor.TeamId, home) ? Refusals.External : null);

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

    /// <summary>Whether the account belongs to our workspace or organization, as far as Slack tells.</summary>
    public static bool IsOurs(SlackUser user, Workspace home) =>
        user.IsStranger != true
        && !Differ(user.EnterpriseId, home.Organization)
        && (!IsOtherTeam(user.TeamId, home) || IsInOurOrganization(user, home));

    /// <summary>
    /// Refuses people from other organizations, and from other workspaces of our own organization. If the app is
    /// installed for the whole organization, Slack names no team; then all of its members are accepted.
    /// </summary>
    private static Refusal? CheckHome(SlackActor actor, SlackUser user, Workspace home)
    {
        if (
            user.IsStranger == true
            || Differ(user.EnterpriseId, home.Organization)
            || Differ(actor.EnterpriseId, home.Organization)
        )
            return Refusals.External;
        string[] teams = [actor.TeamId, actor.UserTeamId, user.TeamId];
        if (!Array.Exists(teams, team => IsOtherTeam(team, home))) return null;
        if (!IsInOurOrganization(user, home) || Array.Exists(teams, team => IsOtherOrganization(team, home)))
            return Refusals.External;
        var isForAll = actor.TeamId.Length == 0 || actor.TeamId == home.Organization || home.IsWholeOrganization;
        return isForAll ? null : Refusals.OtherWorkspace;
    }

    /// <summary>In place of a workspace Slack may name the organization that it belongs to.</summary>
    private static bool IsOtherTeam(string team, Workspace home) =>
        Differ(team, home.TeamId) && (home.Organization.Length == 0 || team != home.Organization);

    private static bool IsOtherOrganization(string team, Workspace home) =>
        team.StartsWith('E') && Differ(team, home.Organization);

    private static bool IsInOurOrganization(SlackUser user, Workspace home) =>
        home.Organization.Length > 0 && (user.EnterpriseId == home.Organization || user.TeamId == home.Organization);

    private static bool Differ(string actual, string expected) =>
        actual.Length > 0 && expected.Length > 0 && actual != expected;
}
