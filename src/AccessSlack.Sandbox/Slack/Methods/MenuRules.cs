using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <summary>
/// The limits of a menu with options of its own (docs/protocols/slack.md 6). Groups of options are refused, because no
/// approval needs them.
/// </summary>
internal static class MenuRules
{
    public const string Menu = "static_select";

    private const int MaxOptions = 100;
    private const int MaxText = 75;
    private const int MaxValue = 75;

    private static readonly string[] OptionProperties = ["text", "value", "description"];

    /// <summary>What is wrong with a menu, besides what all elements have.</summary>
    public static IEnumerable<string> Faults(JsonObject menu, string at)
    {
        var options = (menu["options"] as JsonArray ?? []).ToArray();
        if (options.Length is 0 or > MaxOptions)
            yield return ViewRules.Fault($"{at}/options", $"must have 1 to {MaxOptions} items");
        for (var i = 0; i < options.Length; i++)
            foreach (var fault in OptionFaults(options[i], $"{at}/options/{i}"))
                yield return fault;
        var values = options.OfType<JsonObject>().Select(option => option.Text("value")).ToArray();
        if (values.Distinct().Count() < values.Length)
            yield return ViewRules.Fault($"{at}/options", "values must be unique");
        if (menu.Has("initial_option", out var initial) && !options.Any(option => JsonNode.DeepEquals(option, initial)))
            yield return ViewRules.Fault($"{at}/initial_option", "must be one of the provided options");
    }

    private static IEnumerable<string> OptionFaults(JsonNode? node, string at)
    {
        if (node is not JsonObject option)
        {
            yield return ViewRules.Fault(at, "must be an object");
            yield break;
        }

        foreach (var name in option.Select(field => field.Key).Except(OptionProperties))
            yield return ViewRules.Fault(at, $"invalid additional property: {name}");
        if (!IsPlain(option["text"])) yield return ViewRules.Fault($"{at}/text", Plain);
        if (option.Has("description", out var more) && !IsPlain(more))
            yield return ViewRules.Fault($"{at}/description", Plain);
        if (option.Text("value") is not { Length: > 0 and <= MaxValue })
            yield return ViewRules.Fault($"{at}/value", $"must be 1 to {MaxValue} characters");
    }

    private static string Plain => $"must be 1 to {MaxText} characters of plain text";

    private static bool IsPlain(JsonNode? node) =>
        node is JsonObject text && text.Is("type", "plain_text") && text.Text("text") is { Length: > 0 and <= MaxText };
}
