using System.Text.Json.Serialization;

namespace SlackApi.Blocks;

/// <summary>
/// An input element. An instance of this class itself is an element of an unknown type, which cannot be written.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", IgnoreUnrecognizedTypeDiscriminators = true)]
[JsonDerivedType(typeof(PlainTextInput), "plain_text_input")]
[JsonDerivedType(typeof(StaticSelect), "static_select")]
public class InputBlockElement
{
    [JsonPropertyOrder(-1)]
    public string? ActionId { get; set; }
}

/// <summary>A text field. Slack's client enforces the lengths, but a forged submission may exceed them.</summary>
public sealed class PlainTextInput : InputBlockElement
{
    /// <summary>Several lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Multiline { get; set; }

    /// <summary>0 to <see cref="SlackLimits.InputText"/> characters; null for none.</summary>
    public int? MinLength { get; set; }

    /// <summary>
    /// 1 to <see cref="SlackLimits.InputText"/> characters, not below <see cref="MinLength"/>; null for Slack's own
    /// limit.
    /// </summary>
    public int? MaxLength { get; set; }

    /// <summary>The initial text.</summary>
    public string? InitialValue { get; set; }

    /// <summary>At most <see cref="SlackLimits.InputPlaceholder"/>.</summary>
    public PlainText? Placeholder { get; set; }
}
