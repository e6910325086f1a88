namespace AccessSlack.Slack.Calls;

/// <summary>
/// A token bucket per channel: a burst, then one permit per interval. It never blocks. A caller who must wait is told
/// when to ask again and keeps a place in the channel's line, where requesters take turns and urgent callers go first.
/// Replies have spare permits of their own, which are added only while the burst is complete, so that no reply ever
/// costs a permit that an announcement could need.
/// </summary>
/// <param name="burst">The permits that an idle channel accumulates.</param>
/// <param name="interval">In which one permit is added.</param>
/// <param name="time">Measures durations only.</param>
/// <param name="spare">The permits for replies that a channel accumulates after its burst.</param>
internal sealed class PostingRateLimiter(int burst, TimeSpan interval, TimeProvider time, int spare = 0)
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
    /// <param name="waiter">Who waits; the same each time.</param>
    /// <param name="isUrgent">Goes before what is not urgent (<see cref="FairLine"/>).</param>
    public TimeSpan Acquire(string channel, Waiter waiter, bool isUrgent)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_started);
            var bucket = BucketOf(channel, now);
            var fullAt = Later(bucket.FullAt, now);
            var due = fullAt + (bucket.Line.Join(waiter, isUrgent, now) + 1 - burst) * interval;
            if (due > now)
            {
                bucket.Line.SetDue(waiter, due);
                // Timers have a resolution of one millisecond
                return TimeSpan.FromMilliseconds(Math.Ceiling((due - now).TotalMilliseconds));
            }

            bucket.Line.Leave(waiter);
            bucket.MoveFullAt(fullAt + interval, now);
            return TimeSpan.Zero;
        }
    }

    /// <summary>
    /// The same for a reply: one of the spare permits, and not before every announcement that waits.
    /// </summary>
    public TimeSpan AcquireSpare(string channel, Waiter waiter, bool isUrgent)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_started);
            var bucket = BucketOf(channel, now);
            var fullAt = Later(bucket.FullAt, now);
            var permits = bucket.Replies.Join(waiter, isUrgent, now) + 1;
            var missing = bucket.Lacks(now) + (permits - spare) * interval;
            var afterAnnouncements = fullAt + (bucket.Line.Count(now) + 1 - burst) * interval;
            var due = Later(missing > TimeSpan.Zero ? fullAt + missing : now, afterAnnouncements);
            if (due > now)
            {
                bucket.Replies.SetDue(waiter, due);
                return TimeSpan.FromMilliseconds(Math.Ceiling((due - now).TotalMilliseconds));
            }

            bucket.Replies.Leave(waiter);
            bucket.SpareFullAt = fullAt + bucket.Lacks(now) + interval;
            return TimeSpan.Zero;
        }
    }

    /// <summary>Takes back a permit that was granted and cannot be used.</summary>
    public void Return(string channel)
    {
        lock (_lock)
            if (_buckets.TryGetValue(channel, out var bucket)) Move(bucket, bucket.FullAt - interval);
    }

    /// <summary>A reply is not sent after all: it gives up its place in the line, or returns its permit.</summary>
    public void WithdrawReply(string channel, Waiter waiter)
    {
        lock (_lock)
            if (_buckets.TryGetValue(channel, out var bucket) && !bucket.Replies.GiveUp(waiter))
                bucket.SpareFullAt -= interval;
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
            foreach (var bucket in _buckets.Values) Move(bucket, Later(bucket.FullAt, FullAfterPause));
        }
    }

    /// <summary>Ends a pause whose cause no longer exists.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            _pausedUntil = time.GetElapsedTime(_started);
            foreach (var bucket in _buckets.Values) Move(bucket, Earlier(bucket.FullAt, FullAfterPause));
        }
    }

    /// <summary>Limits two names of one channel together.</summary>
    public void AddAlias(string channel, string alias)
    {
        lock (_lock)
            if (_buckets.TryGetValue(channel, out var bucket)) _buckets.TryAdd(alias, bucket);
    }

    /// <summary>When a bucket is full again that has one permit at the end of the pause.</summary>
    private TimeSpan FullAfterPause => _pausedUntil + (burst - 1) * interval;

    private Bucket BucketOf(string channel, TimeSpan now)
    {
        if (_buckets.TryGetValue(channel, out var known)) return known;
        if (_buckets.Count >= MaxChannels)
            foreach (var (idle, _) in _buckets.Where(entry => entry.Value.IsIdle(now)).ToList()) _buckets.Remove(idle);
        return _buckets[channel] = new() { FullAt = _pausedUntil > now ? FullAfterPause : TimeSpan.Zero };
    }

    private void Move(Bucket bucket, TimeSpan fullAt) => bucket.MoveFullAt(fullAt, time.GetElapsedTime(_started));

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private sealed class Bucket
    {
        /// <summary>Of announcements.</summary>
        public FairLine Line { get; } = new();

        public FairLine Replies { get; } = new();

        /// <summary>When all permits will be there again; each permit moves it by one interval.</summary>
        public TimeSpan FullAt { get; set; }

        /// <summary>The same for the spare permits, which come after all others.</summary>
        public TimeSpan SpareFullAt { get; set; }

        /// <summary>How long it takes to add the spare permits that are missing, once all others are there.</summary>
        public TimeSpan Lacks(TimeSpan now) => Later(SpareFullAt - Later(FullAt, now), TimeSpan.Zero);

        /// <summary>Without adding or taking spare permits.</summary>
        public void MoveFullAt(TimeSpan fullAt, TimeSpan now)
        {
            var lacks = Lacks(now);
            FullAt = fullAt;
            SpareFullAt = Later(fullAt, now) + lacks;
        }

        public bool IsIdle(TimeSpan now) => FullAt <= now && SpareFullAt <= now && Line.IsEmpty && Replies.IsEmpty;
    }
}
