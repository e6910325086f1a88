using System.Text.Json.Serialization;

namespace SlackApi.Blocks;

/// <summary>
/// Where something is typed. Read as this class itself, it is an element of a type this library does not know; it
/// cannot be written.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", IgnoreUnrecognizedTypeDiscriminators = true)]
[JsonDerivedType(typeof(PlainTextInput), "plain_text_input")]
public class InputBlockElement
{
    [JsonPropertyOrder(-1)]
    public string? ActionId { get; set; }
}

/// <summary>A field for text. Slack's client keeps to the lengths; whoever forges a submission does not.</summary>
public sealed class PlainTextInput : InputBlockElement
{
    /// <summary>Several lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Multiline { get; set; }

    /// <summary>0 to <see cref="SlackLimits.InputText"/> characters; null is none.</summary>
    public int? MinLength { get; set; }

    /// <summary>
    /// 1 to <see cref="SlackLimits.InputText"/> characters, not below <see cref="MinLength"/>; null is Slack's own
    /// limit.
    /// </summary>
    public int? MaxLength { get; set; }

    /// <summary>What stands there before anything is typed.</summary>
    public string? InitialValue { get; set; }

    /// <summary>At most <see cref="SlackLimits.InputPlaceholder"/>.</summary>
    public PlainText? Placeholder { get; set; }
}
