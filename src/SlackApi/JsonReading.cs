using System.Text.Json;
using SlackApi.Blocks;

namespace SlackApi;

/// <summary>
/// Reads what Slack sends without trusting its shape: a field that is absent, null or of another type reads as empty,
/// because Slack adds, drops and changes fields without notice.
/// </summary>
internal static class JsonReading
{
    /// <summary>A string field, or <c>""</c>.</summary>
    public static string Text(this JsonElement parent, string name) =>
        parent.Field(name) is { ValueKind: JsonValueKind.String } field ? field.TextOrEmpty() : "";

    /// <summary>A Boolean, even if written as a string; null if there is none.</summary>
    public static bool? Flag(this JsonElement parent, string name) => parent.Field(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } field when bool.TryParse(field.TextOrEmpty(), out var flag) => flag,
        _ => null,
    };

    /// <summary>A number, or null.</summary>
    public static double? Number(this JsonElement parent, string name) =>
        parent.Field(name) is { ValueKind: JsonValueKind.Number } field && field.TryGetDouble(out var number)
            ? number
            : null;

    /// <summary>An object, or null.</summary>
    public static JsonElement? Object(this JsonElement parent, string name) =>
        parent.Field(name) is { ValueKind: JsonValueKind.Object } field ? field : null;

    /// <summary>The objects in a list; other items are skipped.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement parent, string name) =>
        parent.Items(name).Where(item => item.ValueKind == JsonValueKind.Object);

    /// <summary>The strings in a list; other items are skipped.</summary>
    public static IEnumerable<string> Texts(this JsonElement parent, string name) =>
        parent.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(TextOrEmpty);

    /// <summary>The scalar fields of an object, as text.</summary>
    public static IReadOnlyDictionary<string, string> PlainFields(this JsonElement parent, string name)
    {
        var fields = new Dictionary<string, string>();
        if (parent.Object(name) is not { } map) return fields;
        foreach (
            var field in map.EnumerateObject()
                .Where(field =>
                    field.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
                )
        )
        {
            fields[field.Name] =
                field.Value.ValueKind == JsonValueKind.String ? field.Value.TextOrEmpty() : field.Value.GetRawText();
        }

        return fields;
    }

    /// <summary>The fields of an object that are objects themselves; others are skipped.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> ObjectFields(this JsonElement parent, string name) =>
        parent.Object(name) is { } map ? map.ObjectFields() : [];

    /// <inheritdoc cref="ObjectFields(JsonElement, string)"/>
    /// <param name="map">An object.</param>
    public static IEnumerable<(string Name, JsonElement Value)> ObjectFields(this JsonElement map) =>
        map.EnumerateObject()
            .Where(field => field.Value.ValueKind == JsonValueKind.Object)
            .Select(field => (field.Name, field.Value));

    /// <summary>
    /// The blocks of a message; null if there are none. Blocks that cannot be read become one of an unknown type.
    /// </summary>
    public static IReadOnlyList<Block>? Blocks(this JsonElement message)
    {
        if (message.Field("blocks") is not { ValueKind: JsonValueKind.Array } blocks) return null;
        try
        {
            return SlackJson.ReadBlocks(blocks.GetRawText());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException)
        {
            return [new Block()]; // the other two types report a lone surrogate, and a type in the wrong place
        }
    }

    private static JsonElement.ArrayEnumerator Items(this JsonElement parent, string name) =>
        parent.Field(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    private static JsonElement? Field(this JsonElement parent, string name)
    {
        try
        {
            return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var field)
                ? field
                : null;
        }
        catch (InvalidOperationException)
        {
            return null; // some field name contains a lone surrogate
        }
    }

    // A lone surrogate is valid JSON but not valid text.
    private static string TextOrEmpty(this JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
