using System.Text.Json;

namespace AccessSlack.SocketMode;

/// <summary>
/// Reads a message from a socket. Fields that are missing or of another type read as empty: Slack adds, drops and
/// changes fields without notice.
/// </summary>
internal static class FrameReader
{
    private const int LongestId = 128;
    private const int LongestWord = 60;
    private const int DeepestNesting = 64;

    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(7);

    public static Frame Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message, new() { MaxDepth = DeepestNesting });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement)
                : new Frame.Malformed();
        }
        // The second is what a lone surrogate in a name or a text causes.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new Frame.Malformed();
        }
    }

    private static Frame Read(JsonElement frame)
    {
        var type = Word(frame, "type");
        if (Text(frame, "envelope_id") is var id && IsId(id))
            return new Frame.Envelope(
                id,
                type,
                Object(frame, "payload")?.Clone(),
                frame.TryGetProperty("accepts_response_payload", out var takes) && takes.ValueKind == JsonValueKind.True
            );
        return type switch
        {
            "hello" => ReadHello(frame),
            "disconnect" => new Frame.Disconnect(Word(frame, "reason")),
            _ => new Frame.Unknown(type),
        };
    }

    private static Frame.Hello ReadHello(JsonElement frame)
    {
        var app = Object(frame, "connection_info") is { } connection ? Word(connection, "app_id") : "";
        var lifetime = Object(frame, "debug_info") is { } debug ? Number(debug, "approximate_connection_time") : null;
        return new(
            app,
            Number(frame, "num_connections") is { } connections and >= 0 and < 10_000 ? (int)connections : null,
            lifetime is { } seconds and > 0 && seconds <= LongestLifetime.TotalSeconds
                ? TimeSpan.FromSeconds(seconds)
                : null
        );
    }

    /// <summary>Ids of envelopes come back to Slack in our JSON, and into no log.</summary>
    private static bool IsId(string id) =>
        id.Length is > 0 and <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');

    /// <summary>What may be logged: only letters, digits, dashes, dots and underscores.</summary>
    private static string Word(JsonElement parent, string name) =>
        string.Concat(
            Text(parent, name).Take(LongestWord).Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
        );

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String
            ? field.GetString() ?? ""
            : "";

    private static double? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var field)
        && field.ValueKind == JsonValueKind.Number
        && field.TryGetDouble(out var number)
            ? number
            : null;

    private static JsonElement? Object(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Object ? field : null;
}
