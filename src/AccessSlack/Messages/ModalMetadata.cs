using System.Buffers;
using System.Text;
using System.Text.Json;
using AccessSlack.Requests;

namespace AccessSlack.Messages;

/// <summary>
/// Which request and button a dialog is about. It is the dialog's <c>private_metadata</c>, which passes through Slack's
/// client and back, and grants nothing (docs/design/approvals.md, "The dialog for a reason"): a forged one achieves no
/// more than a click on a button of another message.
/// </summary>
/// <param name="RequestId">The request.</param>
/// <param name="Proposed">Approved or Denied.</param>
/// <param name="Channel">The channel of the message with the button.</param>
/// <param name="MessageTs">Slack's id of that message.</param>
internal sealed record ModalMetadata(string RequestId, RequestState Proposed, string Channel, string MessageTs)
{
    /// <summary>Slack's limit for private_metadata; ours is far shorter.</summary>
    private const int MaxLength = 3000;

    private const int MaxPlaceLength = 128;

    // We do not write nested or repeated fields.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 1, AllowDuplicateProperties = false };

    public static ModalMetadata Of(Click click) => new(click.RequestId, click.Proposed, click.Channel, click.MessageTs);

    public string Write()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("id", RequestId);
            writer.WriteString("decision", Proposed == RequestState.Approved ? "approve" : "deny");
            writer.WriteString("channel", Channel);
            writer.WriteString("ts", MessageTs);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    /// <returns>Null for anything that <see cref="Write"/> cannot have written.</returns>
    public static ModalMetadata? Read(string metadata)
    {
        if (metadata.Length > MaxLength) return null;
        try
        {
            using var document = JsonDocument.Parse(metadata, Strict);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null; // the other two types report a lone surrogate
        }
    }

    private static ModalMetadata? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || json.GetPropertyCount() != 4) return null;
        var (id, channel, ts) = (Text(json, "id"), Text(json, "channel"), Text(json, "ts"));
        if (
            !RequestIds.IsPossible(id)
            || !IsPlace(channel, char.IsAsciiLetterOrDigit)
            || !IsPlace(ts, c => char.IsAsciiDigit(c) || c == '.')
        )
            return null;
        return Text(json, "decision") switch
        {
            "approve" => new(id, RequestState.Approved, channel, ts),
            "deny" => new(id, RequestState.Denied, channel, ts),
            _ => null,
        };
    }

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static bool IsPlace(string text, Func<char, bool> isAllowed) =>
        text.Length is > 0 and <= MaxPlaceLength && text.All(isAllowed);
}
