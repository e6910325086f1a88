using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;

namespace AccessSlack.Tracking;

/// <summary>
/// The open requests this process knows. The stream wins over a list for every id it named since INIT, and a removal is
/// final (docs/design/flow.md, "Which snapshot counts").
/// </summary>
/// <remarks>
/// Of a resolved request whose messages are all up to date, only three numbers (24 bytes) are kept, for as long as
/// Teleport lists it. Without them, every reconnect would read all those ledgers again only to find nothing to do.
/// </remarks>
/// <param name="time">The clock of the tracked requests.</param>
/// <param name="onResolved">Called once for every request that was pending here and no longer is.</param>
internal sealed class RequestTracker(TimeProvider time, Action<AccessRequest> onResolved)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TrackedRequest> _requests = [];

    /// <summary>Resolved requests with nothing left to do, and how each was resolved.</summary>
    private Dictionary<long, Settled> _settled = [];

    /// <summary>Settled before the current list, which may no longer name them.</summary>
    private Dictionary<long, Settled> _settledBefore = [];

    /// <summary>Named by the stream since the list began; null while there is no list.</summary>
    private HashSet<string>? _streamed;

    /// <summary>Tracked, and named neither by the list nor by the stream.</summary>
    private HashSet<string> _unlisted = [];

    private int _watches;

    /// <summary>The number of the watch that is live; 0 while there is none.</summary>
    private int _watch;

    public int Count { get { lock (_lock) return _requests.Count; } }

    public IReadOnlyList<TrackedRequest> All { get { lock (_lock) return [.. _requests.Values]; } }

    /// <summary>From now on, every removal is told by an event.</summary>
    public void WatchBegan() { lock (_lock) _watch = ++_watches; }

    public void WatchEnded() { lock (_lock) _watch = 0; }

    /// <summary>
    /// The request was seen since the live watch began, and that watch has not told of its removal: so it is there.
    /// </summary>
    public bool IsWatched(TrackedRequest tracked)
    {
        lock (_lock) return _watch > 0 && tracked.Watch == _watch && tracked.Existing is not null;
    }

    /// <summary>A list follows. Events that arrive meanwhile are newer than it.</summary>
    public void StartList()
    {
        lock (_lock)
        {
            (_streamed, _unlisted) = ([], [.. _requests.Keys]);
            foreach (var (id, settled) in _settled) _settledBefore[id] = settled with { StreamedRev = 0 };
            _settled = [];
            foreach (var tracked in _requests.Values) tracked.End.WatchBegan();
        }
    }

    /// <summary>
    /// The list is complete. Tracked requests that neither it nor the stream named may have been removed while there
    /// was no watch.
    /// </summary>
    public IReadOnlyList<string> EndList()
    {
        lock (_lock)
        {
            List<string> missing = [.. _unlisted.Where(_requests.ContainsKey)];
            (_streamed, _unlisted, _settledBefore) = (null, [], []);
            return missing;
        }
    }

    public void Changed(AccessRequest request)
    {
        lock (_lock)
        {
            Streamed(request.Id);
            var isNew = !_requests.ContainsKey(request.Id);
            var tracked = Entry(request.Id);
            if (isNew && _settled.GetValueOrDefault(Number(request.Id)) is { StreamedRev: > 0 } settled)
                tracked.End.Resume(settled.StreamedRev);
            tracked.Saw(request, SnapshotSource.Stream, _watch);
        }
    }

    /// <summary>False if nothing follows from it, because the request was settled.</summary>
    public bool Removed(string id)
    {
        lock (_lock)
        {
            Streamed(id);
            var wasSettled = _settled.Remove(Number(id)) | _settledBefore.Remove(Number(id));
            if (wasSettled && !_requests.ContainsKey(id)) return false;
            Entry(id).SawRemoval();
            return true;
        }
    }

    /// <summary>
    /// False if nothing follows from it: the stream has already brought something newer, or the request is settled.
    /// </summary>
    /// <param name="request">As listed.</param>
    /// <param name="ledger">
    /// Its ledger, if that was read with the list; used only for a request that is not tracked yet.
    /// </param>
    public bool Listed(AccessRequest request, KnownLedger? ledger = null)
    {
        lock (_lock)
        {
            _unlisted.Remove(request.Id);
            if (_streamed?.Contains(request.Id) != false || WasSettled(request)) return false;
            var isNew = !_requests.ContainsKey(request.Id);
            var tracked = Entry(request.Id);
            tracked.Saw(request, SnapshotSource.List, _watch);
            if (isNew && ledger is { } known) tracked.Saw(known.Entry, known.Seen);
            return true;
        }
    }

    /// <summary>
    /// The list does not name this request, although its ledger says that it is open. False if an event has named it
    /// meanwhile.
    /// </summary>
    public bool Recall(string id, KnownLedger ledger)
    {
        lock (_lock)
        {
            if (_streamed?.Contains(id) != false || _requests.ContainsKey(id)) return false;
            Entry(id).Saw(ledger.Entry, ledger.Seen);
            _unlisted.Add(id);
            return true;
        }
    }

    /// <summary>A listed request is resolved, and nothing is left to do.</summary>
    public void Settle(AccessRequest request) { lock (_lock) _settled[Number(request.Id)] = Settled.Of(request); }

    /// <summary>The result of a fresh look-up; null means that the request no longer exists.</summary>
    public void LookedUp(string id, AccessRequest? request)
    {
        lock (_lock)
        {
            if (request is null) Entry(id).SawRemoval();
            else Entry(id).Saw(request, SnapshotSource.LookUp, _watch);
        }
    }

    public TrackedRequest? Find(string id) { lock (_lock) return _requests.GetValueOrDefault(id); }

    public TrackedRequest FindOrAdd(string id) { lock (_lock) return Entry(id); }

    /// <summary>Forgets a request unless a newer snapshot came in since <paramref name="version"/>.</summary>
    public bool Forget(TrackedRequest tracked, int version)
    {
        lock (_lock)
        {
            if (tracked.Version != version) return false;
            _requests.Remove(tracked.Id);
            if (tracked is { IsGone: false, Request: { State: not RequestState.Pending } request })
                _settled[Number(tracked.Id)] = Settled.Of(request, tracked.End.StreamedRev);
        }

        tracked.WakeUp.Cancel();
        return true;
    }

    private TrackedRequest Entry(string id)
    {
        if (!_requests.TryGetValue(id, out var tracked)) _requests.Add(id, tracked = new(id, time, onResolved));
        return tracked;
    }

    private void Streamed(string id)
    {
        _streamed?.Add(id);
        _unlisted.Remove(id);
    }

    private bool WasSettled(AccessRequest request)
    {
        var number = Number(request.Id);
        var isSettled =
            !_requests.ContainsKey(request.Id)
            && _settledBefore.TryGetValue(number, out var settled)
            && settled.Resolution == ResolutionOf(request);
        if (isSettled) _settled[number] = Settled.Of(request);
        return isSettled;
    }

    /// <summary>
    /// A hash, so that ids cannot be chosen to collide: 64 bits are enough for millions of requests.
    /// </summary>
    private static long Number(string id) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    /// <summary>
    /// What a message shows of a resolved request. It may still change: a denial overrides an approval.
    /// </summary>
    private static int ResolutionOf(AccessRequest request) =>
        HashCode.Combine(request.State, request.ResolveReason, request.Reviews.Length);

    /// <param name="Resolution">See <see cref="ResolutionOf"/>.</param>
    /// <param name="StreamedRev"><see cref="TrackedEnd.StreamedRev"/>; 0 if it is too large.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Settled(int Resolution, int StreamedRev)
    {
        public static Settled Of(AccessRequest request, long streamedRev = 0) =>
            new(ResolutionOf(request), streamedRev <= int.MaxValue ? (int)streamedRev : 0);
    }
}

/// <param name="Entry">Null when there is none.</param>
/// <param name="Seen">When it was read.</param>
internal readonly record struct KnownLedger(LedgerEntry? Entry, DateTimeOffset Seen);
