namespace AccessSlack.Interactions;

/// <summary>
/// Limits rates: a bucket of tokens for each key, for example a person. It fills evenly, so that a burst is fine and a
/// flood is not.
/// </summary>
/// <param name="time">Measures the filling.</param>
/// <param name="burst">Tokens of a full bucket.</param>
/// <param name="interval">In which one token is added.</param>
/// <param name="most">
/// Buckets that are kept. Beyond that the fullest is forgotten, which gives its key a full one.
/// </param>
internal sealed class TokenBuckets(TimeProvider time, int burst, TimeSpan interval, int most = 4096)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();

    /// <summary>When the bucket of a key is full again; a full one need not be kept.</summary>
    private readonly Dictionary<string, TimeSpan> _fullAt = [];

    /// <summary>Buckets kept now.</summary>
    public int Count { get { lock (_lock) return _fullAt.Count; } }

    /// <returns>Zero when a token was taken; else how long until there is one, and none was taken.</returns>
    public TimeSpan Take(string key)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            var fullAt = (_fullAt.TryGetValue(key, out var known) && known > now ? known : now) + interval;
            if (fullAt - now > burst * interval) return fullAt - now - (burst * interval);
            if (!_fullAt.ContainsKey(key)) MakeRoom(now);
            _fullAt[key] = fullAt;
            return TimeSpan.Zero;
        }
    }

    private void MakeRoom(TimeSpan now)
    {
        if (_fullAt.Count < most) return;
        foreach (var full in _fullAt.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
            _fullAt.Remove(full);
        if (_fullAt.Count >= most) _fullAt.Remove(_fullAt.MinBy(entry => entry.Value).Key);
    }
}
