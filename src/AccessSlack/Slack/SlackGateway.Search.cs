using System.Globalization;
using AccessSlack.Requests;
using SlackApi.WebApi;

namespace AccessSlack.Slack;

/// <summary>Looking for a message of ours of which nobody recorded whether it was posted.</summary>
internal sealed partial class SlackGateway
{
    private const int MessagesOnAPage = 200;
    private const int MostHistoryPages = 5;

    public async Task<SlackResult<PostedMessage?>> FindPostedAsync(
        string to,
        string requestId,
        string botId,
        DateTimeOffset since,
        CancellationToken cancel
    )
    {
        if (botId.Length == 0)
            return Failed<PostedMessage?>(
                "no_bot_id",
                "Slack does not tell the bot id of this token: use the bot token of the Slack app; it begins with " +
                "xoxb-."
            );
        var place = await PlaceOfAsync(to, cancel);
        return await place.ThenAsync(channel => CallAsync(
            "conversations.history",
            repeatable: true,
            limit => SearchAsync(channel, message => IsOurs(message, requestId, botId), since, limit),
            cancel));
    }

    /// <summary>The id of the channel that a message to this address would stand in.</summary>
    private Task<SlackResult<string>> PlaceOfAsync(string to, CancellationToken cancel) =>
        RecipientAddress.Kind(to) == RecipientKind.User
            ? CallAsync(
                "conversations.open",
                repeatable: true,
                async limit => (await _slack.Conversations.Open(to, limit)).Id,
                cancel
            )
            : AnyChannelIdAsync(to, cancel);

    /// <summary>
    /// From the newest page back. All pages share the limit of one call: a claim waits for this, and must not look
    /// abandoned to another replica.
    /// </summary>
    private async Task<PostedMessage?> SearchAsync(
        string channel,
        Func<HistoryMessage, bool> isIt,
        DateTimeOffset since,
        CancellationToken limit
    )
    {
        var oldest = since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var (found, latest) = ((HistoryMessage?)null, "");
        for (var pages = 0; pages < MostHistoryPages; pages++)
        {
            var page = await _slack.Conversations.History(channel, oldest, latest, MessagesOnAPage, limit);
            found = page.Messages.LastOrDefault(isIt) ?? found;
            if (!page.HasMore || page.Messages.Count == 0) break;
            latest = page.Messages[^1].Ts;
        }

        return found is null ? null : Place("conversations.history", channel, found.Ts, Degradation.Nothing);
    }

    private static bool IsOurs(HistoryMessage message, string requestId, string botId) =>
        message.BotId == botId
        && message.EventType == MessageForm.EventType
        && message.EventPayload.GetValueOrDefault("request_id") == requestId;
}
