using SlackApi.Blocks;

namespace AccessSlack.Messages;

/// <summary>
/// A modal view, ready to be shown. The texts are plain, within Slack's limits, and what foreign text is in them is
/// harmless.
/// </summary>
/// <param name="CallbackId">Names the kind of view when it comes back; at most 255 characters.</param>
/// <param name="PrivateMetadata">
/// Comes back as well, from the person's client: an address at most, never trusted; at most 3,000 characters.
/// </param>
/// <param name="Title">At most 24 characters.</param>
/// <param name="Submit">
/// The button that sends it, at most 24 characters; empty for a view that only tells something.
/// </param>
/// <param name="Close">The button that ends it, at most 24 characters; empty for Slack's own word.</param>
/// <param name="Blocks">1 to 100; with an <see cref="InputBlock"/> there must be a <paramref name="Submit"/>.</param>
internal sealed record ComposedView(
    string CallbackId,
    string PrivateMetadata,
    string Title,
    string Submit,
    string Close,
    IReadOnlyList<Block> Blocks
)
{
    /// <summary>As Slack takes it, from views.open as well as from the answer to a submission.</summary>
    public ModalViewDefinition ToDefinition() => new()
    {
        CallbackId = CallbackId,
        PrivateMetadata = PrivateMetadata,
        Title = Plain(Title),
        Submit = Submit.Length == 0 ? null : Plain(Submit),
        Close = Close.Length == 0 ? null : Plain(Close),
        Blocks = Blocks,
    };

    private static PlainText Plain(string text) => new(text, emoji: false);
}
