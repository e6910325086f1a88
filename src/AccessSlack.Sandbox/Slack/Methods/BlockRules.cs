using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <summary>
/// The limits of Block Kit (docs/protocols/slack.md 6), for the kinds of blocks that an approval message needs. Other
/// kinds are rejected. Lengths are counted in UTF-16 units, which is never less than what Slack counts.
/// </summary>
internal sealed class BlockRules
{
    /// <summary>
    /// Undocumented: 9,597 characters are known to be accepted, and 11,341 to be rejected. A message that must arrive
    /// has to stay below that range.
    /// </summary>
    public const int MaxTotalText = 9_597;

    private static readonly string[] InMessages = ["section", "context", "actions", "header", "divider"];

    private static readonly Dictionary<string, string[]> Properties = new()
    {
        ["section"] = ["block_id", "text", "fields", "accessory", "expand"],
        ["context"] = ["block_id", "elements"],
        ["actions"] = ["block_id", "elements"],
        ["header"] = ["block_id", "text"],
        ["divider"] = ["block_id"],
        ["input"] = ["block_id", "label", "element", "hint", "optional", "dispatch_action"],
        ["button"] = ["action_id", "text", "value", "url", "style", "confirm", "accessibility_label"],
        ["plain_text_input"] =
        [
            "action_id",
            "multiline",
            "min_length",
            "max_length",
            "initial_value",
            "placeholder",
            "focus_on_load",
        ],
        [MenuRules.Menu] = ["action_id", "options", "initial_option", "focus_on_load", "placeholder"],
        ["mrkdwn"] = ["text", "verbatim"],
        ["plain_text"] = ["text", "emoji"],
    };

    private readonly List<string> _faults = [];
    private int _total;

    private BlockRules() { }

    /// <summary>Throws Slack's answer to invalid blocks of a message.</summary>
    public static void CheckMessage(JsonArray blocks)
    {
        var rules = new BlockRules();
        rules.Blocks(blocks, 50, InMessages);
        if (rules._faults.Count > 0) throw new SlackRefusal("invalid_blocks", [.. rules._faults]);
        if (rules._total > MaxTotalText) throw new SlackRefusal("msg_blocks_too_long");
    }

    /// <summary>Throws Slack's answer to an invalid view.</summary>
    /// <param name="view">As sent.</param>
    /// <param name="kind"><c>modal</c> or <c>home</c>; only a modal has a title and buttons of its own.</param>
    public static void CheckView(JsonObject view, string kind = "modal")
    {
        var rules = new BlockRules();
        if (!view.Is("type", kind)) rules.Fault("/view/type", $"must be {kind}");
        foreach (var (key, required) in new[] { ("title", true), ("submit", false), ("close", false) })
            if (kind == "modal" && (required || view[key] is not null))
                rules.Text(view[key], $"/view/{key}", 24, "plain_text");
        rules.Length(view, "/view", "private_metadata", 3000);
        rules.Length(view, "/view", "callback_id", 255);
        if (view["blocks"] is JsonArray blocks) rules.Blocks(blocks, 100, [.. InMessages, "input"]);
        else rules.Fault("/view", "missing required field: blocks");
        if (
            kind == "modal"
            && view["submit"] is null
            && view["blocks"]?.ToJsonString().Contains("\"input\"", StringComparison.Ordinal) is true
        )
            rules.Fault("/view", "missing required field: submit");
        if (rules._faults.Count > 0) throw new SlackRefusal("invalid_arguments", [.. rules._faults]);
    }

    private void Blocks(JsonArray blocks, int max, params string[] allowed)
    {
        if (blocks.Count > max) Fault("/blocks", $"no more than {max} items allowed");
        var ids = new HashSet<string>();
        for (var i = 0; i < blocks.Count; i++)
        {
            var at = $"/blocks/{i}";
            if (Kind(blocks[i], at, allowed) is not { } block) continue;
            Length(block, at, "block_id", 255);
            if (block.Text("block_id") is { } id && !ids.Add(id)) Fault($"{at}/block_id", "block_id already exists");
            Block(block, at);
        }
    }

    private void Block(JsonObject block, string at)
    {
        switch (block.Text("type"))
        {
            case "section": Section(block, at); break;
            case "header": Text(block["text"], $"{at}/text", 150, "plain_text"); break;
            case "context": Elements(block, at, 10, (element, path) => Text(element, path, 3000)); break;
            case "actions":
                var ids = new HashSet<string>();
                Elements(block, at, 25, (element, path) => Button(element, path, ids));
                break;
            case "input":
                Text(block["label"], $"{at}/label", 2000, "plain_text");
                Input(block["element"], $"{at}/element");
                break;
            default: break;
        }
    }

