using AccessSlack.Requests.Slack;

namespace AccessSlack.Approvals;

/// <summary>A clicker whose identity Teleport can be told.</summary>
/// <param name="SlackUserId">Slack's id.</param>
/// <param name="TeleportUser">From [users]; else the e-mail address.</param>
/// <param name="Email">As Slack tells it, or empty.</param>
/// <param name="IsMapped">The Teleport user comes from [users]: nobody can change it in Slack.</param>
internal sealed record Actor(string SlackUserId, string TeleportUser, string Email, bool IsMapped)
{
    /// <summary>How a decision names this person: the e-mail address, else the Teleport user.</summary>
    public string Person => Email.Length > 0 ? Email : TeleportUser;

    /// <summary>
    /// Null when there is neither an entry in [users] nor an e-mail address: an unnamed delegator is never sent.
    /// </summary>
    public static Actor? Identify(SlackUser user, ApprovalSettings settings)
    {
        if (settings.Users.TryGetValue(user.Id, out var mapped))
            return new(user.Id, mapped, user.Email, IsMapped: true);
        return user.Email.Length > 0 ? new(user.Id, user.Email, user.Email, IsMapped: false) : null;
    }

    /// <summary>
    /// The entry in [users], the e-mail, or the part before its <c>@</c> (for a user name without one) names the
    /// requester.
    /// </summary>
    public bool Is(string requester) =>
        Same(TeleportUser, requester)
        || Same(Email, requester)
        || (!requester.Contains('@') && Same(Email.Split('@')[0], requester));

    /// <summary>
    /// Different beyond doubt: this person's Teleport user is fixed in [users], or that of the requester's Slack
    /// account is, or both are known by e-mail addresses, which then differ.
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
