using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <summary>views.* (docs/protocols/slack.md 3 and 12).</summary>
internal static class ViewMethods
{
    /// <summary>An invalid view leaves the trigger unused.</summary>
    public static JsonObject Open(SlackWorkspace slack, SlackArguments args)
    {
        var trigger = args.Require("trigger_id");
        var definition = View(args);
        var userId = slack.Triggers.Exchange(trigger);
        return Answer(slack, new SlackView(slack.NextId('V'), userId, slack.NextTs(), WithIds(slack, definition)));
    }

    public static JsonObject Update(SlackWorkspace slack, SlackArguments args)
    {
        var id = args.Require("view_id");
        var definition = View(args);
        if (!slack.Views.TryGetValue(id, out var view) || !view.IsOpen) throw new SlackRefusal("not_found");
        if (args.Text("hash") is { } hash && hash != view.Hash) throw new SlackRefusal("hash_conflict");
        return Answer(slack, Show(slack, view, definition));
    }

    /// <summary>Replaces the Home tab of one person, whether or not they look at it.</summary>
    public static JsonObject Publish(SlackWorkspace slack, SlackArguments args)
    {
        var userId = args.Require("user_id");
        var definition = View(args, "home");
        if (!slack.Options.HasHomeTab) throw new SlackRefusal("not_enabled");
        if (!slack.People.TryGetValue(userId, out var person) || person.Deleted is true)
            throw new SlackRefusal("user_not_found");
        var now = slack.Homes.GetValueOrDefault(userId);
        if (args.Text("hash") is { } hash && hash != now?.Hash) throw new SlackRefusal("hash_conflict");
        var shown = now is null
            ? new SlackView(slack.NextId('V'), userId, slack.NextTs(), WithIds(slack, definition))
            : Show(slack, now, definition);
        slack.Homes[userId] = shown;
        return new() { ["view"] = Describe(slack, shown) };
    }

    /// <summary>Replaces the content of the same view.</summary>
    public static SlackView Show(SlackWorkspace slack, SlackView view, JsonObject definition) => view with
    {
        Definition = WithIds(slack, definition),
        Hash = slack.NextTs(),
        Before = view.Before.Add(view.Definition),
        Errors = view.Errors.Clear(),
        IsInTrouble = false,
    };

    /// <summary>A view as its app sees it.</summary>
    public static JsonObject Describe(SlackWorkspace slack, SlackView view, JsonObject? values = null)
    {
        var json = (JsonObject)view.Definition.DeepClone();
        json["id"] = view.Id;
        json["hash"] = view.Hash;
        json["team_id"] = slack.Options.TeamId;
        json["app_id"] = slack.Options.AppId;
        json["bot_id"] = slack.Options.BotId;
        json["root_view_id"] = view.Id;
        json["previous_view_id"] = null;
        json["state"] = new JsonObject { ["values"] = values ?? [] };
        foreach (var text in new[] { "callback_id", "private_metadata", "external_id" }) json[text] ??= "";
        foreach (var flag in new[] { "clear_on_close", "notify_on_close" }) json[flag] ??= false;
        return json;
    }

    private static JsonObject View(SlackArguments args, string kind = "modal")
    {
        if (!args.Values.Has("view", out var view)) throw SlackRefusal.MissingArgument("view");
        return ViewRules.Check(
            view as JsonObject
                ?? throw new SlackRefusal("invalid_arguments", "[ERROR] must be an object [json-pointer:/view]"),
            kind
        );
    }

    private static JsonObject Answer(SlackWorkspace slack, SlackView view)
    {
        slack.Views[view.Id] = view;
        return new() { ["view"] = Describe(slack, view) };
    }

    /// <summary>Like Slack, gives blocks and inputs without an id a generated one.</summary>
    private static JsonObject WithIds(SlackWorkspace slack, JsonObject definition)
    {
        var copy = (JsonObject)definition.DeepClone();
        foreach (var block in copy["blocks"]!.AsArray().OfType<JsonObject>())
        {
            block["block_id"] ??= slack.NextId('b');
            if (block["element"] is JsonObject element) element["action_id"] ??= slack.NextId('a');
        }

        return copy;
    }
}
