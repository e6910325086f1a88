using System.Collections.Immutable;

namespace AccessSlack.Requests;

/// <summary>
/// How to find a requester in Slack: the table [users] read backwards, else the Teleport user name, if it is an e-mail
/// address.
/// </summary>
internal abstract record RequesterAddress
{
    private RequesterAddress() { }

    internal sealed record SlackUserId(string Id) : RequesterAddress;

    internal sealed record Email(string Address) : RequesterAddress;

    /// <summary>[users] names several Slack accounts: which of them is meant is not ours to guess.</summary>
    internal sealed record Several : RequesterAddress;

    internal sealed record Unknown : RequesterAddress;

    /// <param name="teleportUser">Upper and lower case are one, as for the ban on deciding the own request.</param>
    /// <param name="users">Slack user id to Teleport user.</param>
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
