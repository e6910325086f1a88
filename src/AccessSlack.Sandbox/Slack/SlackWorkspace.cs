using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack.Methods;

namespace AccessSlack.Sandbox.Slack;

/// <summary>The state of the workspace. Not thread-safe: the simulator guards it with one lock.</summary>
internal sealed class SlackWorkspace(SlackSimulatorOptions options)
{
    private long _lastTs;
    private int _lastId;

    public SlackSimulatorOptions Options { get; } = options;

    /// <summary>The present scopes of the app; they can be changed at run time.</summary>
    public ImmutableArray<string> Scopes { get; set; } = options.Scopes;

    public SortedDictionary<string, SlackPerson> People { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, SlackChannel> Channels { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, SlackUserGroup> Groups { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, SlackView> Views { get; } = new(StringComparer.Ordinal);

    /// <summary>The Home tab of the app by person, as far as it was published.</summary>
    public SortedDictionary<string, SlackView> Homes { get; } = new(StringComparer.Ordinal);

    public List<SlackMessage> Messages { get; } = [];

    public List<SlackEphemeral> Ephemerals { get; } = [];

    public TriggerIds Triggers { get; } = new(options.Time);

    public ResponseUrls ResponseUrls { get; } = new(options.Time);

    public string NextId(char kind) => $"{kind}0SBX{++_lastId:D5}";

    /// <summary>
    /// Unique and increasing even if the clock stands still. A string, because a number would lose digits.
    /// </summary>
    public string NextTs()
    {
        var micros = (Options.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;
        _lastTs = Math.Max(_lastTs + 1, micros);
        return string.Create(CultureInfo.InvariantCulture, $"{_lastTs / 1_000_000}.{_lastTs % 1_000_000:D6}");
    }

    public bool HasScope(string scope) => Scopes.Contains(scope);

    public void RequireScope(string scope)
    {
        if (!HasScope(scope)) throw SlackRefusal.MissingScope(scope, Scopes);
    }

    public SlackChannel? FindByName(string name) =>
        Channels.Values.FirstOrDefault(channel => !channel.IsDirect && channel.Name == name.TrimStart('#'));

    /// <summary>The direct message channel of a user; created if needed.</summary>
    public SlackChannel OpenDirect(string userId)
    {
        if (FindDirect(userId) is { } existing) return existing;
        var channel = new SlackChannel(NextId('D'), "") { IsPrivate = true, Members = [userId] };
        return Channels[channel.Id] = channel;
    }

    public SlackChannel? FindDirect(string userId) =>
        Channels.Values.FirstOrDefault(channel => channel.IsDirect && channel.Members.Contains(userId));

    public SlackMessage? FindMessage(string channel, string ts) =>
        Messages.Find(message => message.Channel == channel && message.Ts == ts);

    public IEnumerable<SlackMessage> RepliesTo(SlackMessage parent) =>
        Messages.Where(message => message.Channel == parent.Channel && message.ThreadTs == parent.Ts);

    /// <summary>The parent's ts, also for a parent with replies; null outside threads.</summary>
    public string? ThreadOf(SlackMessage message) => message.ThreadTs ?? (RepliesTo(message).Any() ? message.Ts : null);

    public SlackMessage PostAsApp(SlackChannel channel, SlackContent content, string? threadTs)
    {
        var message = new SlackMessage(
            channel.Id,
            NextTs(),
            Options.BotUserId,
            Options.BotId,
            Options.AppId,
            threadTs,
            WithBlockIds(content)
        );
        Messages.Add(message);
        return message;
    }

    public SlackMessage Edit(SlackMessage message, SlackContent content)
    {
        var edited = message with { Content = WithBlockIds(content), Edits = message.Edits.Add(message.Content) };
        Messages[Messages.IndexOf(message)] = edited;
        return edited;
    }

    public SlackEphemeral Tell(string channel, string userId, string? threadTs, SlackContent content, string via)
    {
        var isShown =
            threadTs is null || Messages.Exists(message => message.Channel == channel && message.ThreadTs == threadTs);
        var told = new SlackEphemeral(channel, userId, NextTs(), threadTs, WithBlockIds(content), via, isShown);
        Ephemerals.Add(told);
        return told;
    }

    /// <summary>A message as apps see it: in answers, in the history and in clicks.</summary>
    public JsonObject Describe(SlackMessage message, bool withPayload = true)
    {
        var json = new JsonObject
        {
            ["type"] = "message",
            ["user"] = message.UserId,
            ["ts"] = message.Ts,
            ["text"] = message.Text,
            ["team"] = Options.TeamId,
        };
        if (message.BotId is not null) json["bot_id"] = message.BotId;
        if (message.AppId is not null) json["app_id"] = message.AppId;
        if (ThreadOf(message) is { } thread) json["thread_ts"] = thread;
        if (message.ThreadTs is null && RepliesTo(message).Count() is > 0 and var replies)
            json["reply_count"] = replies;
        if (message.Blocks.Count > 0) json["blocks"] = message.Blocks.DeepClone();
        if (message.Metadata is { } metadata)
            json["metadata"] = withPayload
                ? metadata.DeepClone()
                : new JsonObject { ["event_type"] = metadata.Text("event_type") };
        return json;
    }

    /// <summary>Like Slack, gives blocks and buttons without an id a generated one.</summary>
    private SlackContent WithBlockIds(SlackContent content)
    {
        foreach (var block in content.Blocks.OfType<JsonObject>())
        {
            block["block_id"] ??= NextId('b');
            var buttons = (block["elements"] as JsonArray ?? [])
                .Append(block["accessory"])
                .OfType<JsonObject>()
                .Where(element => element.Is("type", "button"));
            foreach (var button in buttons) button["action_id"] ??= NextId('a');
        }

        return content;
    }
}
