using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <summary>The limits of a view (docs/protocols/slack.md 6 and 12), besides those of its blocks.</summary>
internal static class ViewRules
{
    public const int MaxBytes = 250_000;
    public const int MaxTyped = 3000;

    private static readonly string[] HomeProperties =
        ["type", "blocks", "private_metadata", "callback_id", "external_id"];

    private static readonly string[] Properties =
    [
        "type",
        "title",
        "blocks",
        "close",
        "submit",
        "private_metadata",
        "callback_id",
        "clear_on_close",
        "notify_on_close",
        "external_id",
        "submit_disabled",
    ];

    /// <summary>Throws Slack's answer to an invalid view.</summary>
    /// <param name="view">As sent.</param>
    /// <param name="kind">The only type that the method takes.</param>
    public static JsonObject Check(JsonObject view, string kind = "modal")
    {
        if (System.Text.Encoding.UTF8.GetByteCount(view.ToJsonString()) > MaxBytes)
            throw new SlackRefusal("view_too_large");
        BlockRules.CheckView(view, kind);
        var faults = view.Select(field => field.Key)
            .Except(kind == "home" ? HomeProperties : Properties)
            .Select(name => Fault("/view", $"invalid additional property: {name}"))
            .Concat(
                view["blocks"]!
                    .AsArray()
                    .OfType<JsonObject>()
                    .SelectMany((block, at) => block.Is("type", "input") ? Input(block, $"/view/blocks/{at}") : [])
            );
        return faults.ToArray() is { Length: > 0 } found ? throw new SlackRefusal("invalid_arguments", found) : view;
    }

    private static IEnumerable<string> Input(JsonObject block, string at)
    {
        if (block.Has("hint", out var hint) && (hint as JsonObject)?.Text("text") is not { Length: > 0 and <= 2000 })
            yield return Fault($"{at}/hint", "must be 1 to 2000 characters of plain text");
        var element = block["element"]!.AsObject();
        foreach (var fault in element.Is("type", MenuRules.Menu) ? MenuRules.Faults(element, $"{at}/element") : [])
            yield return fault;
        var (min, max) = (Number(element, "min_length", 0), Number(element, "max_length", MaxTyped));
        if (min is null or < 0 or > MaxTyped)
            yield return Fault($"{at}/element/min_length", $"must be 0 to {MaxTyped}");
        else if (max is null or < 1 or > MaxTyped || max < min)
            yield return Fault($"{at}/element/max_length", $"must be 1 to {MaxTyped}, and not less than min_length");
        if (element.Text("initial_value")?.Length > (max ?? MaxTyped))
            yield return Fault($"{at}/element/initial_value", "longer than max_length");
    }

    /// <summary>Null if it is not an integer.</summary>
    public static int? Number(JsonObject element, string name, int otherwise) =>
        !element.Has(name, out var node) ? otherwise
        : node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    public static string Fault(string pointer, string message) => $"[ERROR] {message} [json-pointer:{pointer}]";
}
