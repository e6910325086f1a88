namespace AccessSlack.Slack.Messaging;

/// <summary>
/// Sends a message until Slack accepts it or nothing more can be tried: joins the channel if allowed, and falls back
/// to simpler formats.
/// </summary>
/// <param name="joiner">Joins public channels.</param>
/// <param name="autoJoin">Whether joining is allowed; read for each message.</param>
internal sealed class MessageDelivery(ChannelJoiner joiner, Func<bool> autoJoin)
{
    /// <param name="channel">A channel name or ID, or a user ID.</param>
    /// <param name="format">The format to begin with.</param>
    /// <param name="fallback">The format to try after a failure; null if no other could help.</param>
    /// <param name="send">Makes one attempt.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<SlackResult<PostedMessage>> SendAsync(
        string channel,
        MessageFormat format,
        Func<MessageFormat, SlackFailure, MessageFormat?> fallback,
        Func<MessageFormat, Task<SlackResult<PostedMessage>>> send,
        CancellationToken cancel
    )
    {
        var mayJoin = autoJoin();
        // Terminates: the bot joins at most once, and each format falls back to a simpler one.
        while (true)
        {
            var result = await send(format);
            if (result is not SlackResult<PostedMessage>.Failed { Failure: var failure }) return result;
            if (mayJoin && failure.Code == "not_in_channel")
            {
                mayJoin = false;
                if (!await joiner.JoinAsync(channel, cancel)) return result;
            }
            else if (fallback(format, failure) is { } simpler)
            {
                format = simpler;
            }
            else
            {
                return result;
            }
        }
    }
}
