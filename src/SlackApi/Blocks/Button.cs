using System.Text.Json;
using System.Text.Json.Serialization;

namespace SlackApi.Blocks;

/// <summary>
/// Something to click. An instance of this class itself is an element of an unknown type, which cannot be written.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", IgnoreUnrecognizedTypeDiscriminators = true)]
[JsonDerivedType(typeof(Button), "button")]
public class ActionElement
{
    /// <summary>Unique in its block.</summary>
    [JsonPropertyOrder(-1)]
    public string? ActionId { get; set; }

    /// <summary>A confirmation dialog that the click opens first.</summary>
    [JsonPropertyOrder(1)]
    public ConfirmationDialog? Confirm { get; set; }
}

/// <summary>A button. With a <see cref="Url"/> it opens the browser and also sends an interaction.</summary>
public sealed class Button : ActionElement
{
    public PlainText? Text { get; set; }

    /// <summary>Returned with the click.</summary>
    public string? Value { get; set; }

    public string? Url { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ButtonStyle Style { get; set; }

    /// <summary>Read by screen readers instead of the text.</summary>
    public string? AccessibilityLabel { get; set; }
}

/// <summary>The color of a button. An unknown color reads as <see cref="Default"/>.</summary>
[JsonConverter(typeof(ButtonStyleConverter))]
public enum ButtonStyle
{
    Default,

    /// <summary>Green.</summary>
    Primary,

    /// <summary>Red.</summary>
    Danger,
}

/// <summary>Asks "are you sure?" in the client. Not a security control.</summary>
public sealed class ConfirmationDialog
{
    public PlainText? Title { get; set; }

    public TextObject? Text { get; set; }

    public PlainText? Confirm { get; set; }

    public PlainText? Deny { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ButtonStyle Style { get; set; }
}

internal sealed class ButtonStyleConverter : JsonConverter<ButtonStyle>
{
    public override ButtonStyle Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() switch
        {
            "primary" => ButtonStyle.Primary,
            "danger" => ButtonStyle.Danger,
            _ => ButtonStyle.Default,
        };

    public override void Write(Utf8JsonWriter writer, ButtonStyle value, JsonSerializerOptions options) =>
        writer.WriteStringValue(
            value switch
            {
                ButtonStyle.Primary => "primary",
                ButtonStyle.Danger => "danger",
                _ => "default",
            }
        );
}