    private void Section(JsonObject block, string at)
    {
        if (block["text"] is null && block["fields"] is null) Fault(at, "missing required field: text");
        if (block.Has("text", out var text)) Text(text, $"{at}/text", 3000);
        if (block.Has("accessory", out var accessory)) Button(accessory, $"{at}/accessory", []);
        if (!block.Has("fields", out var fields)) return;
        if (fields is not JsonArray { Count: >= 1 and <= 10 } list) Fault($"{at}/fields", "must have 1 to 10 items");
        else for (var i = 0; i < list.Count; i++) Text(list[i], $"{at}/fields/{i}", 2000);
    }

    private void Elements(JsonObject block, string at, int max, Action<JsonNode?, string> check)
    {
        if (block["elements"] is not JsonArray { Count: >= 1 } elements)
            Fault($"{at}/elements", "must have at least 1 item");
        else if (elements.Count > max) Fault($"{at}/elements", $"no more than {max} items allowed");
        else
            for (var i = 0; i < elements.Count; i++)
                check(elements[i], $"{at}/elements/{i}");
    }

    private void Button(JsonNode? node, string at, HashSet<string> ids)
    {
        if (Kind(node, at, "button") is not { } button) return;
        Text(button["text"], $"{at}/text", 75, "plain_text");
        Length(button, at, "action_id", 255);
        Length(button, at, "value", 2000);
        Length(button, at, "url", 3000);
        Length(button, at, "accessibility_label", 75);
        if (button.Text("action_id") is { } id && !ids.Add(id)) Fault($"{at}/action_id", "action_id already exists");
        if (button.Text("url") is { } url && !Uri.IsWellFormedUriString(url, UriKind.Absolute))
            Fault($"{at}/url", "must be a valid URL");
        if (button.Has("style", out var style) && style.Text() is not ("primary" or "danger"))
            Fault($"{at}/style", "must be primary or danger");
        if (button.Has("confirm", out var confirm)) Confirm(confirm as JsonObject ?? [], $"{at}/confirm");
    }

    private void Confirm(JsonObject confirm, string at)
    {
        Text(confirm["title"], $"{at}/title", 100, "plain_text");
        Text(confirm["text"], $"{at}/text", 300);
        Text(confirm["confirm"], $"{at}/confirm", 30, "plain_text");
        Text(confirm["deny"], $"{at}/deny", 30, "plain_text");
    }

    private void Input(JsonNode? node, string at)
    {
        if (Kind(node, at, "plain_text_input", MenuRules.Menu) is not { } input) return;
        Length(input, at, "action_id", 255);
        if (input.Has("placeholder", out var placeholder)) Text(placeholder, $"{at}/placeholder", 150, "plain_text");
        if (
            input.Has("max_length", out var max)
            && max is JsonValue value
            && value.TryGetValue<int>(out var length)
            && length > 3000
        )
            Fault($"{at}/max_length", "must be less than 3001");
    }

    /// <summary>
    /// A text object. It must not be empty: a single empty reason makes Slack reject the whole message.
    /// </summary>
    private void Text(JsonNode? node, string at, int max, params string[] kinds)
    {
        if (Kind(node, at, kinds.Length > 0 ? kinds : ["mrkdwn", "plain_text"]) is not { } json) return;
        var text = json.Text("text");
        if (text is null) Fault($"{at}/text", "missing required field: text");
        else if (text.Length == 0) Fault($"{at}/text", "must be more than 0 characters");
        else if (text.Length > max) Fault($"{at}/text", $"must be less than {max + 1} characters");
        _total += text?.Length ?? 0;
    }

    private JsonObject? Kind(JsonNode? node, string at, params string[] allowed)
    {
        var kind = (node as JsonObject)?.Text("type");
        if (node is not JsonObject json || kind is null || !allowed.Contains(kind))
        {
            Fault(at, node is null ? "missing required field" : $"unsupported type: {kind}");
            return null;
        }

        foreach (var (name, _) in json)
            if (name != "type" && !Properties[kind].Contains(name)) Fault(at, $"invalid additional property: {name}");
        return json;
    }

    private void Length(JsonObject json, string at, string key, int max)
    {
        if (!json.Has(key, out var value)) return;
        if (value.Text() is not { } text) Fault($"{at}/{key}", "must be a string");
        else if (text.Length > max) Fault($"{at}/{key}", $"must be less than {max + 1} characters");
    }

    private void Fault(string pointer, string message) => _faults.Add($"[ERROR] {message} [json-pointer:{pointer}]");
}
