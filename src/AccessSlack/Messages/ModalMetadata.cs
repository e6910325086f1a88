using System.Buffers;
using System.Text;
using System.Text.Json;
using AccessSlack.Approvals.Partial;
using AccessSlack.Requests;

namespace AccessSlack.Messages;

/// <summary>
/// Which request and button a dialog is about, and which facts it lists. It is the dialog's <c>private_metadata</c>,
/// which passes through Slack's client and back (docs/design/approvals.md, "The dialog"): its MAC proves that we opened
/// the dialog, and everything else is judged like a fresh click.
/// </summary>
/// <param name="RequestId">The request.</param>
/// <param name="Proposed">Approved or Denied.</param>
/// <param name="Channel">The channel of the message with the button.</param>
/// <param name="MessageTs">Slack's id of that message.</param>
/// <param name="Digest">The <see cref="RequestDigest"/> of what the dialog lists.</param>
/// <param name="Mac">Made with our seal.</param>
internal sealed record ModalMetadata(
    string RequestId,
    RequestState Proposed,
    string Channel,
    string MessageTs,
    string Digest,
    string Mac
)
{
    /// <summary>Slack's limit for private_metadata; ours is far shorter.</summary>
    private const int MaxLength = 3000;

    private const int MaxPlaceLength = 128;

    /// <summary>Identifies the choices that the dialog offers (<see cref="OfferedRoles"/>); empty for none.</summary>
    public string Offered { get; init; } = "";

    // We do not write nested or repeated fields.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 1, AllowDuplicateProperties = false };

    /// <param name="seal">Ours.</param>
    /// <param name="click">The press that the dialog completes.</param>
    /// <param name="digest">Of the facts that the dialog lists.</param>
    /// <param name="offered">See <see cref="Offered"/>.</param>
    public static ModalMetadata Make(Seal seal, Click click, string digest, string offered = "")
    {
        var about = new ModalMetadata(
            click.RequestId,
            click.Proposed,
            click.Channel,
            click.MessageTs,
            digest,
            Mac: ""
        )
        {
            Offered = offered,
        };
        return about with { Mac = seal.Make(SealPurpose.Dialog, about.Parts) };
    }

    /// <summary>Whether a daemon of ours opened this dialog.</summary>
    public bool Fits(Seal seal) => seal.Fits(Mac, SealPurpose.Dialog, Parts);

    private string[] Parts =>
    [
        RequestId,
        Proposed.ToString(),
        Channel,
        MessageTs,
        Digest,
        .. Offered.Length == 0 ? Array.Empty<string>() : [Offered],
    ];

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
            writer.WriteString("digest", Digest);
            if (Offered.Length > 0) writer.WriteString("offered", Offered);
            writer.WriteString("mac", Mac);
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
        if (json.ValueKind != JsonValueKind.Object) return null;
        var offers = json.TryGetProperty("offered", out _);
        if (json.GetPropertyCount() != (offers ? 7 : 6)) return null;
        var (id, channel, ts) = (Text(json, "id"), Text(json, "channel"), Text(json, "ts"));
        var (digest, mac, offered) = (Text(json, "digest"), Text(json, "mac"), Text(json, "offered"));
        if (
            !RequestIds.IsPossible(id)
            || !IsPlace(channel, char.IsAsciiLetterOrDigit)
            || !IsPlace(ts, c => char.IsAsciiDigit(c) || c == '.')
            || !IsPlace(digest, c => char.IsAsciiHexDigitLower(c) || c == ':')
            || !IsPlace(mac, char.IsAsciiHexDigitLower)
            || (offers && !IsPlace(offered, char.IsAsciiHexDigitLower))
        )
            return null;
        return Text(json, "decision") switch
        {
            "approve" => new(id, RequestState.Approved, channel, ts, digest, mac) { Offered = offered },
            "deny" => new(id, RequestState.Denied, channel, ts, digest, mac) { Offered = offered },
            _ => null,
        };
    }

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static bool IsPlace(string text, Func<char, bool> isAllowed) =>
        text.Length is > 0 and <= MaxPlaceLength && text.All(isAllowed);
}
