using SlackApi.Blocks;

namespace AccessSlack.Messages;

/// <summary>
/// A modal view, ready to be shown. Its texts are plain and within Slack's limits, and untrusted text in them is
/// harmless.
/// </summary>
/// <param name="CallbackId">Identifies the kind of view on submission; at most 255 characters.</param>
/// <param name="PrivateMetadata">
/// Also returned on submission, by the user's client: at most an address, and never trusted; at most 3,000 characters.
/// </param>
/// <param name="Title">At most 24 characters.</param>
/// <param name="Submit">
/// Label of the submit button, at most 24 characters; empty for a view that only shows something.
/// </param>
/// <param name="Close">Label of the close button, at most 24 characters; empty for Slack's default.</param>
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
    /// <summary>In the form that Slack expects, both for views.open and as the answer to a submission.</summary>
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
