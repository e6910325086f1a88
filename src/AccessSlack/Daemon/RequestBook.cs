using AccessSlack.Requests;

namespace AccessSlack.Daemon;

/// <summary>
/// The open requests this process knows. The stream wins over a list for every id it named since INIT, and a removal is
/// final (design section 2, "which snapshot").
/// </summary>
internal sealed class RequestBook
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TrackedRequest> _requests = [];
    private HashSet<string>? _streamed;
    private HashSet<string> _listed = [];

    public int Count { get { lock (_lock) return _requests.Count; } }

    public IReadOnlyList<TrackedRequest> All { get { lock (_lock) return [.. _requests.Values]; } }

    /// <summary>INIT: a list follows, and what the stream says meanwhile is newer.</summary>
    public void StartList() { lock (_lock) (_streamed, _listed) = ([], []); }

    /// <summary>The list is complete. What we track and neither it nor the stream named may have been removed while we were away.</summary>
    public IReadOnlyList<string> EndList()
    {
        lock (_lock)
        {
            List<string> missing = [.. _requests.Keys.Where(id => !_listed.Contains(id) && _streamed?.Contains(id) != true)];
            (_streamed, _listed) = (null, []);
            return missing;
        }
    }

    public void Changed(AccessRequest request)
    {
        lock (_lock)
        {
            _streamed?.Add(request.Id);
            Entry(request.Id).Saw(request);
        }
    }

    public void Removed(string id)
    {
        lock (_lock)
        {
            _streamed?.Add(id);
            Entry(id).SawRemoval();
        }
    }

    /// <summary>False when the stream has said something newer already.</summary>
    public bool Listed(AccessRequest request)
    {
        lock (_lock)
        {
            _listed.Add(request.Id);
            if (_streamed?.Contains(request.Id) != false) return false;
            Entry(request.Id).Saw(request);
            return true;
        }
    }

    /// <summary>A fresh look-up answered; null means that there is no such request any more.</summary>
    public void LookedUp(string id, AccessRequest? request)
    {
        lock (_lock)
        {
            if (request is null) Entry(id).SawRemoval();
            else Entry(id).Saw(request);
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
        }

        tracked.WakeUp?.Dispose();
        return true;
    }

    private TrackedRequest Entry(string id)
    {
        if (!_requests.TryGetValue(id, out var tracked)) _requests.Add(id, tracked = new(id));
        return tracked;
    }
}
