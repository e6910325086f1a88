using AccessSlack.Diagnostics;

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
    private long _handling = Idle; // the timestamp since when an event is being handled

    /// <summary>An event was taken from the stream, and handling it does not end.</summary>
    public bool IsStuck =>
        Interlocked.Read(ref _handling) is >= 0 and var since && time.GetElapsedTime(since) > StuckAfter;

    public void Began()
    {
        _confirmed = time.GetTimestamp();
        metrics.WatchBegan(time.GetUtcNow());
        readiness.Watching(true);
    }

    /// <returns>Whether the watch lived long enough to be a good one.</returns>
    public bool Ended()
    {
        readiness.Watching(false);
        metrics.WatchEnded();
        var wasGood = _confirmed is { } since && time.GetElapsedTime(since) >= GoodAfter;
        _confirmed = null;
        return wasGood;
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
