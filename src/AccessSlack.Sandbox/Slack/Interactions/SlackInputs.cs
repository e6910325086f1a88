using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack.Methods;

namespace AccessSlack.Sandbox.Slack.Interactions;

/// <summary>
/// What Slack's client sends of the input blocks of a modal, and what it does not let a person send.
/// </summary>
internal static class SlackInputs
{
    /// <summary>The values by block_id and action_id; an empty field and a menu without a choice are null.</summary>
    /// <exception cref="InvalidOperationException">Slack's client rejects the input.</exception>
    public static JsonObject Values(SlackView view, SlackInput input)
    {
        var fields = view.Inputs.Where(block => !IsMenu(block)).ToArray();
        if (input.Typed.Length > 0 && fields.Length == 0)
            throw new InvalidOperationException($"View {view.Id} has no field to type into.");
        var menus = view.Inputs.Where(IsMenu).Select(BlockId);
        if (input.Choices.Keys.Except(menus).FirstOrDefault() is { } missing)
            throw new InvalidOperationException($"View {view.Id} has no menu {missing}.");
        var values = new JsonObject();
        foreach (var block in view.Inputs)
        {
            var entered = IsMenu(block)
                ? Chosen(view, block, input)
                : Typed(block, ReferenceEquals(block, fields[0]) ? input.Typed : "");
            values[BlockId(block)] = new JsonObject { [Element(block).Text("action_id")!] = entered };
        }

        return values;
    }

    /// <summary>The value that each menu shows, by block_id.</summary>
    public static ImmutableDictionary<string, string> Kept(SlackView view, SlackInput input) =>
        view.Inputs
            .Where(IsMenu)
            .Select(block => (Id: BlockId(block), Option: Option(view, block, input)))
            .Where(menu => menu.Option is not null)
            .ToImmutableDictionary(menu => menu.Id, menu => menu.Option!.Text("value")!);

    public static bool IsMenu(JsonObject block) => Element(block).Is("type", MenuRules.Menu);

    private static JsonObject Typed(JsonObject block, string typed)
    {
        RequireTypable(block, typed);
        return new() { ["type"] = "plain_text_input", ["value"] = typed.Length == 0 ? null : typed };
    }

    /// <summary>Slack's client counts characters, no matter which.</summary>
    private static void RequireTypable(JsonObject block, string typed)
    {
        var element = Element(block);
        var least = Math.Max(block.Flag("optional") ? 0 : 1, ViewRules.Number(element, "min_length", 0) ?? 0);
        var most = ViewRules.Number(element, "max_length", ViewRules.MaxTyped) ?? ViewRules.MaxTyped;
        var isLeftOut = typed.Length == 0 && block.Flag("optional");
        if (!isLeftOut && (typed.Length < least || typed.Length > most))
            throw new InvalidOperationException(
                $"Slack's client wants {least} to {most} characters, not {typed.Length}."
            );
    }

    private static JsonObject Chosen(SlackView view, JsonObject block, SlackInput input)
    {
        var option = Option(view, block, input);
        if (option is null && !block.Flag("optional"))
            throw new InvalidOperationException($"Slack's client wants a choice in {BlockId(block)}.");
        return new() { ["type"] = MenuRules.Menu, ["selected_option"] = option?.DeepClone() };
    }

    /// <summary>What is chosen now, else what was chosen under the same ids before, else the initial option.</summary>
    private static JsonObject? Option(SlackView view, JsonObject block, SlackInput input)
    {
        var options = (Element(block)["options"] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        if (input.Choices.TryGetValue(BlockId(block), out var value))
            return Array.Find(options, option => option.Is("value", value))
                ?? throw new InvalidOperationException($"The menu {BlockId(block)} has no option {value}.");
        var kept = view.Kept.GetValueOrDefault(BlockId(block));
        return Array.Find(options, option => kept is not null && option.Is("value", kept))
            ?? Element(block)["initial_option"] as JsonObject;
    }

    private static string BlockId(JsonObject block) => block.Text("block_id")!;

    private static JsonObject Element(JsonObject block) => block["element"]!.AsObject();
}
