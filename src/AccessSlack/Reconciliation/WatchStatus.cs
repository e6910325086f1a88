using AccessSlack.Diagnostics;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation;

/// <summary>
/// What the rest of the daemon may know about the watch: readiness, metrics, and whether it is stuck.
/// </summary>
internal sealed class WatchStatus(Readiness readiness, Metrics metrics, TimeProvider time)
{
    private const long Idle = -1;

    /// <summary>An event is only taken down; handling that takes this long will never end.</summary>
    internal static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A watch that lived so long was a good one. A server that confirms each and ends it at once must not be asked
    /// every second, nor listed.
    /// </summary>
    internal static readonly TimeSpan GoodAfter = TimeSpan.FromSeconds(10);

    private long? _confirmed; // the timestamp of the last INIT
    private long? _lost; // the timestamp since when there has been no good watch
    private long _handling = Idle; // the timestamp since when an event is being handled

    /// <summary>Raised when Teleport has confirmed a watch; handlers must not wait.</summary>
    public event EventHandler? Confirmed;

    /// <summary>An event was taken from the stream, and handling it does not end.</summary>
    public bool IsStuck =>
        Interlocked.Read(ref _handling) is >= 0 and var since && time.GetElapsedTime(since) > StuckAfter;

    public void Began()
    {
        _confirmed = time.GetTimestamp();
        metrics.WatchBegan(time.GetUtcNow());
        readiness.Watching(true);
        Confirmed?.Invoke(this, EventArgs.Empty);
    }

    public WatchEnd Ended()
    {
        readiness.Watching(false);
        metrics.WatchEnded();
        var (confirmed, wasGood) = (_confirmed, _confirmed is { } since && time.GetElapsedTime(since) >= GoodAfter);
        if (wasGood || _lost is null) _lost = time.GetTimestamp();
        _confirmed = null;
        return new(confirmed is not null, wasGood, time.GetElapsedTime(_lost.Value));
    }

    public void SawEvent() => metrics.SawEvent(time.GetUtcNow());

    /// <summary>Marks an event as being handled until the result is disposed.</summary>
    public Handling HandleEvent()
    {
        Interlocked.Exchange(ref _handling, time.GetTimestamp());
        return new(this);
    }

    internal readonly struct Handling(WatchStatus status) : IDisposable
    {
        public void Dispose() => Interlocked.Exchange(ref status._handling, Idle);
    }
}

/// <summary>A watch that ended, or could not begin.</summary>
/// <param name="WasConfirmed">It began.</param>
/// <param name="WasGood">It lived long enough to be a good one.</param>
/// <param name="Outage">For how long there has been no good watch.</param>
internal readonly record struct WatchEnd(bool WasConfirmed, bool WasGood, TimeSpan Outage)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What the pause before the next try may grow to. Restarts and short outages are over within minutes, and people
    /// wait; later the pause is a thirtieth of the time that has passed. A server that refuses, asks us to slow down,
    /// or confirms each watch and ends it at once is asked more rarely.
    /// </summary>
    /// <param name="failure">Null if the stream ended without one.</param>
    public TimeSpan LongestPause(TeleportFailure? failure) =>
        WasConfirmed || failure is not (null or TeleportFailure.Unreachable)
            ? Backoff.Longest
            : TimeSpan.FromTicks(Math.Clamp(Outage.Ticks / 30, Shortest.Ticks, Backoff.Longest.Ticks));
}
