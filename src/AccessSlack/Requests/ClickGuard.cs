namespace AccessSlack.Requests;

/// <summary>
/// May this Slack account press buttons at all? (Design section 6, Slack contract 18.) Absent is not false: only what
/// Slack says explicitly refuses. Returns the first objection, or null.
/// </summary>
internal static class ClickGuard
{
    /// <summary>What the payload alone tells, before anything is looked up.</summary>
    public static Refusal? CheckOrigin(Click click, Workspace home)
    {
        if (Differ(click.AppId, home.AppId)) return Refusals.ForeignApp;
        if (Differ(click.MessageBotId, home.BotId) || Differ(click.MetadataRequestId, click.RequestId)) return Refusals.ForeignMessage;
        return null;
    }

    public static Refusal? CheckUser(Click click, SlackUser user, Workspace home, ApprovalSettings settings)
    {
        if (user.IsBot == true || user.IsAppUser == true || user.IsWorkflowBot == true) return Refusals.Bot;
        if (user.Deleted == true) return Refusals.Deactivated;
        if (!settings.AllowExternal && IsExternal(click, user, home)) return Refusals.External;
        if (!settings.AllowGuests && (user.IsRestricted == true || user.IsUltraRestricted == true)) return Refusals.Guest;
        if (user.IsEmailConfirmed == false || user.IsInvitedUser == true) return Refusals.UnconfirmedEmail;
        return null;
    }

    /// <summary>Another company, or another workspace: within one enterprise the enterprise id decides when Slack sends no team.</summary>
    private static bool IsExternal(Click click, SlackUser user, Workspace home)
    {
        if (user.IsStranger == true) return true;
        if (Differ(user.EnterpriseId, home.EnterpriseId) || Differ(click.EnterpriseId, home.EnterpriseId)) return true;
        if (click.TeamId.Length == 0 && click.EnterpriseId.Length > 0 && click.EnterpriseId == home.EnterpriseId) return false;
        return Differ(click.TeamId, home.TeamId) || Differ(user.TeamId, home.TeamId) || Differ(click.UserTeamId, home.TeamId);
    }

    private static bool Differ(string told, string known) => told.Length > 0 && known.Length > 0 && told != known;
}
