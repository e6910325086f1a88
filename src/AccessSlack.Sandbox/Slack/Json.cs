using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack;

/// <summary>Reads JSON of any shape.</summary>
internal static class Json
{
    public static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A string, or null for anything else.</summary>
    public static string? Text(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static string? Text(this JsonObject json, string key) => json[key].Text();

    public static bool Is(this JsonObject json, string key, string value) => json.Text(key) == value;

    /// <summary>True for true, and for the <c>true</c> or <c>1</c> of a form.</summary>
    public static bool Flag(this JsonObject json, string key) =>
        json[key] is JsonValue value && value.ToString() is "true" or "True" or "1";

    public static bool Has(this JsonObject json, string key, [NotNullWhen(true)] out JsonNode? value) =>
        (value = json[key]) is not null;
}
