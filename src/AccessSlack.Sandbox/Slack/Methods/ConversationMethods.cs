using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <summary>conversations.* (docs/protocols/slack.md 3).</summary>
internal static class ConversationMethods
{
    /// <summary>
    /// The channel with this id, if the app may know it: a private channel that it was not invited to does not exist
    /// for it.
    /// </summary>
    public static SlackChannel? Visible(SlackWorkspace slack, string id) =>
        slack.Channels.TryGetValue(id, out var channel) && (!channel.IsPrivate || channel.BotIsMember) ? channel : null;

    public static JsonObject Info(SlackWorkspace slack, SlackArguments args)
    {
        var channel = Require(slack, args);
        slack.RequireScope(Scope(channel, "read"));
        var json = Describe(channel);
        if (args.Flag("include_num_members")) json["num_members"] = MembersOf(slack, channel).Count;
        return new() { ["channel"] = json };
    }

    public static JsonObject Join(SlackWorkspace slack, SlackArguments args)
    {
        var channel = Require(slack, args);
        if (channel.IsPrivate) throw new SlackRefusal("method_not_supported_for_channel_type");
        if (channel.IsArchived) throw new SlackRefusal("is_archived");
        if (channel.BotIsMember) args.Warnings.Add("already_in_channel");
        var joined = slack.Channels[channel.Id] = channel with { BotIsMember = true };
        return new() { ["channel"] = Describe(joined) };
    }

    /// <summary>A page may be short; the list ends only with an empty cursor.</summary>
    public static JsonObject List(SlackWorkspace slack, SlackArguments args)
    {
        var types = (args.Text("types") ?? "public_channel").Split(',');
        foreach (var type in types) slack.RequireScope(ScopeOf(type.Trim(), "read"));
        var limit = Limit(args, 100, 999);
        if (slack.Options.OrgWideInstall) args.Require("team_id");
        var after = args.Text("cursor") is { Length: > 0 } cursor ? cursor : "";
        var page = slack
            .Channels.Values.Where(channel => string.CompareOrdinal(channel.Id, after) > 0)
            .Take(limit + 1)
            .ToList();
        var shown = page.Take(limit)
            .Where(channel =>
                types.Contains(TypeOf(channel))
                && Visible(slack, channel.Id) is not null
                && !(channel.IsArchived && args.Flag("exclude_archived"))
            );
        return new()
        {
            ["channels"] = new JsonArray([.. shown.Select(Describe)]),
            ["response_metadata"] = new JsonObject { ["next_cursor"] = page.Count > limit ? page[limit - 1].Id : "" },
        };
    }

    /// <summary>Ids of people and apps. As with every list, it ends only with an empty cursor.</summary>
    public static JsonObject Members(SlackWorkspace slack, SlackArguments args)
    {
        var channel = Require(slack, args);
        slack.RequireScope(Scope(channel, "read"));
        var limit = Limit(args, 100, 999);
        var after = args.Text("cursor") ?? "";
        var all = MembersOf(slack, channel);
        if (after.Length > 0 && !all.Contains(after)) throw new SlackRefusal("invalid_cursor");
        var left = all.Order(StringComparer.Ordinal).Where(id => string.CompareOrdinal(id, after) > 0).ToList();
        return new()
        {
            ["members"] = new JsonArray([.. left.Take(limit).Select(id => (JsonNode)id)]),
            ["response_metadata"] = new JsonObject { ["next_cursor"] = left.Count > limit ? left[limit - 1] : "" },
        };
    }

    /// <summary>Newest first, without replies.</summary>
    public static JsonObject History(SlackWorkspace slack, SlackArguments args)
    {
        var channel = Require(slack, args);
        slack.RequireScope(Scope(channel, "history"));
        if (!channel.BotIsMember) throw new SlackRefusal("not_in_channel");
        var (oldest, latest, inclusive) = (
            Ts(args, "oldest") ?? 0,
            Ts(args, "latest") ?? decimal.MaxValue,
            args.Flag("inclusive")
        );
        var limit = Limit(args, 100, 999);
        var found = slack.Messages.Where(message => message.Channel == channel.Id && message.ThreadTs is null)
            .Where(message => Between(Number(message.Ts), oldest, latest, inclusive)).Reverse().ToList();
        var messages = found.Take(limit).Select(message => slack.Describe(message, args.Flag("include_all_metadata")));
        return new() { ["messages"] = new JsonArray([.. messages]), ["has_more"] = found.Count > limit };
    }

    public static JsonObject Open(SlackWorkspace slack, SlackArguments args)
    {
        var userId = args.Require("users");
        if (userId.Contains(',', StringComparison.Ordinal)) throw new SlackRefusal("invalid_user_combination");
        if (!slack.People.TryGetValue(userId, out var person)) throw new SlackRefusal("user_not_found");
        if (person.Deleted is true) throw new SlackRefusal("user_disabled");
        if (!person.IsVisible) throw new SlackRefusal("user_not_visible");
        var existing = slack.FindDirect(userId);
        return new()
        {
            ["channel"] = new JsonObject { ["id"] = slack.OpenDirect(userId).Id },
            ["already_open"] = existing is not null,
        };
    }

    private static SlackChannel Require(SlackWorkspace slack, SlackArguments args) =>
        Visible(slack, args.Require("channel")) ?? throw new SlackRefusal("channel_not_found");

    private static JsonObject Describe(SlackChannel channel)
    {
        var json = new JsonObject
        {
            ["id"] = channel.Id,
            ["is_im"] = channel.IsDirect,
            ["is_archived"] = channel.IsArchived,
        };
        if (channel.IsDirect)
        {
            json["user"] = channel.Members.First();
            return json;
        }

        json["name"] = channel.Name;
        json["is_channel"] = true;
        json["is_private"] = channel.IsPrivate;
        json["is_member"] = channel.BotIsMember;
        json["is_ext_shared"] = channel.IsExternallyShared;
        json["is_shared"] = channel.IsExternallyShared;
        return json;
    }

    private static ImmutableHashSet<string> MembersOf(SlackWorkspace slack, SlackChannel channel) =>
        channel.BotIsMember ? channel.Members.Add(slack.Options.BotUserId) : channel.Members;

    private static string TypeOf(SlackChannel channel) =>
        channel.IsDirect ? "im"
        : channel.IsPrivate ? "private_channel"
        : "public_channel";

    private static string Scope(SlackChannel channel, string right) => ScopeOf(TypeOf(channel), right);

    private static string ScopeOf(string type, string right) => type switch
    {
        "public_channel" => $"channels:{right}",
        "private_channel" => $"groups:{right}",
        "im" => $"im:{right}",
        _ => throw new SlackRefusal("invalid_types"),
    };

    private static int Limit(SlackArguments args, int otherwise, int max)
    {
        if (!args.Values.Has("limit", out var value)) return otherwise;
        return int.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= max
            ? limit
            : throw new SlackRefusal("invalid_limit");
    }

    private static bool Between(decimal ts, decimal oldest, decimal latest, bool inclusive) =>
        inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;

    private static decimal? Ts(SlackArguments args, string name) => args.Text(name) is not { Length: > 0 } text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ts) ? ts
        : throw new SlackRefusal($"invalid_ts_{name}");

    private static decimal Number(string ts) => decimal.Parse(ts, CultureInfo.InvariantCulture);
}
