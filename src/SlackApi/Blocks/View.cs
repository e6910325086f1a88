using System.Text.Json.Serialization;

namespace SlackApi.Blocks;

/// <summary>
/// A modal: a dialog in Slack that shows something or asks for input. All of it is returned with a submission, and must
/// not be trusted then.
/// </summary>
public sealed class ModalViewDefinition
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "modal";

    /// <summary>Identifies the kind of view; at most <see cref="SlackLimits.CallbackId"/>.</summary>
    public string? CallbackId { get; set; }

    /// <summary>Not shown to users; at most <see cref="SlackLimits.PrivateMetadata"/>.</summary>
    public string? PrivateMetadata { get; set; }

    /// <summary>At most <see cref="SlackLimits.ViewTitle"/>.</summary>
    public PlainText? Title { get; set; }

    /// <summary>
    /// Label of the submit button, at most <see cref="SlackLimits.ViewButton"/>; required if there is an <see
    /// cref="InputBlock"/>.
    /// </summary>
    public PlainText? Submit { get; set; }

    /// <summary>
    /// Label of the close button, at most <see cref="SlackLimits.ViewButton"/>; null for Slack's default.
    /// </summary>
    public PlainText? Close { get; set; }

    public IReadOnlyList<Block> Blocks { get; set; } = [];
}

/// <summary>The Home tab of the app as one person sees it.</summary>
public sealed class HomeViewDefinition
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "home";

    public IReadOnlyList<Block> Blocks { get; set; } = [];
}
