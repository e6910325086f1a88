using System.Collections.Immutable;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Serialization;

namespace AccessSlack.Tracking;

/// <summary>
/// What this process remembers of one open request. Only the request's lane in the queue changes it, except for the
/// snapshot.
/// </summary>
/// <param name="id">Of the request.</param>
/// <param name="time">The clock of everything that is decided about it.</param>
/// <param name="onResolved">Called once, when it was pending and no longer is.</param>
internal sealed class TrackedRequest(string id, TimeProvider time, Action<AccessRequest> onResolved)
{
    /// <summary>Replaced as a whole, like everything that slash commands read from outside the lane.</summary>
    private ImmutableList<Func<Ledger, Ledger>> _unrecorded = [];
    private readonly TrackedDetails _details = new();
    private Ledger? _read;
    private bool _ledgerPrecedesEnd;
    private DateTimeOffset _requestSeen;
    private int _isResolved; // 1 once reported; a look-up and an event may bring it at the same moment

    public string Id { get; } = id;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What the planner sees of it at this moment.</summary>
    public Situation Situation => At(Now);

    public AccessRequest? Request { get; private set; }

    /// <inheritdoc cref="TrackedDetails.Value"/>
    public RequestDetails? Details => _details.Value;
    public bool IsGone { get; private set; }

    /// <summary>Null when none was seen, or there is none any more.</summary>
    public AccessRequest? Existing => IsGone ? null : Request;

    /// <summary>
    /// When Teleport last showed it, it was pending, and by our clock it should have been gone by then: one of the
    /// clocks is wrong.
    /// </summary>
    public bool IsOverByOurClockOnly =>
        Existing is { State: RequestState.Pending } request
        && _requestSeen >= request.Expires + RequestStatus.ExpiryGrace;

    /// <summary>The Teleport user who made the request; empty while that is not known.</summary>
    public string Requester => Request?.User ?? Ledger?.Facts.User ?? "";

    /// <summary>
    /// The requester's Slack accounts, as Teleport knew them at the last click; null: Teleport refuses to say.
    /// </summary>
    public ImmutableArray<string>? OwnAccounts { get; private set; } = [];

    /// <summary>The number of the watch in which a snapshot was last seen; 0 if there was none.</summary>
    public int Watch { get; private set; }

    /// <summary>Counts snapshots: a plan made on an older one must not forget this request.</summary>
    public int Version { get; private set; }

    public bool LedgerIsKnown { get; private set; }

    public DateTimeOffset LedgerSeen { get; private set; }

    /// <summary>Of the ledger that this process last read or wrote; 0 if there was none.</summary>
    public long Rev => _read?.Rev ?? 0;

    /// <summary>How it ended, and whether that still holds.</summary>
    public TrackedEnd End { get; } = new();

    /// <summary>What Teleport has, which need not be this ledger.</summary>
    public TrackedEntry Entry { get; } = new();

    /// <summary>The ledger with what happened since and is not written yet, for what is requested now.</summary>
    public Ledger? Ledger =>
        _read is { } read ? _unrecorded.Aggregate(read.For(Request), (ledger, change) => change(ledger)) : null;

    /// <summary>Whether writing this drops votes, because what is requested has changed since they were cast.</summary>
    public bool LosesVotesBy(Ledger next) =>
        _read is { } read && next.Digest != read.Digest && (!read.Votes.IsEmpty || read.Decision is not null);

    public bool HasUnrecorded => _unrecorded.Count > 0;

    /// <summary>What Teleport has still holds a decision that was withdrawn since.</summary>
    public bool HasWithdrawn =>
        HasUnrecorded && _read is { Decision: not null } && Ledger is { Decision: null };

    /// <summary>What was sent may be older than what another replica sent at the same time.</summary>
    public bool SendAgain { get; private set; }

    /// <summary>The decision that this process has claimed, and who waits for its outcome.</summary>
    public DecisionClaim? Claim { get; private set; }

    /// <summary>How often reconciling failed since it last came to an end.</summary>
    public int Failures { get; private set; }

    /// <summary>
    /// How often Teleport did not confirm the decision that this process tries to carry out. Other calls succeed in
    /// between, so <see cref="Failures"/> cannot count them.
    /// </summary>
    public int DecisionTries { get; private set; }

    /// <summary>Teleport refuses our plugin data, and that has been logged.</summary>
    public bool IsLedgerRefused { get; private set; }

    /// <summary>What must not be tried again yet.</summary>
    public Waits Waits { get; } = new(time);

    public WakeUp WakeUp { get; } = new(time);

    /// <summary>
    /// Resolved returns to pending only if the source proves it: lists and look-ups may lag behind the stream.
    /// </summary>
    public void Saw(AccessRequest request, SnapshotSource from = SnapshotSource.List)
    {
        Version++;
        if (!End.Takes(request, Request is { State: not RequestState.Pending }, from, Now)) return;
        _ledgerPrecedesEnd |= request.State != RequestState.Pending && Request?.State != request.State;
        var wasPending = Request is { State: RequestState.Pending };
        (Request, _requestSeen) = (_details.In(request), Now);
        if (wasPending && request.State != RequestState.Pending && Interlocked.Exchange(ref _isResolved, 1) == 0)
            onResolved(request);
    }

