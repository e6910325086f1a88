namespace AccessSlack.Slack.Calls;

/// <summary>
/// The line of one rate limit, in which requesters take turns, so that one requester's many messages delay
/// another's by a few at most. Urgent ones get <see cref="UrgentShare"/> turns for each turn of the others: they go
/// first, but a flood of them cannot stop the others.
/// </summary>
internal sealed class FairLine
{
    private const int UrgentShare = 4;

    /// <summary>In the order in which they are served.</summary>
    private readonly List<Place> _places = [];

    /// <summary>The last turn that a requester took. It counts until the line has reached that turn.</summary>
    private readonly Dictionary<(string Requester, bool IsUrgent), long> _taken = [];

    private long _turn;

    public bool IsEmpty => _places.Count == 0;

    /// <summary>
    /// The number of waiters who are served earlier. A waiter keeps the place until it is urgent and was not, or the
    /// other way round.
    /// </summary>
    public int Join(Waiter waiter, bool isUrgent, TimeSpan now)
    {
        _places.RemoveAll(place => place.Id == waiter.Id ? place.IsUrgent != isUrgent : place.IsExpired(now));
        var known = _places.FindIndex(place => place.Id == waiter.Id);
        return known >= 0 ? known : Insert(waiter, isUrgent, now);
    }

    /// <summary>Without waiters who have lost their place.</summary>
    public int Count(TimeSpan now)
    {
        _places.RemoveAll(place => place.IsExpired(now));
        return _places.Count;
    }

    /// <returns>Whether the waiter had a place.</returns>
    public bool GiveUp(Waiter waiter) => _places.RemoveAll(place => place.Id == waiter.Id) > 0;

    public void SetDue(Waiter waiter, TimeSpan due) => _places.Find(place => place.Id == waiter.Id)!.Due = due;

    public void Leave(Waiter waiter)
    {
        var index = _places.FindIndex(place => place.Id == waiter.Id);
        _turn = Math.Max(_turn, _places[index].Turn);
        _places.RemoveAt(index);
        if (!IsEmpty) return;
        _taken.Clear();
        _turn = 0;
    }

    private int Insert(Waiter waiter, bool isUrgent, TimeSpan now)
    {
        var key = (waiter.Requester, isUrgent);
        var turn = Math.Max(_turn, _taken.GetValueOrDefault(key)) + (isUrgent ? 1 : UrgentShare);
        // As many requesters as have a place, and the rest of this turn: no more are worth remembering.
        if (_taken.Count > 2 * (_places.Count + 1)) ForgetPast();
        _taken[key] = turn;
        var place = new Place(waiter.Id, turn, isUrgent) { Due = now };
        var index = 1 + _places.FindLastIndex(other => !place.GoesBefore(other));
        _places.Insert(index, place);
        return index;
    }

    private void ForgetPast()
    {
        foreach (var (key, taken) in _taken)
            if (taken <= _turn) _taken.Remove(key);
    }

    private sealed class Place(string id, long turn, bool isUrgent)
    {
        public string Id { get; } = id;

        public long Turn { get; } = turn;

        public bool IsUrgent { get; } = isUrgent;

        public TimeSpan Due { get; set; }

        public bool IsExpired(TimeSpan now) => Due + PostingRateLimiter.WaiterExpiry < now;

        public bool GoesBefore(Place other) =>
            Turn < other.Turn || (Turn == other.Turn && IsUrgent && !other.IsUrgent);
    }
}
