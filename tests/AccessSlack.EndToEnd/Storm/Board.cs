using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>Which messages stand for which request. Messages are only ever added, so each is looked at once.</summary>
internal sealed class Board(World world)
{
    private readonly Dictionary<string, List<SlackMessage>> _of = [];
    private int _seen;

    /// <summary>As they were when they were posted.</summary>
    public IReadOnlyList<SlackMessage> Of(Wish wish)
    {
        var all = world.Slack.Messages;
        for (; _seen < all.Length; _seen++)
            if ((string?)all[_seen].Metadata?["event_payload"]?["request_id"] is { } id) (_of.TryGetValue(id, out var list) ? list : _of[id] = []).Add(all[_seen]);
        return _of.GetValueOrDefault(wish.Id, []);
    }
}
