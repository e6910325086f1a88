namespace AccessSlack.Testing;

/// <summary>
/// A clock that stands still until a test advances it; timers fire inside <see cref="Advance"/>, in order of their due
/// time.
/// </summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly DateTimeOffset _start = start;
    private DateTimeOffset _now = start;

    /// <summary>2026-11-21 12:00 UTC.</summary>
    public ManualTime() : this(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero)) { }

    public override DateTimeOffset GetUtcNow() { lock (_lock) return _now; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;

    /// <summary>Timers that wait for a due time.</summary>
    public int Waiting { get { lock (_lock) return _timers.Count; } }

    /// <summary>Raised after a timer was set, fired or stopped; on any thread.</summary>
    public event EventHandler? TimersChanged;

    /// <summary>
    /// Timers that will cancel something: the limits of calls in flight, because nothing else has such a timer.
    /// </summary>
    public int Limits { get { lock (_lock) return _timers.Count(timer => timer.IsLimit); } }

    /// <summary>How many <see cref="Limits"/> there have been, with those that are over.</summary>
    public int LimitsSoFar { get; private set; }

    public void Advance(TimeSpan by)
    {
        for (var end = GetUtcNow() + by; AdvanceToNext(end);)
        {
            // each call fires one timer
        }
    }

    /// <summary>
    /// Advances to the next timer that is due by then, and fires it; without one, advances to the end and returns
    /// false.
    /// </summary>
    public bool AdvanceToNext(DateTimeOffset end)
    {
        if (NextDue(end) is { } timer)
        {
            timer.Fire();
            OnTimersChanged();
            return true;
        }

        lock (_lock) _now = end;
        return false;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        if (timer.IsLimit) lock (_lock) LimitsSoFar++;
        return timer;
    }

    private void OnTimersChanged() => TimersChanged?.Invoke(this, EventArgs.Empty);

    private ManualTimer? NextDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            var next = _timers.MinBy(t => t.Due);
            if (next is null || next.Due > end) return null;
            if (next.Due > _now) _now = next.Due;
            _timers.Remove(next);
            next.Rearm();
            return next;
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset Due { get; private set; }

        public bool IsLimit => state is CancellationTokenSource;

        public void Fire() => callback(state);

        public void Rearm()
        {
            if (_period <= TimeSpan.Zero) return;
            Due += _period;
            time._timers.Add(this);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock) Set(dueTime, period);
            time.OnTimersChanged();
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime, TimeSpan period)
        {
            time._timers.Remove(this);
            _period = period;
            if (dueTime < TimeSpan.Zero) return;
            Due = time._now + dueTime;
            time._timers.Add(this);
        }
    }
}
