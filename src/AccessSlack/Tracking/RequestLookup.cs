using AccessSlack.Requests;
using AccessSlack.Teleport;

namespace AccessSlack.Tracking;

/// <summary>
/// Asks Teleport what is true of a request now. One that a look-up does not show may be gone, or our role may have
/// changed; a removal is final, so it takes proof.
/// </summary>
internal sealed class RequestLookup(ITeleport teleport, RequestTracker tracker)
{
    /// <exception cref="TeleportException">
    /// No answer, or absence and a lost right cannot be told apart (<see cref="TeleportFailure.NotPermitted"/>).
    /// </exception>
    public async Task RefreshAsync(TrackedRequest tracked, CancellationToken cancel) =>
        tracker.LookedUp(tracked.Id, await FindOrConfirmDeletedAsync(tracked, cancel));

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
        var found = FindOrConfirmDeletedAsync(tracked, cancel);
        var other = work();
        await Task.WhenAll(found, other);
        tracker.LookedUp(tracked.Id, await found);
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
        tracker.LookedUp(tracked.Id, await teleport.FindAsync(tracked.Id, cancel));

    /// <summary>From its expiry on, a request is expected to be gone, and that needs no proof.</summary>
    private async Task<AccessRequest?> FindOrConfirmDeletedAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        var now = tracked.Now;
        var found = await teleport.FindAsync(tracked.Id, cancel);
        if (found is null && !tracked.IsGone && !(now >= tracked.Request?.Expires))
            await teleport.VerifyVisibilityAsync(cancel);
        return found;
    }
}
