using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation;

/// <summary>
/// Where work on requests waits for its turn: events, timers and clicks enter here. Only one piece of work of a request
/// runs at a time.
/// </summary>
internal sealed class RequestQueue(
    KeyedQueue<WorkKey> queue,
    RequestTracker tracker,
    Reconciler reconciler,
    LedgerStore ledgers,
    RequestVisibility visibility,
    StopSignal stop
)
{
    /// <summary>
    /// Timers end at 49 days, and a request may claim to live for ever: reconciling once a day costs nothing.
    /// </summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    /// <summary>Requests of different requesters take turns.</summary>
    public void Reconcile(string id) =>
        queue.Reconcile(WorkKey.Of(id), () => ReconcileAsync(id), tracker.Find(id)?.Requester ?? "");

    /// <summary>
    /// The policy has changed: every open request is reconciled, and nothing that failed has to wait.
    /// </summary>
    public void ReconcileAll()
    {
        foreach (var tracked in tracker.All)
        {
            _ = queue.RunAsync(WorkKey.Of(tracked.Id), () => Task.FromResult(tracked.Waits.UnparkAll()));
            Reconcile(tracked.Id);
        }
    }

    public void Changed(AccessRequest request)
    {
        tracker.Changed(request);
        Reconcile(request.Id);
    }

    public void Removed(string id)
    {
        if (tracker.Removed(id)) Reconcile(id);
        visibility.Removed(id);
    }

    /// <summary>
    /// Reads the ledger of a request of which nothing is known yet, and nothing more. Completes when it has been read.
    /// </summary>
    /// <exception cref="TeleportException">It cannot be read.</exception>
    public Task LearnAsync(string id) => queue.RunAsync(WorkKey.Of(id), async () =>
    {
        if (tracker.Find(id) is { LedgerIsKnown: false } tracked) await ledgers.ReadAsync(tracked, stop.Token);
        return true;
    });

    /// <summary>
    /// Lists again, as a piece of work with its time limit. Only the first list after a start is not one, because it
    /// may take longer than any.
    /// </summary>
    public Task<bool> ListAgainAsync(Func<Task<bool>> list) => queue.RunAsync(WorkKey.Listing, list);

    /// <summary>
    /// Runs a click before everything else that waits for its request, then reconciles: the messages of every recipient
    /// follow the decision.
    /// </summary>
    public async Task<T> RunClickAsync<T>(string id, Func<CancellationToken, Task<T>> click)
    {
        var outcome = await queue.RunAsync(WorkKey.Of(id), () => click(stop.Token));
        Reconcile(id);
        return outcome;
    }

    /// <summary>Something was found out about a request, if it is still tracked.</summary>
    /// <param name="id">The request.</param>
    /// <param name="take">Runs in its lane; returns whether its messages may have to change.</param>
    public async Task LearnedAsync(string id, Func<TrackedRequest, bool> take)
    {
        var mayMatter = await queue.RunAsync(
            WorkKey.Of(id),
            () => Task.FromResult(tracker.Find(id) is { } tracked && take(tracked))
        );
        if (mayMatter) Reconcile(id);
    }

    private async Task ReconcileAsync(string id)
    {
        if (tracker.Find(id) is not { } tracked) return;
        if (await reconciler.ReconcileAsync(tracked, stop.Token) is { } pause) WakeUpAfter(pause, tracked);
    }

    private void WakeUpAfter(TimeSpan pause, TrackedRequest tracked)
    {
        var sleep = TimeSpan.FromTicks(Math.Clamp(pause.Ticks, 0, LongestSleep.Ticks));
        tracked.WakeUp.After(sleep, () => Reconcile(tracked.Id));
    }
}
