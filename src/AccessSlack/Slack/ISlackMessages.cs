using AccessSlack.Messages;
using AccessSlack.Requests;

namespace AccessSlack.Slack;

/// <summary>
/// Messages that stay in Slack: those of requests, replies in their threads, and notices. Failures are part of the
/// result; only cancellation throws.
/// </summary>
internal interface ISlackMessages
{
    /// <summary>
    /// Asks for permission to post to this channel or user, because Slack allows about one message a second there.
    /// </summary>
    /// <param name="to">A channel name or ID, or a user.</param>
    /// <param name="waiter">What is to be sent, and for whom; the same each time it is asked for.</param>
    /// <param name="isUrgent">Goes before what is not urgent; among replies, before other replies only.</param>
    /// <returns>
    /// Zero if the message may be sent now; the permit is then used up. Otherwise the time after which to ask again;
    /// the place in the line is kept.
    /// </returns>
    TimeSpan AcquirePostPermit(string to, Waiter waiter, bool isUrgent);

    /// <summary>
    /// A reply that asked for permission is not sent after all, for example because another replica has sent it. It
    /// gives back its permit, or its place in the line.
    /// </summary>
    void WithdrawReply(string to, Waiter waiter);

    /// <summary>
    /// Asks for permission to update a message. Works like <see cref="AcquirePostPermit"/>, but all channels share one
    /// limit.
    /// </summary>
    TimeSpan AcquireUpdatePermit(Waiter waiter, bool isUrgent);

    /// <summary>Posts to a channel name or ID, or to the direct messages of a user ID.</summary>
    Task<SlackResult<PostedMessage>> PostAsync(string to, ComposedMessage message, CancellationToken cancel);

    /// <summary>Updates one of our messages. Parts that Slack refused before are not sent again.</summary>
    Task<SlackResult<PostedMessage>> UpdateAsync(
        PostedMessage posted,
        ComposedMessage message,
        CancellationToken cancel
    );

    /// <summary>
    /// Replies in the thread of a message, without notifying anyone else. Parts that Slack refuses are left out.
    /// </summary>
    Task<SlackResult<PostedMessage>> ReplyAsync(
        string channel,
        string ts,
        ComposedReply reply,
        CancellationToken cancel
    );

    /// <summary>Sends a notice to a user ID, as a direct message, or to a channel.</summary>
    Task<SlackResult<PostedMessage>> SendAsync(string userOrChannel, ComposedReply reply, CancellationToken cancel);

    /// <summary>
    /// Searches the place where <see cref="PostAsync"/> would post for the message of a request, by its metadata and
    /// our bot ID. Needs scopes that nothing else needs: channels:history, groups:history, and im:history with
    /// im:write. A message that was posted without metadata is not found.
    /// </summary>
    /// <param name="to">A channel name or ID, or a user ID.</param>
    /// <param name="requestId">The request's ID.</param>
    /// <param name="botId">Our bot ID.</param>
    /// <param name="since">The message cannot be older.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The earliest match among the newest thousand messages, or null.</returns>
    Task<SlackResult<PostedMessage?>> FindPostedAsync(
        string to,
        string requestId,
        string botId,
        DateTimeOffset since,
        CancellationToken cancel
    );

    /// <summary>Who posted the message at this place, and its metadata; null if there is none.</summary>
    /// <param name="channel">Its ID.</param>
    /// <param name="ts">The ID of the message in it.</param>
    /// <param name="requestId">The request that it should be about.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<SlackResult<FoundMessage?>> ReadMessageAsync(
        string channel,
        string ts,
        string requestId,
        CancellationToken cancel
    );

    /// <summary>The newest two hundred messages of a channel by their IDs, without replies.</summary>
    Task<SlackResult<IReadOnlyDictionary<string, FoundMessage>>> ReadLatestAsync(
        string channel,
        CancellationToken cancel
    );

    /// <summary>
    /// The ID of the channel in which a message to this address is posted. For a user that needs the scope im:write.
    /// </summary>
    /// <param name="to">A channel name or ID, or a user ID.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<SlackResult<string>> FindChannelAsync(string to, CancellationToken cancel);
}

/// <param name="Channel">The ID from Slack's response; later calls accept nothing else.</param>
/// <param name="Ts">Slack's message ID in that channel; text, never a number.</param>
/// <param name="Degradation">The parts that Slack refused.</param>
internal sealed record PostedMessage(string Channel, string Ts, Degradation Degradation)
{
    /// <summary>See <see cref="Delivery.Posted.Shown"/>.</summary>
    public string Shown { get; init; } = "";
}

/// <param name="BotId">Of the app that posted it; empty if no app did.</param>
/// <param name="RequestId">From the metadata of a message like ours; otherwise empty.</param>
/// <param name="Mark">From the same metadata, not verified.</param>
internal sealed record FoundMessage(string BotId, string RequestId, MessageMark? Mark)
{
    /// <summary>Its texts and buttons contain the id of the request in question; not known of a whole page.</summary>
    public bool MentionsRequest { get; init; }
}

/// <summary>A message that is to be sent. Messages of different requesters take turns.</summary>
/// <param name="Id">Identifies it.</param>
/// <param name="Requester">The Teleport user whose request it is about.</param>
internal sealed record Waiter(string Id, string Requester)
{
    /// <summary>
    /// It goes to a person whom only the requester chose. That is limited for each requester and person, so that
    /// no one's direct messages can be flooded.
    /// </summary>
    public bool IsSuggestion { get; init; }

    /// <summary>A reply or a notice: it takes only what the announcements of the channel leave.</summary>
    public bool IsReply { get; init; }
}