    /// <inheritdoc cref="Saw(AccessRequest, SnapshotSource)"/>
    /// <param name="request">As Teleport shows it.</param>
    /// <param name="from">The source.</param>
    /// <param name="watch">The number of the live watch; 0 if there is none.</param>
    public void Saw(AccessRequest request, SnapshotSource from, int watch)
    {
        Saw(request, from);
        Watch = watch;
    }

    public void SawRemoval()
    {
        Version++;
        IsGone = true;
    }

    public void Saw(Ledger? ledger) => Saw(ledger, Now);

    /// <param name="ledger">Null when there is none.</param>
    /// <param name="now">When it was read.</param>
    public void Saw(Ledger? ledger, DateTimeOffset now)
    {
        if (!LedgerIsKnown || ledger?.Rev != _read?.Rev) LedgerSeen = now;
        LedgerIsKnown = true;
        _ledgerPrecedesEnd = false;
        _read = ledger;
        if (_details.From(ledger, Request) is { } details) SawDetails(details, ledger!.Digest);
        End.SawLedger(ledger, isOurs: false, now);
        Entry.Accept(ledger);
    }

    /// <summary>An entry as it was read, which need not be the ledger. Then what is remembered stays.</summary>
    /// <param name="entry">Null when there is none.</param>
    /// <param name="now">When it was read.</param>
    public void Saw(LedgerEntry? entry, DateTimeOffset now)
    {
        if (entry?.Ledger.Rev != _read?.Rev) Waits.ForgetUnanswered(); // claims may be another replica's by now
        var isOpen = Existing is { } request && !(now >= request.Expires);
        if (Entry.TryAccept(entry, _read, isOpen, now)) Saw(entry?.Ledger, now);
        else (LedgerIsKnown, _ledgerPrecedesEnd) = (true, false);
    }

    /// <summary>
    /// The ledger was written as <paramref name="ledger"/>, with everything that waited to be recorded.
    /// </summary>
    public void Wrote(Ledger ledger)
    {
        End.SawLedger(ledger, isOurs: true, Now);
        Saw(ledger);
        _unrecorded = [];
        IsLedgerRefused = false;
        Entry.Wrote();
    }

    /// <summary>Claims in the ledger were seen earlier, in the entry that it has replaced.</summary>
    public void DateLedger(DateTimeOffset seen) => LedgerSeen = seen;

    public void SawDetails(RequestDetails details, string digest)
    {
        _details.Set(details, digest);
        Request = Request is { } request ? _details.In(request) : null;
    }

    public void SawLedgerRefused() => IsLedgerRefused = true;

    public void SawRequesterAccounts(ImmutableArray<string>? accounts) => OwnAccounts = accounts;

    /// <summary>This process has claimed a decision, or takes a claim back that failed; null: there is none.</summary>
    public void SetClaim(DecisionClaim? claim) => Claim = claim;

    /// <summary>The decision was carried out or withdrawn: nothing about it waits any more.</summary>
    public void SettleClaim()
    {
        (Claim, DecisionTries) = (null, 0);
        Waits.Unpark(WaitKey.Decision);
    }

    /// <returns>How often Teleport did not confirm the decision, with this time.</returns>
    public int CountDecisionTry() => ++DecisionTries;

    /// <returns>How often reconciling failed in a row, with this time.</returns>
    public int CountReconcileFailure() => ++Failures;

    /// <param name="version">The <see cref="Version"/> for which nothing is left to do.</param>
    public void Reconciled(int version)
    {
        Failures = 0;
        Entry.Rested();
        if (version == Version) End.Settle();
    }

    public void RequireSendAgain(bool isRequired) => SendAgain = isRequired;

    /// <summary>
    /// Something happened that must be recorded in the ledger. It is applied to every ledger that is read until it has
    /// been written.
    /// </summary>
    public void Remember(Func<Ledger, Ledger> change) => _unrecorded = _unrecorded.Add(change);

    public Situation At(DateTimeOffset now) => new()
    {
        RequestId = Id,
        Now = now,
        Request = Request?.AskedFor(Ledger),
        IsGone = IsGone,
        LedgerIsKnown = LedgerIsKnown,
        Ledger = Ledger,
        LedgerSeen = LedgerSeen,
        LedgerPrecedesEnd = _ledgerPrecedesEnd,
        DecisionIsOurs = Claim is { } claim && claim.Decision.IsSameClick(Ledger?.Decision),
        SendAgain = SendAgain,
        Rejected = Entry.Rejected,
        HasWaitedForClaims = Entry.HasWaitedForClaims,
        IsCompared = Entry.IsCompared,
        IsReopened = End.IsReopened,
        MayBeReopened = End.IsDoubted,
        EndSeen = End.Seen,
        Parked = Waits.Until,
        Unanswered = Waits.Unanswered,
        IsSettled = _details.AreSettled,
    };
}
