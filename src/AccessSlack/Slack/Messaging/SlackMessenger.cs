using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Slack.Calls;
using AccessSlack.Slack.Lookups;
using Microsoft.Extensions.Logging;
using SlackApi.WebApi;

namespace AccessSlack.Slack.Messaging;

/// <summary>
/// Posts and updates messages at a pace that Slack accepts, and leaves out the parts that it refuses.
/// </summary>
internal sealed partial class SlackMessenger(
    SlackCaller caller,
    MessagePacing pacing,
    MessageDelivery delivery,
    MessageSearch search,
    AppIdentity app,
    ILogger logger
) : ISlackMessages
{
    public TimeSpan AcquirePostPermit(string to, Waiter waiter, bool isUrgent) =>
        pacing.AcquirePostPermit(to, waiter, isUrgent);

    public void WithdrawReply(string to, Waiter waiter) => pacing.WithdrawReply(to, waiter);

    public TimeSpan AcquireUpdatePermit(Waiter waiter, bool isUrgent) => pacing.AcquireUpdatePermit(waiter, isUrgent);

    public Task<SlackResult<PostedMessage>> PostAsync(string to, ComposedMessage message, CancellationToken cancel) =>
        delivery.SendAsync(
            to,
            MessageFormat.Complete,
            (format, failure) => Fallback(message.RequestId, to, failure, format.Fallback(failure)),
            format => PostAsync(to, format.ToPost(to, message), format.Degradation, app.Learn, cancel),
            cancel
        );

    public Task<SlackResult<PostedMessage>> UpdateAsync(
        PostedMessage posted,
        ComposedMessage message,
        CancellationToken cancel
    ) =>
        delivery.SendAsync(
            posted.Channel,
            MessageFormat.ForUpdateOf(posted.Degradation),
            (format, failure) => Fallback(message.RequestId, posted.Channel, failure, format.Fallback(failure)),
            format => UpdateAsync(format.ToUpdate(posted.Channel, posted.Ts, message), format.Degradation, cancel),
            cancel
        );

    public Task<SlackResult<PostedMessage>> ReplyAsync(
        string channel,
        string ts,
        ComposedReply reply,
        CancellationToken cancel
    ) => PostReplyAsync(channel, ts, reply, cancel);

    public Task<SlackResult<PostedMessage>> SendAsync(
        string userOrChannel,
        ComposedReply reply,
        CancellationToken cancel
    ) => PostReplyAsync(userOrChannel, threadTs: null, reply, cancel);

    public Task<SlackResult<PostedMessage?>> FindPostedAsync(
        string to,
        string requestId,
        string botId,
        DateTimeOffset since,
        CancellationToken cancel
    ) => search.FindAsync(to, requestId, botId, since, cancel);

    public Task<SlackResult<FoundMessage?>> ReadMessageAsync(
        string channel,
        string ts,
        string requestId,
        CancellationToken cancel
    ) => search.ReadAsync(channel, ts, requestId, cancel);

    public Task<SlackResult<IReadOnlyDictionary<string, FoundMessage>>> ReadLatestAsync(
        string channel,
        CancellationToken cancel
    ) => search.ReadLatestAsync(channel, cancel);

    public Task<SlackResult<string>> FindChannelAsync(string to, CancellationToken cancel) =>
        search.ChannelIdAsync(to, cancel);

    private Task<SlackResult<PostedMessage>> PostReplyAsync(
        string to,
        string? threadTs,
        ComposedReply reply,
        CancellationToken cancel
    ) =>
        delivery.SendAsync(
            to,
            MessageFormat.CompleteReply,
            (format, failure) => ReplyFallback(to, failure, format.ReplyFallback(failure)),
            format => PostAsync(to, format.ToPost(to, threadTs, reply), format.ReplyDegradation, _ => { }, cancel),
            cancel
        );

    /// <summary>https://docs.slack.dev/reference/methods/chat.postMessage</summary>
    private Task<SlackResult<PostedMessage>> PostAsync(
        string to,
        Message message,
        Degradation degradation,
        Action<string> onAppId,
        CancellationToken cancel
    ) =>
        caller.CallAsync(
            MessagePacing.PostMethod,
            repeatable: false,
            async (api, limit) =>
            {
                var response = await api.Chat.PostMessage(message, limit);
                onAppId(response.AppId);
                var posted = Read(MessagePacing.PostMethod, response.Channel, response.Ts, degradation) with
                {
                    Shown = ShownDigest.Of(response.Blocks ?? message.Blocks ?? []),
                };
                pacing.ShareLimit(to, posted.Channel);
                return posted;
            },
            cancel
        );

    /// <summary>https://docs.slack.dev/reference/methods/chat.update</summary>
    private Task<SlackResult<PostedMessage>> UpdateAsync(
        MessageUpdate update,
        Degradation degradation,
        CancellationToken cancel
    ) =>
        caller.CallAsync(
            MessagePacing.UpdateMethod,
            repeatable: true,
            async (api, limit) =>
            {
                var response = await api.Chat.Update(update, limit);
                return Read(MessagePacing.UpdateMethod, response.Channel, response.Ts, degradation) with
                {
                    Shown = ShownDigest.Of(response.Blocks ?? update.Blocks ?? []),
                };
            },
            cancel
        );

    private static PostedMessage Read(string method, string channel, string ts, Degradation degradation) =>
        new(SlackIds.RequireId(channel, method), SlackIds.RequireTs(ts, method), degradation);

    private MessageFormat? Fallback(string requestId, string channel, SlackFailure failure, MessageFormat? fallback)
    {
        if (fallback is { } format)
            Log.Degraded(logger, requestId, channel, failure.Code, format.Content, format.WithMetadata, failure.Remedy);
        return fallback;
    }

    private MessageFormat? ReplyFallback(string channel, SlackFailure failure, MessageFormat? fallback)
    {
        if (fallback is not null) Log.ReplyDegraded(logger, channel, failure.Code, failure.Remedy);
        return fallback;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 3002,
            Level = LogLevel.Warning,
            Message =
                "Slack refused the message of request {RequestId} in {Channel} ({Code}), so a simpler one is sent: " +
                "format {Form}, with metadata {Metadata}. {Detail}"
        )]
        public static partial void Degraded(
            ILogger logger,
            string requestId,
            string channel,
            string code,
            MessageContent form,
            bool metadata,
            string detail
        );

        [LoggerMessage(
            EventId = 3003,
            Level = LogLevel.Warning,
            Message =
                "Slack refused the blocks of a reply or notice to {Channel} ({Code}), so only its text is sent. " +
                "{Detail}"
        )]
        public static partial void ReplyDegraded(ILogger logger, string channel, string code, string detail);
    }
}
