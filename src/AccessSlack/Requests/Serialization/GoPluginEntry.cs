using System.Globalization;

namespace AccessSlack.Requests.Serialization;

/// <summary>The keys of the Go plugin (docs/protocols/teleport.md 4.5).</summary>
internal static class GoPluginEntry
{
    /// <summary>
    /// Exactly what the Go plugin reads back and writes again, because from v6 on it expects that at its next write: no
    /// count of reviews for 0, and no message in the keys of its oldest format. An empty value deletes the key.
    /// </summary>
    public static Dictionary<string, string> Write(Ledger ledger, RequestFacts facts) => new()
    {
        ["user"] = facts.User,
        ["roles"] = string.Join(',', facts.Roles),
        ["request_reason"] = facts.Reason,
        ["messages"] = string.Join(',', ledger.Posted.Select(m => $"{m.Channel}/{m.Ts}")),
        ["channel_id"] = "",
        ["timestamp"] = "",
        ["reviews_count"] = ledger.ReviewsCount > 0
            ? ledger.ReviewsCount.ToString(CultureInfo.InvariantCulture)
            : "",
        ["resolution"] = Name(ledger.Resolution),
        ["resolve_reason"] = facts.ResolveReason,
    };

    public static Ledger Read(IReadOnlyDictionary<string, string> data) => new()
    {
        Facts = new()
        {
            User = data.GetValueOrDefault("user", ""),
            Roles = [.. data.GetValueOrDefault("roles", "").Split(',', StringSplitOptions.RemoveEmptyEntries)],
            Reason = data.GetValueOrDefault("request_reason", ""),
            ResolveReason = data.GetValueOrDefault("resolve_reason", ""),
        },
        Deliveries = [.. Messages(data).Select(message => Posted(message.Channel, message.Ts))],
        ReviewsCount = Number(data.GetValueOrDefault("reviews_count", "")),
        Resolution = EnumName.Parse<Resolution>(data.GetValueOrDefault("resolution", "")),
    };

    private static Delivery.Posted Posted(string channel, string ts) =>
        new(Delivery.NamesOfGoPlugin(channel), channel, ts, View: "", Degradation.Nothing);

    /// <summary>
    /// <c>channel/ts,...</c>, or the oldest format with a single <c>channel_id</c> and <c>timestamp</c>.
    /// </summary>
    private static IEnumerable<(string Channel, string Ts)> Messages(IReadOnlyDictionary<string, string> data)
    {
        var pairs = data.GetValueOrDefault("messages", "").Split(',', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (pairs.Count == 0)
            pairs.Add(data.GetValueOrDefault("channel_id", "") + "/" + data.GetValueOrDefault("timestamp", ""));
        return pairs
            .Select(pair => pair.Split('/'))
            .Where(parts => parts is [{ Length: > 0 }, { Length: > 0 }])
            .Select(parts => (parts[0], parts[1]));
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The Go plugin knows only these names.</summary>
    private static string Name(Resolution? resolution) => resolution switch
    {
        null => "",
        Resolution.Removed or Resolution.Unknown => "EXPIRED",
        var other => other.Value.ToString().ToUpperInvariant(),
    };
}
