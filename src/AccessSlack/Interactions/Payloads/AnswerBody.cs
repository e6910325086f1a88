using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AccessSlack.Messages;
using SlackApi;

namespace AccessSlack.Interactions.Payloads;

/// <summary>
/// What acknowledges an interaction: the body of the HTTP response, or the payload of the acknowledgement on a socket
/// (docs/protocols/slack.md 10, 14).
/// </summary>
internal static class AnswerBody
{
    // As in SlackJson: this JSON is never embedded in HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>Null for an empty body, which acknowledges a click or closes a dialog.</returns>
    public static byte[]? Write(Interaction to, InteractionAnswer answer) => (to, answer) switch
    {
        (Interaction.Submitted or Interaction.Unusable { IsForm: true }, InteractionAnswer.InlineErrors errors) =>
            Json(json => WriteErrors(json, errors.Fault)),
        (Interaction.Submitted or Interaction.Unusable { IsForm: true }, InteractionAnswer.Shown shown) => Json(
            json => WriteView(json, DecisionModal.Notice(shown.Text))
        ),
        (Interaction.Submitted, InteractionAnswer.Renewed renewed) => Json(json => WriteView(json, renewed.Form)),
        (Interaction.Command, InteractionAnswer.Ephemeral ephemeral) => Json(json =>
            WriteEphemeral(json, ephemeral.Text)
        ),
        (Interaction.AddressCheck { Challenge: var challenge }, _) =>
            Json(json => json.WriteString("challenge", challenge)),
        _ => null,
    };

    private static void WriteErrors(Utf8JsonWriter json, string text)
    {
        json.WriteString("response_action", "errors");
        json.WriteStartObject("errors");
        json.WriteString(DecisionModal.BlockId, text);
        json.WriteEndObject();
    }

    private static void WriteView(Utf8JsonWriter json, ComposedView view)
    {
        json.WriteString("response_action", "update");
        json.WritePropertyName("view");
        json.WriteRawValue(SlackJson.Write(view.ToDefinition()));
    }

    /// <summary>Notifications and screen readers use the text instead of the blocks.</summary>
    private static void WriteEphemeral(Utf8JsonWriter json, string text)
    {
        var sections = SlackSections.Of(text);
        json.WriteString("response_type", "ephemeral");
        json.WriteString("text", sections[0].Text!.Text);
        json.WritePropertyName("blocks");
        json.WriteRawValue(SlackJson.Write([.. sections]));
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}
