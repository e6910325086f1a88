using System.Collections.Immutable;

namespace AccessSlack.Requests;

/// <summary>
/// How to find a requester in Slack: by a reverse lookup in [users], otherwise by the Teleport user name if it is an
/// e-mail address.
/// </summary>
internal abstract record RequesterAddress
{
    private RequesterAddress() { }

    internal sealed record SlackUserId(string Id) : RequesterAddress;

    internal sealed record Email(string Address) : RequesterAddress;

    /// <summary>[users] names several Slack accounts, and we must not guess which one is meant.</summary>
    internal sealed record Several : RequesterAddress;

    internal sealed record Unknown : RequesterAddress;

    /// <param name="teleportUser">
    /// Compared case-insensitively, like in the check that people do not decide their own requests.
    /// </param>
    /// <param name="users">Maps Slack user ids to Teleport users.</param>
    public static RequesterAddress Of(string teleportUser, ImmutableDictionary<string, string> users)
    {
        string[] ids =
        [
            .. users
                .Where(entry => string.Equals(entry.Value, teleportUser, StringComparison.OrdinalIgnoreCase))
                .Select(entry => entry.Key)
                .Take(2),
        ];
        return ids switch
        {
            [var id] => new SlackUserId(id),
            [_, ..] => new Several(),
            _ when RecipientAddress.IsEmail(teleportUser) => new Email(teleportUser),
            _ => new Unknown(),
        };
    }
}
