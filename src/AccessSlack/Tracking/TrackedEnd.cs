using AccessSlack.Planning;
using AccessSlack.Requests;

namespace AccessSlack.Tracking;

/// <summary>Where a snapshot of a request comes from, which decides what a pending one proves after the end.</summary>
internal enum SnapshotSource
{
    /// <summary>A list. It may lag behind the stream, as may everything that is not one of the others.</summary>
    List,

    /// <summary>The live watch, in order.</summary>
    Stream,

    /// <summary>Teleport, asked by the id.</summary>
    LookUp,

    /// <summary>Teleport's answer to our own decision.</summary>
    Answer,
}

/// <summary>
/// What this process knows of the end of a request: whether the live watch has shown it, since when it is recorded, and
/// whether the request was reopened since (docs/design/flow.md, "Which snapshot counts").
/// </summary>
internal sealed class TrackedEnd
{
    private bool _isStreamed;
    private long? _rev;
    private (Resolution?, Decision?) _recorded;

    /// <summary>When this process first saw the end that the ledger holds; null if it holds none.</summary>
    public DateTimeOffset? Seen { get; private set; }

    /// <summary>
    /// Proved, and not settled yet. It concerns the end of the ledger as this process knew it then: what another
    /// process writes later may be a newer end.
    /// </summary>
    public bool IsReopened { get; private set; }

    /// <summary>A snapshot says so, which proves nothing.</summary>
    public bool IsDoubted { get; private set; }

    /// <summary>
    /// For when the request is forgotten: the rev of its ledger if the live watch has shown the end, otherwise 0.
    /// </summary>
    public long StreamedRev => _isStreamed ? _rev ?? 0 : 0;

    /// <summary>The end was shown by the live watch before the request was forgotten.</summary>
    public void Resume(long rev) => (_isStreamed, _rev) = (true, rev);

    /// <summary>Another watch is live. What it shows may lag behind what the one before has shown.</summary>
    public void WatchBegan() => _isStreamed = false;

    /// <returns>False if the snapshot is older than the end, as far as can be told.</returns>
    /// <param name="request">The snapshot.</param>
    /// <param name="hasEnded">The newest snapshot so far shows the end.</param>
    /// <param name="from">Its source.</param>
    /// <param name="now">The time.</param>
    public bool Takes(AccessRequest request, bool hasEnded, SnapshotSource from, DateTimeOffset now)
    {
        if (request.State != RequestState.Pending)
        {
            _isStreamed |= from == SnapshotSource.Stream;
            IsReopened &= from != SnapshotSource.Answer; // a new decision was made on what is pending again
            IsDoubted = false;
            return true;
        }

        var isProved = from == SnapshotSource.Stream ? _isStreamed : from == SnapshotSource.LookUp && IsOld(now);
        if (isProved) (IsReopened, IsDoubted, _isStreamed) = (true, false, false);
        else if (hasEnded) IsDoubted = true;
        return isProved || !hasEnded;
    }

    /// <summary>The ledger was read, or written by this process.</summary>
    public void SawLedger(Ledger? ledger, bool isOurs, DateTimeOffset now)
    {
        var rev = ledger?.Rev ?? 0;
        if (!isOurs && _rev is { } known && known != rev) IsReopened = false;
        _rev = rev;
        var recorded = ledger is { IsDecided: true } ? (ledger.Resolution, ledger.Decision) : default;
        if (ledger is not { IsDecided: true }) Seen = null;
        else if (Seen is null || recorded != _recorded) Seen = now;
        _recorded = recorded;
    }

    /// <summary>The ledger no longer holds the end from before.</summary>
    public void Settle() => IsReopened = false;

    private bool IsOld(DateTimeOffset now) => now >= Seen + ReopeningPlan.LookUpCounts;
}
