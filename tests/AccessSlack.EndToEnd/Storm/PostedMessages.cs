using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>
/// The messages of each request, indexed as they arrive. Messages are only ever added, so each is read once.
/// </summary>
internal sealed class PostedMessages(World world)
{
    private readonly Dictionary<string, List<SlackMessage>> _of = [];
    private int _seen;

    /// <summary>In the state in which they were posted.</summary>
    public IReadOnlyList<SlackMessage> Of(StormRequest request)
    {
        var all = world.Slack.Messages;
        for (; _seen < all.Length; _seen++)
            if ((string?)all[_seen].Metadata?["event_payload"]?["request_id"] is { } id)
                (_of.TryGetValue(id, out var list) ? list : _of[id] = []).Add(all[_seen]);
        return _of.GetValueOrDefault(request.Id, []);
    }
}
