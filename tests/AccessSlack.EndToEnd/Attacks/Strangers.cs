using System.Collections;
using System.Net;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>Many connections of one stranger, the oldest first.</summary>
internal sealed class Strangers : IReadOnlyList<Stranger>, IDisposable
{
    private readonly List<Stranger> _all = [];

    public int Count => _all.Count;

    public Stranger this[int index] => _all[index];

    /// <param name="count">How many.</param>
    /// <param name="listener">The daemon's.</param>
    /// <param name="sent">The first bytes of each, and perhaps the only ones.</param>
    /// <param name="from">Any address in 127.0.0.0/8 is this machine's; null: another one than Slack's.</param>
    public static async Task<Strangers> ConnectAsync(
        int count,
        Uri listener,
        string sent = "",
        IPAddress? from = null
    )
    {
        var strangers = new Strangers();
        while (strangers.Count < count) strangers._all.Add(await Stranger.ConnectAsync(listener, sent, from));
        return strangers;
    }

    /// <summary>
    /// Completes when the daemon has closed so many. Not necessarily the first of this list: connections are accepted
    /// in order, but the threads of the pool count them in.
    /// </summary>
    public async Task ClosedAsync(int count)
    {
        await foreach (var closed in Task.WhenEach(_all.Select(stranger => stranger.ClosedAsync())).Take(count))
            await closed;
    }

    public IEnumerator<Stranger> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _all.ForEach(stranger => stranger.Dispose());
}
