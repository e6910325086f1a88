using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Slack.Calls;
using SlackApi.Blocks;
using SlackApi.WebApi;

namespace AccessSlack.Slack.Messaging;

/// <summary>How much of a message's content is sent, from all of it to the least.</summary>
internal enum MessageContent
{
    Full,
    PlainBlocks,
    TextOnly,
}

/// <summary>
/// A format in which a <see cref="ComposedMessage"/> can be sent. If Slack refuses it, <see cref="Fallback"/> names a
/// simpler one.
/// </summary>
internal readonly record struct MessageFormat(MessageContent Content, bool WithMetadata)
{
    /// <summary>Together with the request's ID it identifies a message whose posting was not recorded.</summary>
    public const string EventType = "teleport_access_request";

    public static MessageFormat Complete => new(MessageContent.Full, WithMetadata: true);

    public static MessageFormat CompleteReply => new(MessageContent.Full, WithMetadata: false);

    /// <summary>What a message in this format lacks.</summary>
    public Degradation Degradation => this switch
    {
        { Content: not MessageContent.Full } => Degradation.Blocks,
        { WithMetadata: false } => Degradation.Metadata,
        _ => Degradation.Nothing,
    };

    /// <summary>The same for a reply, which never has metadata.</summary>
    public Degradation ReplyDegradation =>
        Content == MessageContent.Full ? Degradation.Nothing : Degradation.Blocks;

    /// <summary>
    /// The format in which to update a message that lacks something. Slack keeps metadata that an update leaves out,
    /// so nothing is lost by leaving it out.
    /// </summary>
    public static MessageFormat ForUpdateOf(Degradation degradation) => degradation switch
    {
        Degradation.Blocks => new(MessageContent.PlainBlocks, WithMetadata: false),
        Degradation.Metadata => Complete with { WithMetadata = false },
        _ => Complete,
    };

    /// <summary>The format to try after this failure; null if no other could help.</summary>
    public MessageFormat? Fallback(SlackFailure failure)
    {
        if (!SlackFailures.IsAboutContent(failure)) return null;
        if (Content < MessageContent.TextOnly && !SlackFailures.IsAboutMetadata(failure))
            return this with { Content = Content + 1 };
        return WithMetadata ? this with { WithMetadata = false } : null;
    }

    /// <summary>The same for a <see cref="ComposedReply"/>, which has no plain blocks and no metadata.</summary>
    public MessageFormat? ReplyFallback(SlackFailure failure) =>
        Content == MessageContent.Full && SlackFailures.IsAboutContent(failure)
            ? new(MessageContent.TextOnly, WithMetadata: false)
            : null;

    public Message ToPost(string to, ComposedMessage message) => new()
    {
        Channel = to,
        Text = TextLimit.Truncate(message.Text),
        Blocks = Blocks(message),
        Metadata = Metadata(message),
    };

    /// <param name="to">A channel name or ID, or a user ID.</param>
    /// <param name="threadTs">The message to reply to; null for a message outside threads.</param>
    /// <param name="reply">The content.</param>
    public Message ToPost(string to, string? threadTs, ComposedReply reply) => new()
    {
        Channel = to,
        ThreadTs = threadTs,
        Text = TextLimit.Truncate(reply.Text),
        Blocks = Content == MessageContent.TextOnly ? [] : reply.Blocks,
    };

    public MessageUpdate ToUpdate(string channel, string ts, ComposedMessage message) => new()
    {
        Channel = channel,
        Ts = ts,
        Text = TextLimit.Truncate(message.Text),
        // Empty instead of absent, which would keep the buttons of the old message
        Blocks = Blocks(message),
        Metadata = Metadata(message),
    };

    private IReadOnlyList<Block> Blocks(ComposedMessage message) => Content switch
    {
        MessageContent.Full => message.Blocks,
        MessageContent.PlainBlocks => message.PlainBlocks,
        _ => [],
    };

    private MessageMetadata? Metadata(ComposedMessage message) =>
        !WithMetadata
            ? null
            : new()
            {
                EventType = EventType,
                EventPayload = new Dictionary<string, string>(message.Mark?.Fields ?? [])
                {
                    ["request_id"] = message.RequestId,
                    ["cluster"] = message.Cluster,
                },
            };
}
