using AccessSlack.Sandbox.Slack.Methods;

namespace AccessSlack.Sandbox.Slack;

/// <summary>A trigger_id opens one view, within 3 seconds of the click (docs/protocols/slack.md 12).</summary>
internal sealed class TriggerIds(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, (DateTimeOffset Issued, string UserId, bool Used)> _issued = [];

    public string Issue(string userId)
    {
        var id = $"{_issued.Count + 1}.{time.GetUtcNow().ToUnixTimeSeconds()}.{Guid.NewGuid():N}";
        _issued[id] = (time.GetUtcNow(), userId, false);
        return id;
    }

    /// <summary>Returns the user who clicked, once.</summary>
    public string Exchange(string id)
    {
        if (!_issued.TryGetValue(id, out var trigger)) throw new SlackRefusal("invalid_trigger_id");
        if (trigger.Used) throw new SlackRefusal("exchanged_trigger_id");
        if (time.GetUtcNow() - trigger.Issued > Lifetime) throw new SlackRefusal("expired_trigger_id");
        _issued[id] = trigger with { Used = true };
        return trigger.UserId;
    }
}

/// <summary>A response_url accepts 5 messages within 30 minutes of the click (docs/protocols/slack.md 11).</summary>
internal sealed class ResponseUrls(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);
    public const int MaxUses = 5;

    private readonly Dictionary<string, (DateTimeOffset Issued, ResponseSource Source, int Uses)> _issued = [];

    /// <summary>Creates the path of a new URL. It is a credential: anyone who knows it may answer.</summary>
    public string Issue(string teamId, ResponseSource source)
    {
        var path = $"/{(source.Ts is null ? "commands" : "actions")}/{teamId}/{_issued.Count + 1}/{Guid.NewGuid():N}";
        _issued[path] = (time.GetUtcNow(), source, 0);
        return path;
    }

    /// <summary>Counts one use.</summary>
    public ResponseSource Use(string path)
    {
        if (!_issued.TryGetValue(path, out var url)) throw new SlackRefusal("invalid_url");
        if (time.GetUtcNow() - url.Issued > Lifetime) throw new SlackRefusal("expired_url");
        if (url.Uses >= MaxUses) throw new SlackRefusal("used_url");
        _issued[path] = url with { Uses = url.Uses + 1 };
        return url.Source;
    }
}

/// <param name="Channel">Where it happened.</param>
/// <param name="Ts">The clicked message; null for a slash command.</param>
/// <param name="UserId">The user who did it.</param>
internal sealed record ResponseSource(string Channel, string? Ts, string UserId);
