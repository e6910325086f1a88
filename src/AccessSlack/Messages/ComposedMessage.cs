using AccessSlack.Requests;

namespace AccessSlack.Messages;

/// <summary>A request's message, ready to send: the full blocks, and a fallback in case Slack rejects them.</summary>
/// <param name="RequestId">
/// Stored in the metadata with <paramref name="Cluster"/>, so that a lost message can be recognized.
/// </param>
/// <param name="Cluster">Cluster name.</param>
/// <param name="Text">One-line fallback for notifications and screen readers; ends with the state.</param>
/// <param name="Blocks">The message as it should look.</param>
/// <param name="PlainBlocks">One plain section with the same actions.</param>
internal sealed record ComposedMessage(
    string RequestId,
    string Cluster,
    string Text,
    IReadOnlyList<SlackApi.Blocks.Block> Blocks,
    IReadOnlyList<SlackApi.Blocks.Block> PlainBlocks)
{
    /// <summary>Also in the metadata; null leaves it out.</summary>
    public MessageMark? Mark { get; init; }
}
