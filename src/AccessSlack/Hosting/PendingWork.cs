using AccessSlack.Diagnostics;
using AccessSlack.Interactions;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Tracking;

namespace AccessSlack.Hosting;

/// <summary>Work in progress or waiting: for an orderly stop, the watchdog and the metrics.</summary>
internal sealed class PendingWork(
    InteractionDispatcher interactions,
    KeyedQueue<WorkKey> queue,
    KeyedQueue<string> homes,
    RequestTracker tracker,
    WatchStatus watch,
    TimeProvider time
)
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);

    /// <summary>Waits for the clicks in progress, for a limited time.</summary>
    public Task FinishClicksAsync(CancellationToken cancel) => DrainAsync(interactions.WhenDoneAsync(), cancel);

    /// <summary>Waits for everything in the queue, for a limited time.</summary>
    public Task FinishAsync(CancellationToken cancel) => DrainAsync(WhenIdleAsync(), cancel);

    /// <summary>
    /// Completes when no work is running or waiting, so a test that advanced the clock sees all consequences.
    /// </summary>
    public async Task WhenIdleAsync()
    {
        await queue.WhenIdleAsync();
        await homes.WhenIdleAsync(); // they only follow the requests
    }

    /// <summary>The watcher is not stuck, and the queue still takes and finishes work.</summary>
    public async Task<bool> IsAliveAsync(CancellationToken cancel) =>
        !watch.IsStuck
        && !queue.IsStuck
        && !homes.IsStuck
        && await queue.RunAsync(WorkKey.Liveness, () => Task.FromResult(true)).WaitAsync(cancel);

    public Load Load()
    {
        var (now, all) = (time.GetUtcNow(), tracker.All);
        return new(
            queue.Count,
            all.Sum(tracked => tracked.Waits.Until.Values.Count(until => until > now)),
            all.Count(tracked => tracked.Existing is { State: RequestState.Pending })
        );
    }

    private async Task DrainAsync(Task work, CancellationToken cancel) =>
        await work.WaitAsync(DrainLimit, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
