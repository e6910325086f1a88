namespace AccessSlack.Messages;

/// <summary>
/// A message about a request besides the request's own: a reply in its thread, or a direct message. It has no buttons
/// and no metadata, and is never updated.
/// </summary>
/// <param name="Text">
/// The whole message as one line of Slack's mark-up: for notifications, and on its own if there are no blocks or Slack
/// rejects them.
/// </param>
/// <param name="Blocks">The message as it should look; empty for text alone.</param>
internal sealed record ComposedReply(string Text, IReadOnlyList<SlackApi.Blocks.Block> Blocks);
