using System.Buffers;
using System.Collections;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SlackApi.Blocks;
using SlackApi.WebApi;

namespace SlackApi;

/// <summary>
/// Slack's JSON: snake_case; nulls and empty lists are omitted when writing, unknown fields and types are skipped when
/// reading.
/// </summary>
public static class SlackJson
{
    // Relaxed: the text goes into a JSON body, never into HTML, and Slack applies its limits to the decoded text.
    private static readonly JsonSerializerOptions Options = new(SlackJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = SlackJsonContext.Default.WithAddedModifier(LeaveOutEmptyLists),
    };

    /// <summary>Writes blocks as they appear in a message.</summary>
    public static string Write(IReadOnlyList<Block> blocks) =>
        JsonSerializer.Serialize(blocks, For<IReadOnlyList<Block>>());

    /// <summary>
    /// Reads the blocks of a message; unknown kinds become plain <see cref="Block"/>, <see cref="ActionElement"/> or
    /// <see cref="TextObject"/> instances.
    /// </summary>
    /// <exception cref="JsonException">It is not a list of blocks.</exception>
    public static IReadOnlyList<Block> ReadBlocks(string json) =>
        JsonSerializer.Deserialize(json, For<IReadOnlyList<Block>>()) ?? [];

    /// <summary>Writes a view as it appears in the answer to a submission.</summary>
    /// <exception cref="ArgumentException">It exceeds <see cref="SlackLimits"/>.</exception>
    public static string Write(ModalViewDefinition view)
    {
        ViewCheck.Check(view);
        return WriteView(view);
    }

    /// <summary>Writes a Home tab as it is published.</summary>
    /// <exception cref="ArgumentException">It exceeds <see cref="SlackLimits"/>.</exception>
    public static string Write(HomeViewDefinition view)
    {
        ViewCheck.Check(view);
        return WriteView(view);
    }

    private static string WriteView<T>(T view)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(view, For<T>());
        return json.Length <= SlackLimits.ViewBytes
            ? Encoding.UTF8.GetString(json)
            : throw MessageCheck.Fault("view", $"{json.Length} bytes, at most {SlackLimits.ViewBytes}");
    }

    /// <summary>The body of a views.* call: plain fields, and the view as JSON.</summary>
    internal static byte[] WithView(IEnumerable<(string Field, string Value)> fields, string view)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(
            body,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        json.WriteStartObject();
        foreach (var (field, value) in fields) json.WriteString(field, value);
        json.WritePropertyName("view");
        json.WriteRawValue(view);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }

    internal static byte[] Write<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, For<T>());

    private static JsonTypeInfo<T> For<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static void LeaveOutEmptyLists(JsonTypeInfo type)
    {
        // An empty list of blocks in an update removes them.
        if (type.Type == typeof(MessageUpdate)) return;
        foreach (
            var property in type.Properties.Where(p =>
                p.PropertyType != typeof(string) && p.PropertyType.IsAssignableTo(typeof(IEnumerable))
            )
        )
        {
            property.ShouldSerialize = (_, value) => value is IEnumerable list && list.GetEnumerator().MoveNext();
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(IReadOnlyList<Block>))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(MessageUpdate))]
[JsonSerializable(typeof(MessageResponse))]
[JsonSerializable(typeof(EphemeralMessage))]
[JsonSerializable(typeof(JoinConversation))]
[JsonSerializable(typeof(OpenConversation))]
[JsonSerializable(typeof(ModalViewDefinition))]
[JsonSerializable(typeof(HomeViewDefinition))]
internal sealed partial class SlackJsonContext : JsonSerializerContext;
