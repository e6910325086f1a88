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

    /// <summary>
    /// Whether this person is the requester, by the entry in [users], the e-mail address, or the part before its
    /// <c>@</c> (for a user name without one).
    /// </summary>
    public bool Is(string requester) =>
        Same(TeleportUser, requester)
        || Same(Email, requester)
        || (!requester.Contains('@') && Same(Email.Split('@')[0], requester));

    /// <summary>
    /// Whether this person is certainly not the requester: [users] has an entry for this person or for the requester's
    /// Slack account, or both have e-mail addresses, which differ.
    /// </summary>
    public bool IsProvenToDiffer(string requester, ApprovalSettings settings) =>
        !Is(requester)
        && (
            IsMapped
            || requester.Contains('@')
            || settings.Users.Any(entry => Same(entry.Value, requester) && entry.Key != SlackUserId)
        );

    private static bool Same(string a, string b) =>
        a.Length > 0 && string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
