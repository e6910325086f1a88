using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation;

/// <summary>Takes a list of all requests, with their ledgers if they were read in one call, into the tracker.</summary>
internal sealed class RequestListing(
    RequestTracker tracker,
    RequestVisibility visibility,
    CurrentPolicy policy,
    TimeProvider time
)
{
    /// <summary>Requests that are tracked now.</summary>
    public int Count => tracker.Count;

    /// <summary>Completes when a look-up does not find what the watch shows.</summary>
    public Task WhenHidden => visibility.WhenLost;

    public void WatchBegan() => tracker.WatchBegan();

    public void WatchEnded() => tracker.WatchEnded();

    public void Start() => tracker.StartList();

    /// <returns>Tracked requests that neither the list nor the stream named.</returns>
    public IReadOnlyList<string> End() => tracker.EndList();

    public void LookedUp(string id, AccessRequest? request) => tracker.LookedUp(id, request);

    /// <returns>Whether reconciling this request may find anything to do.</returns>
    public bool Take(AccessRequest request, LedgerSnapshot? ledgers)
    {
        visibility.Shown();
        if (ledgers is null) return tracker.Listed(request);
        var entry = ledgers.Take(request.Id);
        if (
            request.State == RequestState.Pending
            || tracker.Find(request.Id) is not null
            || !IsSettled(request.Id, request, entry)
        )
            return tracker.Listed(request, new(entry, time.GetUtcNow()));
        tracker.Settle(request);
        return false;
    }

    /// <summary>
    /// What is left are the entries of requests that Teleport no longer lists; some of their messages may not say so
    /// yet. Of an entry that is not ours nothing is known but where a message may be, so it is left alone.
    /// </summary>
    public void Recall(LedgerSnapshot ledgers)
    {
        foreach (var id in ledgers.Left.ToList())
        {
            if (ledgers.Take(id) is { Origin: EntryOrigin.Ours } entry && !IsSettled(id, request: null, entry))
                tracker.Recall(id, new(entry, time.GetUtcNow()));
        }
    }

    /// <summary>
    /// An empty list does not name these. Of those that the watch has shown, that proves that it is not the whole list.
    /// </summary>
    /// <returns>How many are open, and may be gone or not.</returns>
    public int CountDoubtful(IReadOnlyList<string> missing)
    {
        var open = missing.Where(IsOpen).ToList();
        if (open.Find(id => tracker.Find(id) is { } tracked && tracker.IsWatched(tracked)) is not { } hidden)
            return open.Count;
        visibility.Lost(hidden, "the watch shows it, and the list of requests is empty");
        return 0;
    }

    public bool IsOpen(string id) =>
        tracker.Find(id) is { } tracked
        && RequestStatus.Of(tracked.Request, tracked.IsGone, tracked.Ledger, tracked.Now) is RequestStatus.Pending;

    /// <summary>By the planner's judgement: every message is up to date, and nothing is left to say.</summary>
    private bool IsSettled(string id, AccessRequest? request, LedgerEntry? entry)
    {
        if (entry is { Origin: not EntryOrigin.Ours }) return false;
        var now = time.GetUtcNow();
        var situation = new Situation
        {
            RequestId = id,
            Now = now,
            Request = request,
            IsGone = request is null,
            LedgerIsKnown = true,
            Ledger = entry?.Ledger,
            LedgerSeen = now,
        };
        return policy.Now.Planner.Plan(situation) is Step.Rest { Forget: true };
    }
}
