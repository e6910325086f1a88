using System.Text.Json.Serialization;

namespace SlackApi.Blocks;

/// <summary>
/// A part of a message. An instance of this class itself is a block of an unknown type, which cannot be written.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", IgnoreUnrecognizedTypeDiscriminators = true)]
[JsonDerivedType(typeof(SectionBlock), "section")]
[JsonDerivedType(typeof(ContextBlock), "context")]
[JsonDerivedType(typeof(ActionsBlock), "actions")]
[JsonDerivedType(typeof(HeaderBlock), "header")]
[JsonDerivedType(typeof(DividerBlock), "divider")]
[JsonDerivedType(typeof(InputBlock), "input")]
public class Block
{
    /// <summary>Unique in the message; Slack generates one if it is null.</summary>
    [JsonPropertyOrder(-1)]
    public string? BlockId { get; set; }
}

/// <summary>Text, up to ten fields in two columns, or both.</summary>
public sealed class SectionBlock : Block
{
    public TextObject? Text { get; set; }

    public IReadOnlyList<TextObject>? Fields { get; set; }
}

/// <summary>Small gray text.</summary>
public sealed class ContextBlock : Block
{
    public IReadOnlyList<TextObject> Elements { get; set; } = [];
}

/// <summary>A row of buttons.</summary>
public sealed class ActionsBlock : Block
{
    public IReadOnlyList<ActionElement> Elements { get; set; } = [];
}

/// <summary>One line of large plain text.</summary>
public sealed class HeaderBlock : Block
{
    public PlainText? Text { get; set; }
}

/// <summary>A horizontal rule.</summary>
public sealed class DividerBlock : Block;
