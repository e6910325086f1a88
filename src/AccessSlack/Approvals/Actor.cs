using AccessSlack.Requests.Slack;

namespace AccessSlack.Approvals;

/// <summary>A Slack user with a name that can be given to Teleport.</summary>
/// <param name="SlackUserId">Slack's id.</param>
/// <param name="TeleportUser">From [users]; else the e-mail address.</param>
/// <param name="Email">From Slack; may be empty.</param>
/// <param name="IsMapped">The Teleport user comes from [users], so it cannot be changed in Slack.</param>
internal sealed record Actor(string SlackUserId, string TeleportUser, string Email, bool IsMapped)
{
    /// <summary>The name of this person in a decision: the e-mail address, otherwise the Teleport user.</summary>
    public string Person => Email.Length > 0 ? Email : TeleportUser;

    /// <summary>
    /// Null without an entry in [users] and without an e-mail address, because a delegator must have a name.
    /// </summary>
    public static Actor? Identify(SlackUser user, ApprovalSettings settings)
    {
        if (settings.Users.TryGetValue(user.Id, out var mapped))
            return new(user.Id, mapped, user.Email, IsMapped: true);
        return user.Email.Length > 0 ? new(user.Id, user.Email, user.Email, IsMapped: false) : null;
    }

    /// <summary>Whether the Teleport user, from [users] or the e-mail address, is the requester.</summary>
    public bool Is(string requester) => Same(TeleportUser, requester);

    /// <summary>
    /// Whether this person may be the requester under another address: the e-mail address is the requester's name, or
    /// the parts before the <c>@</c> are equal, without their <c>+tags</c> and whatever the domains.
    /// </summary>
    public bool Resembles(string requester) =>
        Same(Email, requester)
        || Same(LocalPart(Email), LocalPart(requester))
        || Same(LocalPart(TeleportUser), LocalPart(requester));

    private static string LocalPart(string name)
    {
        var local = name.Split('@')[0];
        return local.IndexOf('+') is > 0 and var tag ? local[..tag] : local;
    }

    private static bool Same(string a, string b) =>
        a.Length > 0 && string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
