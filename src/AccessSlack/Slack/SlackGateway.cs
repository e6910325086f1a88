using System.Collections.Immutable;
using AccessSlack.Messages;
using AccessSlack.Requests;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Slack;

/// <summary>All parts of a <see cref="SlackClient"/> behind one interface.</summary>
internal sealed class SlackGateway(SlackClient client) : ISlack
{
    public SlackGateway(
        SlackOptions options,
        HttpMessageInvoker http,
        TimeProvider time,
        Random random,
        ILogger<SlackGateway> logger
    )
        : this(SlackClient.Create(options, http, time, random, logger)) { }

    public string AppId => client.Directory.AppId;

    public TimeSpan AcquirePostPermit(string to, string waiter, bool isUrgent) =>
        client.Messages.AcquirePostPermit(to, waiter, isUrgent);

    public TimeSpan AcquireUpdatePermit(string waiter, bool isUrgent) =>
        client.Messages.AcquireUpdatePermit(waiter, isUrgent);

    public Task<SlackResult<PostedMessage>> PostAsync(string to, ComposedMessage message, CancellationToken cancel) =>
        client.Messages.PostAsync(to, message, cancel);

    public Task<SlackResult<PostedMessage>> UpdateAsync(
        PostedMessage posted,
        ComposedMessage message,
        CancellationToken cancel
    ) => client.Messages.UpdateAsync(posted, message, cancel);

    public Task<SlackResult<PostedMessage>> ReplyAsync(
        string channel,
        string ts,
        ComposedReply reply,
        CancellationToken cancel
    ) => client.Messages.ReplyAsync(channel, ts, reply, cancel);

    public Task<SlackResult<PostedMessage>> SendAsync(
        string userOrChannel,
        ComposedReply reply,
        CancellationToken cancel
    ) => client.Messages.SendAsync(userOrChannel, reply, cancel);

    public Task<SlackResult<PostedMessage?>> FindPostedAsync(
        string to,
        string requestId,
        string botId,
        DateTimeOffset since,
        CancellationToken cancel
    ) => client.Messages.FindPostedAsync(to, requestId, botId, since, cancel);

    public Task<SlackResult<SlackApp>> AuthenticateAsync(CancellationToken cancel) =>
        client.Directory.AuthenticateAsync(cancel);

    public Task<SlackResult<SlackUser>> GetUserAsync(string userId, TimeSpan maxAge, CancellationToken cancel) =>
        client.Directory.GetUserAsync(userId, maxAge, cancel);

    public Task<SlackResult<SlackUser>> FindUserByEmailAsync(string email, CancellationToken cancel) =>
        client.Directory.FindUserByEmailAsync(email, cancel);

    public Task<SlackResult<string>> GetChannelNameAsync(string channelId, CancellationToken cancel) =>
        client.Directory.GetChannelNameAsync(channelId, cancel);

    public Task<SlackResult<ChannelInfo>> GetChannelAsync(string channel, CancellationToken cancel) =>
        client.Directory.GetChannelAsync(channel, cancel);

    public Task<SlackResult<ImmutableHashSet<string>>> GroupMembersAsync(
        string handle,
        TimeSpan freshness,
        CancellationToken cancel
    ) => client.Directory.GroupMembersAsync(handle, freshness, cancel);

    public Task<SlackResult<ImmutableHashSet<string>>> ChannelMembersAsync(
        string channel,
        TimeSpan freshness,
        CancellationToken cancel
    ) => client.Directory.ChannelMembersAsync(channel, freshness, cancel);

    public Task<SlackResult<string>> OpenViewAsync(Secret triggerId, ComposedView view, CancellationToken cancel) =>
        client.Modals.OpenViewAsync(triggerId, view, cancel);

    public Task<SlackResult<Done>> RespondAsync(ReplyAddress to, string text, CancellationToken cancel) =>
        client.Modals.RespondAsync(to, text, cancel);
}
