using AccessSlack.Requests;
using SlackApi;

namespace AccessSlack.Slack;

/// <summary>auto_join: the bot enters a public channel to which nobody invited it.</summary>
internal sealed partial class SlackGateway
{
    private const string PublicChannels = "public_channel";
    private const string PrivateChannels = "private_channel";
    private const int ChannelsOnAPage = 200;
    private const int MostPages = 50;
    private const string JoinByHand = "Type /invite and the bot's name in that channel, or give it by its id.";

    private async Task<bool> JoinAsync(string channel, CancellationToken cancel)
    {
        var result = await ChannelIdAsync(channel, PublicChannels, cancel);
        if (result is SlackResult<string>.Ok { Value: var id })
            result = await CallAsync(
                "conversations.join",
                repeatable: true,
                async limit => (await _slack.Conversations.Join(id, limit)).Id,
                cancel
            );
        if (result is SlackResult<string>.Failed { Failure: var failure })
            Log.NotJoined(_log, channel, failure.Code, failure.Remedy.Length > 0 ? failure.Remedy : JoinByHand);
        return IsOk(result);
    }

    // Posting takes a name, other methods do not.
    private Task<SlackResult<string>> ChannelIdAsync(string channel, string types, CancellationToken cancel) =>
        RecipientAddress.Kind(channel) != RecipientKind.Channel
            ? Task.FromResult<SlackResult<string>>(new SlackResult<string>.Ok(channel))
            : _channelIds.GetAsync(
                $"{types} {channel}",
                NamesKeep,
                () =>
                    CallAsync(
                        "conversations.list",
                        repeatable: true,
                        limit => FindChannelAsync(channel, types, limit),
                        CancellationToken.None
                    ),
                cancel
            );

    /// <summary>
    /// All pages share the limit of one call: a claim waits for this, and must not look abandoned to another replica.
    /// </summary>
    /// <exception cref="SlackException">
    /// As of a call that names an unknown channel, or whatever Slack refused.
    /// </exception>
    private async Task<string> FindChannelAsync(string name, string types, CancellationToken limit)
    {
        var cursor = "";
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await _slack.Conversations.List(excludeArchived: true, ChannelsOnAPage, types, cursor, limit);
            if (page.Channels.FirstOrDefault(channel => IsNamed(channel, name)) is { } found) return found.Id;
            cursor = page.NextCursor;
            if (cursor.Length == 0) break;
        }

        throw new SlackException("conversations.list", "channel_not_found");
    }

    private static bool IsNamed(Conversation channel, string name) =>
        string.Equals(channel.Name, name, StringComparison.OrdinalIgnoreCase) && SlackIds.IsId(channel.Id);
}
