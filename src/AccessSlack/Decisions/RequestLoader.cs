using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Decisions;

/// <summary>Finds out what a click is about: the request, its ledger, and the requester's accounts.</summary>
internal sealed class RequestLoader(
    RequestTracker tracker,
    RequestLookup lookup,
    LedgerStore ledgers,
    EntryReplacement entries,
    OrphanedMessages orphans,
    RequesterAccounts accounts
)
{
    public TrackedRequest? Find(string id) => tracker.Find(id);

    /// <summary>The request, if this process needs no look-up to judge the click.</summary>
    public TrackedRequest? FindKnown(Click click) =>
        tracker.Find(click.RequestId) is { } tracked && IsKnown(tracked, click) ? tracked : null;

    public TrackedRequest Track(Click click) => tracker.FindOrAdd(click.RequestId);

    /// <summary>
    /// Looks up what this process does not know yet of the request and the message. If the message was made from a
    /// newer ledger, or shows or stands for something else, this process may be behind and reads again.
    /// </summary>
    /// <exception cref="TeleportException">Teleport did not answer.</exception>
    public async Task<bool> KnowAsync(TrackedRequest tracked, Click click, CancellationToken cancel)
    {
        if (ledgers.IsMarkOurs(click.RequestId, click.Mark)) tracked.Entry.SawMessage(click.Mark!.Rev);
        if (IsKnown(tracked, click)) return true;
        await lookup.RefreshBesideAsync(tracked, () => ledgers.ReadAsync(tracked, cancel), cancel);
        await entries.RunAsync(tracked, cancel);
        await orphans.AdoptAsync(tracked, click, cancel);
        return IsKnown(tracked, click);
    }

    /// <summary>Another writer came first: what it wrote need not be a ledger of ours.</summary>
    /// <exception cref="TeleportException">Teleport did not answer.</exception>
    public Task ReplaceEntryAsync(TrackedRequest tracked, CancellationToken cancel) =>
        entries.RunAsync(tracked, cancel);

    /// <exception cref="TeleportException">Teleport did not answer.</exception>
    public Task RefreshAsync(TrackedRequest tracked, CancellationToken cancel) =>
        lookup.RefreshAsync(tracked, cancel);

    /// <summary>
    /// Asked for every decision: someone else's click must not count because of what was true an hour ago.
    /// </summary>
    /// <exception cref="TeleportException">Teleport did not answer.</exception>
    public async Task LoadRequesterAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        if (tracked.Request is { } request)
            tracked.SawRequesterAccounts(await accounts.FindAsync(request.User, cancel));
    }

    private static bool IsKnown(TrackedRequest tracked, Click click) =>
        tracked is { Request: { } request, LedgerIsKnown: true, Entry.Rejected: null }
        && tracked.Entry.MessageRev <= tracked.Rev
        && (click.FactsDigest.Length == 0 || click.FactsDigest == request.Digest)
        && tracked.Ledger?.MessageAt(click.Channel, click.MessageTs) is { } message
        && (click.Shown == Click.ShownNothing || message.MayHaveShown(click));
}
