using AccessSlack.Messages;
using AccessSlack.Requests;
using SlackApi;
using SlackApi.Blocks;
using SlackApi.WebApi;

namespace AccessSlack.Slack;

/// <summary>How plain a message is.</summary>
internal enum Plainness
{
    Full,
    PlainBlocks,
    TextOnly,
}

/// <summary>
/// One way to send a <see cref="ComposedMessage"/>. When Slack refuses one, <see cref="Plainer"/> names the next, until
/// there is none.
/// </summary>
internal readonly record struct MessageForm(Plainness Plainness, bool WithMetadata)
{
    /// <summary>By this, and the request's id, a lost message is recognised.</summary>
    public const string EventType = "teleport_access_request";

    public static MessageForm Best => new(Plainness.Full, WithMetadata: true);

    public static MessageForm BestOfReply => new(Plainness.Full, WithMetadata: false);

    public Degradation Degradation => Plainness != Plainness.Full ? Degradation.Blocks : WithMetadata ? Degradation.Nothing : Degradation.Metadata;

    /// <summary>
    /// The form in which to update a message that lacks something. Metadata that an update does not name stays as it
    /// is, so none is lost by not naming it.
    /// </summary>
    public static MessageForm After(Degradation degradation) => degradation switch
    {
        Degradation.Blocks => new(Plainness.PlainBlocks, WithMetadata: false),
        Degradation.Metadata => Best with { WithMetadata = false },
        _ => Best,
    };

    /// <summary>The next form to try after this failure; null when no other form could help.</summary>
    public MessageForm? Plainer(SlackFailure failure)
    {
        if (!SlackFailures.IsAboutContent(failure)) return null;
        if (Plainness < Plainness.TextOnly && !SlackFailures.IsAboutMetadata(failure))
            return this with { Plainness = Plainness + 1 };
        return WithMetadata ? this with { WithMetadata = false } : null;
    }

    /// <summary>The same for a <see cref="ComposedReply"/>, which has blocks of one kind and no metadata.</summary>
    public MessageForm? PlainerReply(SlackFailure failure) =>
        Plainness == Plainness.Full && SlackFailures.IsAboutContent(failure)
            ? this with
            {
                Plainness = Plainness.TextOnly,
            }
            : null;

    public Message Post(string to, ComposedMessage message) => new()
    {
        Channel = to,
        Text = Text(message.Text),
        Blocks = Blocks(message),
        Metadata = Metadata(message),
    };

    public Message Post(string to, string? threadTs, ComposedReply reply) => new()
    {
        Channel = to,
        ThreadTs = threadTs,
        Text = Text(reply.Text),
        Blocks = Plainness == Plainness.TextOnly ? [] : reply.Blocks,
    };

    public MessageUpdate Update(string channel, string ts, ComposedMessage message) => new()
    {
        Channel = channel,
        Ts = ts,
        Text = Text(message.Text),
        // Empty, not absent: the buttons of the old message must not stay.
        Blocks = Blocks(message),
        Metadata = Metadata(message),
    };

    /// <summary>
    /// The text within the limit that a later update must keep as well; a surrogate pair is not cut in two.
    /// </summary>
    public static string Text(string text)
    {
        if (text.Length <= SlackLimits.UpdateText) return text;
        var end = SlackLimits.UpdateText - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }

    private IReadOnlyList<Block> Blocks(ComposedMessage message) => Plainness switch
    {
        Plainness.Full => message.Blocks,
        Plainness.PlainBlocks => message.PlainBlocks,
        _ => [],
    };

    private MessageMetadata? Metadata(ComposedMessage message) =>
        !WithMetadata
            ? null
            : new()
            {
                EventType = EventType,
                EventPayload = new Dictionary<string, string>
                {
                    ["request_id"] = message.RequestId,
                    ["cluster"] = message.Cluster,
                },
            };
}
