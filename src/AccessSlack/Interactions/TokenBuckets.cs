namespace AccessSlack.Interactions;

/// <summary>
/// How often each person may ask: a bucket of tokens that fills evenly, so that a burst is fine and a flood is not.
/// </summary>
/// <param name="time">Measures the filling.</param>
/// <param name="burst">Tokens of a full bucket.</param>
/// <param name="interval">In which one token is added.</param>
/// <param name="mostPeople">
/// Buckets that are kept. Beyond that the fullest is forgotten, which gives its person a full one.
/// </param>
internal sealed class PersonRateLimiter(TimeProvider time, int burst, TimeSpan interval, int mostPeople = 4096)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();

    /// <summary>When the bucket of a person is full again; a full one need not be kept.</summary>
    private readonly Dictionary<string, TimeSpan> _fullAt = [];

    /// <summary>Buckets kept now.</summary>
    public int People { get { lock (_lock) return _fullAt.Count; } }

    /// <returns>Zero when a token was taken; else how long until there is one, and none was taken.</returns>
    public TimeSpan Take(string userId)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            var fullAt = (_fullAt.TryGetValue(userId, out var known) && known > now ? known : now) + interval;
            if (fullAt - now > burst * interval) return fullAt - now - (burst * interval);
            if (!_fullAt.ContainsKey(userId)) MakeRoom(now);
            _fullAt[userId] = fullAt;
            return TimeSpan.Zero;
        }
    }

    private void MakeRoom(TimeSpan now)
    {
        if (_fullAt.Count < mostPeople) return;
        foreach (var user in _fullAt.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
            _fullAt.Remove(user);
        if (_fullAt.Count >= mostPeople) _fullAt.Remove(_fullAt.MinBy(entry => entry.Value).Key);
    }
}
