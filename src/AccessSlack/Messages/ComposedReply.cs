namespace AccessSlack.Messages;

/// <summary>
/// A message beside that of a request: a reply in its thread, or a notice to somebody. It has no buttons and no
/// metadata, and is never updated.
/// </summary>
/// <param name="Text">
/// All of it in one line of Slack's mark-up: for notifications, and alone when there are no blocks or Slack refuses
/// them.
/// </param>
/// <param name="Blocks">How it should look; none for the text alone.</param>
internal sealed record ComposedReply(string Text, IReadOnlyList<SlackApi.Blocks.Block> Blocks);
