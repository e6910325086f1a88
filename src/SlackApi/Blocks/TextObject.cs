using System.Text.Json.Serialization;

namespace SlackApi.Blocks;

/// <summary>
/// Text inside a block. An instance of this class itself is neither of the two kinds, and cannot be written.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", IgnoreUnrecognizedTypeDiscriminators = true)]
[JsonDerivedType(typeof(Markdown), "mrkdwn")]
[JsonDerivedType(typeof(PlainText), "plain_text")]
public class TextObject
{
    [JsonPropertyOrder(-1)]
    public string Text { get; set; } = "";

    public static implicit operator TextObject(string text) => new PlainText(text);
}

/// <summary>Text in Slack's own mark-up. The caller escapes <c>&amp;</c>, <c>&lt;</c> and <c>&gt;</c>.</summary>
public sealed class Markdown : TextObject
{
    public Markdown() { }

    public Markdown(string text, bool verbatim = false)
    {
        Text = text;
        Verbatim = verbatim;
    }

    /// <summary>
    /// True keeps Slack from turning URLs, <c>#channel</c> and <c>@here</c> into links and mentions. Set it for all
    /// text that is not ours.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Verbatim { get; set; }
}

/// <summary>Text that Slack shows unchanged.</summary>
// Declared here too, and not sealed, because fields of this type would otherwise be written without a type
// discriminator.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", IgnoreUnrecognizedTypeDiscriminators = true)]
[JsonDerivedType(typeof(PlainText), "plain_text")]
public class PlainText : TextObject
{
    public PlainText() { }

    public PlainText(string text, bool emoji = true)
    {
        Text = text;
        Emoji = emoji;
    }

    /// <summary>Whether <c>:name:</c> becomes an emoji.</summary>
    public bool Emoji { get; set; } = true;

    public static implicit operator PlainText(string text) => new(text);
}
