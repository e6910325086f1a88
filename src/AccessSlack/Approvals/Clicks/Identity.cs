using AccessSlack.Requests.Slack;

namespace AccessSlack.Approvals.Clicks;

/// <summary>Guard and identity, once Slack has said who an account is.</summary>
internal static class Identity
{
    public static Verification<Actor> Judge(
        SlackActor account,
        SlackUser user,
        Workspace home,
        ApprovalSettings settings
    )
    {
        if (ClickGuard.CheckUser(account, user, home, settings) is { } objection)
            return new Verification<Actor>.Refused(objection);
        return Actor.Identify(user, settings) is { } identified
            ? new Verification<Actor>.Verified(identified)
            : new Verification<Actor>.Refused(Refusals.NoIdentity);
    }
}
