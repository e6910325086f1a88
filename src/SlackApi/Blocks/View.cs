using System.Text.Json.Serialization;

namespace SlackApi.Blocks;

/// <summary>
/// A modal: a small window over Slack that shows something or asks for it. All of it comes back with a submission, and
/// none of it can be trusted then.
/// </summary>
public sealed class ModalViewDefinition
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "modal";

    /// <summary>Names the kind of view; at most <see cref="SlackLimits.CallbackId"/>.</summary>
    public string? CallbackId { get; set; }

    /// <summary>Shown to nobody; at most <see cref="SlackLimits.PrivateMetadata"/>.</summary>
    public string? PrivateMetadata { get; set; }

    /// <summary>At most <see cref="SlackLimits.ViewTitle"/>.</summary>
    public PlainText? Title { get; set; }

    /// <summary>
    /// The button that sends it, at most <see cref="SlackLimits.ViewButton"/>; needed where there is an
    /// <see cref="InputBlock"/>.
    /// </summary>
    public PlainText? Submit { get; set; }

    /// <summary>
    /// The button that ends it, at most <see cref="SlackLimits.ViewButton"/>; null is Slack's own word.
    /// </summary>
    public PlainText? Close { get; set; }

    public IReadOnlyList<Block> Blocks { get; set; } = [];
}
