namespace AccessSlack.Interactions;

/// <summary>
/// How often each user may ask: a bucket of tokens that fills evenly, so that a burst is fine and a flood is not.
/// </summary>
/// <param name="time">Measures the filling.</param>
/// <param name="burst">Tokens of a full bucket.</param>
/// <param name="per">In which an empty bucket fills.</param>
/// <param name="mostUsers">
/// Buckets that are kept. Beyond that the fullest is forgotten, which gives its user a full one.
/// </param>
internal sealed class CommandRateLimiter(TimeProvider time, int burst, TimeSpan per, int mostUsers)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();

    /// <summary>When the bucket of a user is full again; a full one need not be kept.</summary>
    private readonly Dictionary<string, TimeSpan> _fullAt = [];

    /// <summary>Ten at once, and ten in a minute.</summary>
    public CommandRateLimiter(TimeProvider time) : this(time, burst: 10, TimeSpan.FromMinutes(1), mostUsers: 4096) { }

    /// <summary>Buckets kept now.</summary>
    public int Users { get { lock (_lock) return _fullAt.Count; } }

    /// <returns>Zero when a token was taken; else how long until there is one, and none was taken.</returns>
    public TimeSpan Take(string userId)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            var fullAt = (_fullAt.TryGetValue(userId, out var known) && known > now ? known : now) + (per / burst);
            if (fullAt - now > per) return fullAt - now - per;
            if (!_fullAt.ContainsKey(userId)) MakeRoom(now);
            _fullAt[userId] = fullAt;
            return TimeSpan.Zero;
        }
    }

    private void MakeRoom(TimeSpan now)
    {
        if (_fullAt.Count < mostUsers) return;
        foreach (var user in _fullAt.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
            _fullAt.Remove(user);
        if (_fullAt.Count >= mostUsers) _fullAt.Remove(_fullAt.MinBy(entry => entry.Value).Key);
    }
}
