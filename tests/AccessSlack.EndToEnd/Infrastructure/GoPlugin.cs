using System.Globalization;
using AccessSlack.EndToEnd.Simulators;
using AccessSlack.Sandbox.Teleport;
using Google.Protobuf.Collections;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>
/// How the Go plugin, from its release 6 on, changes its entry in the plugin data (docs/protocols/teleport.md 4.5): it
/// decodes what is there, and expects at the write that Teleport still has what that encodes to. So whatever does not
/// come back the same makes its every write fail.
/// </summary>
internal sealed class GoPlugin(World world) : IDisposable
{
    private readonly TeleportRawClient _teleport = TeleportRawClient.For(world.Teleport, "go-plugin");

    public void Dispose() => _teleport.Dispose();

    public Task<GrpcCode> ResolveAsync(string id, string resolution) =>
        UpdateAsync(id, read => read with { Resolution = resolution });

    public Task<GrpcCode> CountReviewAsync(string id) =>
        UpdateAsync(id, read => read with { ReviewsCount = read.ReviewsCount + 1 });

    private async Task<GrpcCode> UpdateAsync(string id, Func<Entry, Entry> change)
    {
        var document = Assert.Single(await _teleport.PluginDataAsync(id));
        var read = Decode(document.Spec.Entries["slack"].Data);
        return await _teleport.UpdateAsync(id, Encode(change(read)), Encode(read));
    }

    private static Entry Decode(MapField<string, string> data)
    {
        string Text(string key) => data.TryGetValue(key, out var text) ? text : "";

        List<string> messages = [];
        if (Text("channel_id").Length > 0 && Text("timestamp").Length > 0)
            messages.Add($"{Text("channel_id")}/{Text("timestamp")}");
        messages.AddRange(Text("messages").Split(',').Where(message => message.Split('/').Length == 2));
        _ = int.TryParse(Text("reviews_count"), out var reviews);
        return new(
            Text("user"),
            Text("roles"),
            Text("request_reason"),
            reviews,
            Text("resolution"),
            Text("resolve_reason"),
            messages
        );
    }

    /// <summary>Every key each time; an empty value means that the key is absent.</summary>
    private static Dictionary<string, string> Encode(Entry entry) => new()
    {
        ["user"] = entry.User,
        ["roles"] = entry.Roles,
        ["request_reason"] = entry.Reason,
        ["reviews_count"] =
            entry.ReviewsCount > 0 ? entry.ReviewsCount.ToString(CultureInfo.InvariantCulture) : "",
        ["resolution"] = entry.Resolution,
        ["resolve_reason"] = entry.ResolveReason,
        ["messages"] = string.Join(',', entry.Messages),
    };

    private sealed record Entry(
        string User,
        string Roles,
        string Reason,
        int ReviewsCount,
        string Resolution,
        string ResolveReason,
        IReadOnlyList<string> Messages
    );
}
