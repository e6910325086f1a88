using System.Globalization;
using AccessSlack.Requests;
using AccessSlack.Slack.Calls;
using AccessSlack.Slack.Lookups;
using SlackApi;
using SlackApi.WebApi;

namespace AccessSlack.Slack.Messaging;

/// <summary>Finds one of our messages if it is not recorded whether it was posted.</summary>
internal sealed class MessageSearch(SlackCaller caller, ChannelLookup channels)
{
    private const int MessagesPerPage = 200;
    private const int MaxPages = 5;
    private const string HistoryMethod = "conversations.history";
    private const string NoBotId =
        "Slack does not tell the bot id of this token: use the bot token of the Slack app; it begins with xoxb-.";

    /// <inheritdoc cref="ISlackMessages.FindPostedAsync"/>
    public async Task<SlackResult<PostedMessage?>> FindAsync(
        string to,
        string requestId,
        string botId,
        DateTimeOffset since,
        CancellationToken cancel
    )
    {
        if (botId.Length == 0) return SlackResults.Destination<PostedMessage?>("no_bot_id", NoBotId);
        var channel = await ChannelIdAsync(to, cancel);
        // https://docs.slack.dev/reference/methods/conversations.history
        return await channel.ThenAsync(id => caller.CallAsync(
            HistoryMethod,
            repeatable: true,
            (api, limit) => SearchAsync(api, id, message => IsOurs(message, requestId, botId), since, limit),
            cancel
        ));
    }

    /// <inheritdoc cref="ISlackMessages.ReadMessageAsync"/>
    public Task<SlackResult<FoundMessage?>> ReadAsync(
        string channel,
        string ts,
        string requestId,
        CancellationToken cancel
    ) =>
        caller.CallAsync(
            HistoryMethod,
            repeatable: true,
            async (api, limit) =>
                (await api.Conversations.Message(channel, ts, limit)) is { } message && message.Ts == ts
                    ? ToFound(message) with { MentionsRequest = message.Json.Contains(requestId) }
                    : null,
            cancel
        );

    /// <inheritdoc cref="ISlackMessages.ReadLatestAsync"/>
    public Task<SlackResult<IReadOnlyDictionary<string, FoundMessage>>> ReadLatestAsync(
        string channel,
        CancellationToken cancel
    ) =>
        caller.CallAsync<IReadOnlyDictionary<string, FoundMessage>>(
            HistoryMethod,
            repeatable: true,
            async (api, limit) =>
                (await api.Conversations.History(channel, oldest: "", latest: "", MessagesPerPage, limit)).Messages
                    .DistinctBy(message => message.Ts)
                    .ToDictionary(message => message.Ts, ToFound),
            cancel
        );

    /// <summary>The ID of the channel in which a message to this address is posted.</summary>
    public Task<SlackResult<string>> ChannelIdAsync(string to, CancellationToken cancel) =>
        RecipientAddress.Kind(to) == RecipientKind.User
            // https://docs.slack.dev/reference/methods/conversations.open
            ? caller.CallAsync(
                "conversations.open",
                repeatable: true,
                async (api, limit) => (await api.Conversations.Open(to, limit)).Id,
                cancel
            )
            : channels.FindIdAsync(to, cancel);

    /// <summary>
    /// Reads from the newest page back. All pages share the limit of one call, because a claim is held meanwhile and
    /// must not look abandoned to another replica.
    /// </summary>
    private static async Task<PostedMessage?> SearchAsync(
        ISlackApiClient api,
        string channel,
        Func<HistoryMessage, bool> isMatch,
        DateTimeOffset since,
        CancellationToken limit
    )
    {
        var oldest = Math.Max(0, since.ToUnixTimeSeconds()).ToString(CultureInfo.InvariantCulture);
        var (found, latest) = ((HistoryMessage?)null, "");
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await api.Conversations.History(channel, oldest, latest, MessagesPerPage, limit);
            found = page.Messages.LastOrDefault(isMatch) ?? found;
            if (!page.HasMore || page.Messages.Count == 0) break;
            latest = page.Messages[^1].Ts;
        }

        return found is null
            ? null
            : new(
                SlackIds.RequireId(channel, HistoryMethod),
                SlackIds.RequireTs(found.Ts, HistoryMethod),
                Degradation.Nothing
            );
    }

    private static bool IsOurs(HistoryMessage message, string requestId, string botId) =>
        message.BotId == botId
        && message.EventType == MessageFormat.EventType
        && message.EventPayload.GetValueOrDefault("request_id") == requestId;

    private static FoundMessage ToFound(HistoryMessage message) => message.EventType == MessageFormat.EventType
        ? new(
            message.BotId,
            message.EventPayload.GetValueOrDefault("request_id") ?? "",
            MessageMark.Read(message.EventPayload)
        )
        : new(message.BotId, RequestId: "", Mark: null);
}
