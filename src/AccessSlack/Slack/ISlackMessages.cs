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
    /// <param name="waiter">Identifies what is to be sent; use the same text each time it is asked for.</param>
    /// <param name="isUrgent">Is served before all that is not urgent.</param>
    /// <returns>
    /// Zero if the message may be sent now; the permit is then used up. Otherwise the time after which to ask again;
    /// the place in the line is kept.
    /// </returns>
    TimeSpan AcquirePostPermit(string to, string waiter, bool isUrgent);

    /// <summary>
    /// Asks for permission to update a message. Works like <see cref="AcquirePostPermit"/>, but all channels share one
    /// limit.
    /// </summary>
    TimeSpan AcquireUpdatePermit(string waiter, bool isUrgent);

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
}

/// <param name="Channel">The ID from Slack's response; later calls accept nothing else.</param>
/// <param name="Ts">Slack's message ID in that channel; text, never a number.</param>
/// <param name="Degradation">The parts that Slack refused.</param>
internal sealed record PostedMessage(string Channel, string Ts, Degradation Degradation)
{
    /// <summary>See <see cref="Delivery.Posted.Shown"/>.</summary>
    public string Shown { get; init; } = "";
}
