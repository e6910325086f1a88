using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <summary>A refusal in Slack's words; becomes <c>{"ok":false,"error":…}</c>.</summary>
internal sealed class SlackRefusal(string code, params string[] messages) : Exception(code)
{
    public string Code { get; } = code;

    /// <summary>Further fields of the answer, such as <c>needed</c>.</summary>
    public JsonObject Fields { get; } = [];

    public static SlackRefusal MissingScope(string needed, IEnumerable<string> provided) =>
        new("missing_scope") { Fields = { ["needed"] = needed, ["provided"] = string.Join(',', provided) } };

    public static SlackRefusal MissingArgument(string name) =>
        new("invalid_arguments", $"[ERROR] missing required field: {name}");

    public JsonObject ToJson()
    {
        var answer = Fields;
        answer["ok"] = false;
        answer["error"] = Code;
        if (messages.Length > 0)
            answer["response_metadata"] = new JsonObject
            {
                ["messages"] = new JsonArray([.. messages.Select(m => (JsonNode)m)]),
            };
        return answer;
    }
}

/// <summary>The part of a call that a method sees.</summary>
internal sealed class SlackArguments(JsonObject values)
{
    public JsonObject Values { get; } = values;

    public List<string> Warnings { get; } = [];

    public string Require(string name) =>
        Text(name) is { Length: > 0 } text ? text : throw SlackRefusal.MissingArgument(name);

    /// <summary>A ts as a number loses digits, so it gets Slack's answer for a wrong type.</summary>
    public string? Text(string name) =>
        !Values.Has(name, out var value)
            ? null
            : value.Text()
                ?? throw new SlackRefusal("invalid_arguments", $"[ERROR] must be a string [json-pointer:/{name}]");

    public bool Flag(string name) => Values.Flag(name);

    /// <summary>Null when absent.</summary>
    public JsonArray? Array(string name, string otherwise) => !Values.Has(name, out var value) ? null
        : value as JsonArray ?? throw new SlackRefusal(otherwise);
}
