using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <summary>Event metadata of a message (docs/protocols/slack.md 5).</summary>
internal static class MetadataRules
{
    /// <summary>Slack does not publish its limit; the daemon must stay below this one.</summary>
    public const int MaxBytes = 1024;

    /// <summary>Throws Slack's answer to invalid metadata.</summary>
    public static JsonObject Check(JsonNode metadata)
    {
        if (metadata is not JsonObject json) throw new SlackRefusal("invalid_metadata_format");
        if (Encoding.UTF8.GetByteCount(json.ToJsonString()) > MaxBytes) throw new SlackRefusal("metadata_too_large");
        if (
            !IsName(json.Text("event_type"))
            || json["event_payload"] is not JsonObject payload
            || !payload.All(field => IsValue(field.Value))
        )
            throw new SlackRefusal("invalid_metadata_schema");
        return json;
    }

    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= 255 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    private static bool IsValue(JsonNode? node) => IsScalar(node) || node switch
    {
        JsonObject json => json.All(field => IsScalar(field.Value)),
        JsonArray array => array.All(item => item is JsonObject json && json.All(field => IsScalar(field.Value))),
        _ => false,
    };

    private static bool IsScalar(JsonNode? node) =>
        node is JsonValue value
        && value.GetValueKind()
            is JsonValueKind.String
                or JsonValueKind.Number
                or JsonValueKind.True
                or JsonValueKind.False;
}
