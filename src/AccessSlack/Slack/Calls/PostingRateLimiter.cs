namespace AccessSlack.Slack.Calls;

/// <summary>
/// A token bucket per channel: a burst, then one permit a second. It never blocks. A caller who must wait is told when
/// to ask again and keeps a place in the channel's line; urgent callers are served first.
/// </summary>
/// <param name="burst">The permits that an idle channel accumulates.</param>
/// <param name="time">Measures durations only.</param>
internal sealed class PostingRateLimiter(int burst, TimeProvider time)
{
    /// <summary>
    /// Slack's documented rate for posting to a channel, and the rate that its tiers suggest
    /// (docs/protocols/slack.md 2).
    /// </summary>
    internal static readonly TimeSpan PermitInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A waiter who does not ask again this long after the permit was due has nothing left to send, and loses the
    /// place.
    /// </summary>
    internal static readonly TimeSpan WaiterExpiry = TimeSpan.FromSeconds(10);

    private const int MaxChannels = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.OrdinalIgnoreCase);
    private readonly long _started = time.GetTimestamp();

    // This, like every time below, is measured from _started.
    private TimeSpan _pausedUntil;

    /// <summary>Zero if the permit is granted, which uses it up. Otherwise the time after which to ask again.</summary>
    /// <param name="channel">What is limited together. Case is ignored.</param>
    /// <param name="waiter">Identifies the waiter; use the same text each time.</param>
    /// <param name="isUrgent">Is served before all that is not urgent.</param>
    public TimeSpan Acquire(string channel, string waiter, bool isUrgent)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_started);
            var bucket = BucketOf(channel, now);
            var fullAt = Later(bucket.FullAt, now);
            var due = fullAt + (bucket.JoinLine(waiter, isUrgent, now) + 1 - burst) * PermitInterval;
            if (due > now)
            {
                bucket.SetDue(waiter, due);
                // Timers have a resolution of one millisecond
                return TimeSpan.FromMilliseconds(Math.Ceiling((due - now).TotalMilliseconds));
            }

            bucket.LeaveLine(waiter);
            bucket.FullAt = fullAt + PermitInterval;
            return TimeSpan.Zero;
        }
    }

    /// <summary>
    /// Grants no permit in any channel for this time. Afterwards each bucket has one permit instead of a whole burst,
    /// because many messages will be waiting.
    /// </summary>
    public void Pause(TimeSpan atLeast)
    {
        lock (_lock)
        {
            _pausedUntil = Later(_pausedUntil, time.GetElapsedTime(_started) + atLeast);
            foreach (var bucket in _buckets.Values) bucket.FullAt = Later(bucket.FullAt, FullAfterPause);
        }
    }

    /// <summary>Ends a pause whose cause no longer exists.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            _pausedUntil = time.GetElapsedTime(_started);
            foreach (var bucket in _buckets.Values) bucket.FullAt = Earlier(bucket.FullAt, FullAfterPause);
        }
    }

    /// <summary>Limits two names of one channel together.</summary>
    public void AddAlias(string channel, string alias)
    {
        lock (_lock)
            if (_buckets.TryGetValue(channel, out var bucket)) _buckets.TryAdd(alias, bucket);
    }

    /// <summary>When a bucket is full again that has one permit at the end of the pause.</summary>
    private TimeSpan FullAfterPause => _pausedUntil + (burst - 1) * PermitInterval;

    private Bucket BucketOf(string channel, TimeSpan now)
    {
        if (_buckets.TryGetValue(channel, out var known)) return known;
        if (_buckets.Count >= MaxChannels)
            foreach (var (idle, _) in _buckets.Where(entry => entry.Value.IsIdle(now)).ToList()) _buckets.Remove(idle);
        return _buckets[channel] = new() { FullAt = _pausedUntil > now ? FullAfterPause : TimeSpan.Zero };
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private sealed class Bucket
    {
        private readonly List<Waiter> _urgent = [], _others = [];

        /// <summary>When all permits will be there again; each permit moves it by one interval.</summary>
        public TimeSpan FullAt { get; set; }

        public bool IsIdle(TimeSpan now) => FullAt <= now && _urgent.Count + _others.Count == 0;

        /// <summary>The number of waiters who are served earlier. A new waiter joins at the end.</summary>
        public int JoinLine(string waiter, bool isUrgent, TimeSpan now)
        {
            var (mine, other) = isUrgent ? (_urgent, _others) : (_others, _urgent);
            other.RemoveAll(waiting => waiting.Id == waiter || waiting.IsExpired(now));
            mine.RemoveAll(waiting => waiting.Id != waiter && waiting.IsExpired(now));
            var place = mine.FindIndex(waiting => waiting.Id == waiter);
            if (place < 0) mine.Add(new(waiter) { Due = now });
            return (isUrgent ? 0 : _urgent.Count) + (place < 0 ? mine.Count - 1 : place);
        }

        public void SetDue(string waiter, TimeSpan due) => Find(waiter)!.Due = due;

        public void LeaveLine(string waiter)
        {
            if (!_urgent.Remove(Find(waiter)!)) _others.Remove(Find(waiter)!);
        }

        private Waiter? Find(string waiter) =>
            _urgent.Find(waiting => waiting.Id == waiter) ?? _others.Find(waiting => waiting.Id == waiter);
    }

    private sealed class Waiter(string id)
    {
        public string Id { get; } = id;

        public TimeSpan Due { get; set; }

        public bool IsExpired(TimeSpan now) => Due + WaiterExpiry < now;
    }
}
