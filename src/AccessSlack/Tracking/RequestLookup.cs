using AccessSlack.Requests;
using AccessSlack.Teleport;

namespace AccessSlack.Tracking;

/// <summary>
/// Asks Teleport what is true of a request now. One that a look-up does not show may be gone, or our role may have
/// changed; a removal is final, so it takes proof.
/// </summary>
internal sealed class RequestLookup(ITeleport teleport, RequestTracker tracker, RequestVisibility visibility)
{
    /// <exception cref="TeleportException">
    /// No answer; <see cref="TeleportFailure.NothingShown"/> if absence and a lost right cannot be told apart,
    /// <see cref="TeleportFailure.Hidden"/> if the right is proved to be lost.
    /// </exception>
    public async Task RefreshAsync(TrackedRequest tracked, CancellationToken cancel) =>
        await TakeOverAsync(tracked, await FindAsync(tracked, cancel), cancel);

    /// <summary>
    /// Runs the look-up beside other work with Teleport. What it finds is taken over when both are done, because the
    /// request may have ended in between.
    /// </summary>
    /// <exception cref="TeleportException">As for <see cref="RefreshAsync"/>, or of the other work.</exception>
    public async Task<T> RefreshBesideAsync<T>(
        TrackedRequest tracked,
        Func<Task<T>> work,
        CancellationToken cancel
    )
    {
        var found = FindAsync(tracked, cancel);
        var other = work();
        await Task.WhenAll(found, other);
        await TakeOverAsync(tracked, await found, cancel);
        return await other;
    }

    /// <inheritdoc cref="RefreshBesideAsync{T}"/>
    public Task RefreshBesideAsync(TrackedRequest tracked, Func<Task> work, CancellationToken cancel) =>
        RefreshBesideAsync(tracked, async () => { await work(); return true; }, cancel);

    /// <summary>
    /// Teleport has just said that there is no such request: a look-up that shows none only has to agree.
    /// </summary>
    /// <exception cref="TeleportException">No answer.</exception>
    public async Task RefreshReportedGoneAsync(TrackedRequest tracked, CancellationToken cancel) =>
        tracker.LookedUp(tracked.Id, await FindAsync(tracked, cancel));

    private async Task<AccessRequest?> FindAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        try
        {
            return await teleport.FindAsync(tracked.Id, cancel);
        }
        catch (TeleportException e) when (e.Failure == TeleportFailure.NotPermitted) // up to 6.0
        {
            throw Hidden(tracked, e.Message, e);
        }
    }

    private async Task TakeOverAsync(TrackedRequest tracked, AccessRequest? found, CancellationToken cancel)
    {
        if (found is not null) visibility.Shown();
        else if (!IsExpectedToBeGone(tracked)) await ConfirmRemovalAsync(tracked, cancel);
        tracker.LookedUp(tracked.Id, found);
    }

    /// <summary>
    /// From its expiry on, and after its end, a request may be gone at any time, and that needs no proof. Of one that
    /// this process has not seen, the ledger tells.
    /// </summary>
    private static bool IsExpectedToBeGone(TrackedRequest tracked) =>
        tracked.IsGone
        || tracked.Now >= RequestStatus.Expiry(tracked.Request, tracked.Ledger)
        || tracked is { Request: null, Ledger.Resolution: not null };

    private async Task ConfirmRemovalAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        try
        {
            await teleport.VerifyVisibilityAsync(cancel);
        }
        catch (TeleportException e) when (e.Failure is TeleportFailure.NotPermitted or TeleportFailure.NothingShown)
        {
            if (tracked.IsGone) return; // the event came meanwhile
            if (e.Failure == TeleportFailure.NotPermitted) throw Hidden(tracked, e.Message, e);
            if (!tracker.IsWatched(tracked)) throw;
            throw Hidden(tracked, "the watch shows it, and a look-up does not find it", e);
        }
    }

    private TeleportException Hidden(TrackedRequest tracked, string detail, TeleportException cause)
    {
        visibility.Lost(tracked.Id, detail);
        return new(TeleportFailure.Hidden, $"request {tracked.Id} is not shown to the plugin's user ({detail})", cause);
    }
}
