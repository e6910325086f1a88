using System.Text.Json.Nodes;

namespace AccessSlack.Commands;

/// <summary>
/// Writes JSON in YAML's block style. Strings keep JSON's quotation marks, which YAML 1.2 reads alike, so that none of
/// them is taken for another type.
/// </summary>
internal static class Yaml
{
    public static string Write(JsonObject root) => Fields(root, "");

    private static string Fields(JsonObject fields, string indent) =>
        string.Concat(fields.Select(field => $"{indent}{field.Key}:{Value(field.Value, indent + "  ")}"));

    /// <summary>What follows a colon, including the end of its line.</summary>
    private static string Value(JsonNode? node, string indent) => node switch
    {
        JsonObject { Count: > 0 } fields => "\n" + Fields(fields, indent),
        JsonArray { Count: > 0 } items => "\n" + string.Concat(items.Select(item => Item(item, indent))),
        _ => $" {Scalar(node)}\n",
    };

    private static string Item(JsonNode? item, string indent) =>
        item is JsonObject { Count: > 0 } fields
            ? $"{indent}- {Fields(fields, indent + "  ").TrimStart()}"
            : $"{indent}- {Scalar(item)}\n";

    private static string Scalar(JsonNode? node) => node?.ToJsonString() ?? "null";
}
