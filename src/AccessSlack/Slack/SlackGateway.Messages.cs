using AccessSlack.Messages;
using AccessSlack.Requests;
using SlackApi.WebApi;

namespace AccessSlack.Slack;

/// <summary>
/// Messages that stay: those of requests, replies and notices. What Slack refuses of one is left out.
/// </summary>
internal sealed partial class SlackGateway
{
    public Task<SlackResult<PostedMessage>> PostAsync(string to, ComposedMessage message, CancellationToken cancel)
    {
        return DeliverAsync(
            to,
            MessageForm.Best,
            (form, failure) => Degrade(message.RequestId, to, failure, form.Plainer(failure)),
            Post,
            cancel
        );

        Task<SlackResult<PostedMessage>> Post(MessageForm form) =>
            CallAsync(
                PostMethod,
                repeatable: false,
                async limit =>
                {
                    var posted = await _slack.Chat.PostMessage(form.Post(to, message), limit);
                    if (SlackIds.IsId(posted.AppId))
                        AppId = posted.AppId;
                    return Posted(to, posted, form.Degradation);
                },
                cancel
            );
    }

    public Task<SlackResult<PostedMessage>> UpdateAsync(
        PostedMessage posted,
        ComposedMessage message,
        CancellationToken cancel
    )
    {
        return DeliverAsync(
            posted.Channel,
            MessageForm.After(posted.Degradation),
            (form, failure) => Degrade(message.RequestId, posted.Channel, failure, form.Plainer(failure)),
            Update,
            cancel
        );

        Task<SlackResult<PostedMessage>> Update(MessageForm form) =>
            CallAsync(
                UpdateMethod,
                repeatable: true,
                async limit =>
                {
                    var updated = await _slack.Chat.Update(form.Update(posted.Channel, posted.Ts, message), limit);
                    return Place("chat.update", updated.Channel, updated.Ts, form.Degradation);
                },
                cancel
            );
    }

    public Task<SlackResult<PostedMessage>> ReplyAsync(
        string channel,
        string ts,
        ComposedReply reply,
        CancellationToken cancel
    ) => SayAsync(channel, ts, reply, cancel);

    public Task<SlackResult<PostedMessage>> SendAsync(
        string userOrChannel,
        ComposedReply reply,
        CancellationToken cancel
    ) => SayAsync(userOrChannel, null, reply, cancel);

    private Task<SlackResult<PostedMessage>> SayAsync(
        string to,
        string? threadTs,
        ComposedReply reply,
        CancellationToken cancel
    )
    {
        return DeliverAsync(
            to,
            MessageForm.BestOfReply,
            (form, failure) => Degrade(to, failure, form.PlainerReply(failure)),
            Post,
            cancel
        );

        Task<SlackResult<PostedMessage>> Post(MessageForm form) =>
            CallAsync(
                PostMethod,
                repeatable: false,
                async limit =>
                {
                    var posted = await _slack.Chat.PostMessage(form.Post(to, threadTs, reply), limit);
                    return Posted(to, posted, form.Plainness == Plainness.Full ? Degradation.Nothing : Degradation.Blocks);
                },
                cancel
            );
    }

    private MessageForm? Degrade(string requestId, string channel, SlackFailure failure, MessageForm? plainer)
    {
        if (plainer is { } form)
            Log.Degraded(_log, requestId, channel, failure.Code, form.Plainness, form.WithMetadata, failure.Remedy);
        return plainer;
    }

    private MessageForm? Degrade(string channel, SlackFailure failure, MessageForm? plainer)
    {
        if (plainer is not null) Log.ReplyDegraded(_log, channel, failure.Code, failure.Remedy);
        return plainer;
    }

    // Ends: each turn makes the message plainer or joins the channel, and both are possible only a few times.
    private async Task<SlackResult<PostedMessage>> DeliverAsync(
        string channel,
        MessageForm form,
        Func<MessageForm, SlackFailure, MessageForm?> plainer,
        Func<MessageForm, Task<SlackResult<PostedMessage>>> send,
        CancellationToken cancel
    )
    {
        var mayJoin = _options.AutoJoin();
        while (true)
        {
            var result = await send(form);
            if (result is not SlackResult<PostedMessage>.Failed { Failure: var failure }) return result;
            if (mayJoin && failure.Code == "not_in_channel")
            {
                mayJoin = false;
                if (!await JoinAsync(channel, cancel)) return result;
            }
            else if (plainer(form, failure) is { } next)
            {
                form = next;
            }
            else
            {
                return result;
            }
        }
    }

    /// <summary>A channel given by its name is counted under its id from now on, like the replies there.</summary>
    private PostedMessage Posted(string to, PostMessageResponse posted, Degradation degradation)
    {
        var place = Place(PostMethod, posted.Channel, posted.Ts, degradation);
        _posts.AreSame(to, place.Channel);
        return place;
    }

    private static PostedMessage Place(string method, string channel, string ts, Degradation degradation) =>
        SlackIds.IsId(channel) && SlackIds.IsTs(ts) ? new(channel, ts, degradation) : throw Unreadable(method);
}
