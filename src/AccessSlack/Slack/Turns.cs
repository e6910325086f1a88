namespace AccessSlack.Slack;

/// <summary>
/// Who may make the next call of one method. Each lane gives so many turns at once and then one a second; whoever must
/// wait keeps a place in the line and is told when to ask again, so nothing waits in here. The urgent go before all
/// others.
/// </summary>
/// <param name="burst">Turns that a lane saves up while nobody needs them.</param>
/// <param name="time">Only for durations.</param>
internal sealed class Turns(int burst, TimeProvider time)
{
    /// <summary>
    /// Slack's own figure for posting to a channel, and the pace its tiers suggest (docs/protocols/slack.md 2).
    /// </summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whoever does not come back so long after the turn has nothing to send any more, and loses the place.
    /// </summary>
    internal static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

    private const int ManyLanes = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.OrdinalIgnoreCase);
    private readonly long _began = time.GetTimestamp();
    private TimeSpan _rest; // since we began

    /// <summary>Zero: go, the turn is spent. Otherwise ask again after that time.</summary>
    /// <param name="lane">What is counted together, such as a channel.</param>
    /// <param name="who">The same from one question to the next.</param>
    /// <param name="isUrgent">Goes before everybody who is not.</param>
    public TimeSpan Take(string lane, string who, bool isUrgent)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_began);
            var line = LaneOf(lane, now);
            var full = Later(line.Full, now);
            var turn = full + (line.AheadOf(who, isUrgent, now) + 1 - burst) * Interval;
            if (turn > now)
            {
                line.Expect(who, turn);
                // Timers know whole ones only
                return TimeSpan.FromMilliseconds(Math.Ceiling((turn - now).TotalMilliseconds));
            }

            line.Leave(who);
            line.Full = full + Interval;
            return TimeSpan.Zero;
        }
    }

    /// <summary>No turn in any lane for so long, and nothing saved up after it: many have waited by then.</summary>
    public void Rest(TimeSpan atLeast)
    {
        lock (_lock)
        {
            _rest = Later(_rest, time.GetElapsedTime(_began) + atLeast);
            foreach (var lane in _lanes.Values) lane.Full = Later(lane.Full, AfterRest);
        }
    }

    /// <summary>Ends a rest: its reason is gone.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _rest = time.GetElapsedTime(_began);
            foreach (var lane in _lanes.Values) lane.Full = lane.Full < AfterRest ? lane.Full : AfterRest;
        }
    }

    /// <summary>Two names of one lane.</summary>
    public void AreSame(string known, string other)
    {
        lock (_lock)
            if (_lanes.TryGetValue(known, out var lane)) _lanes.TryAdd(other, lane);
    }

    /// <summary>With one turn left.</summary>
    private TimeSpan AfterRest => _rest + (burst - 1) * Interval;

    private Lane LaneOf(string name, TimeSpan now)
    {
        if (_lanes.TryGetValue(name, out var known)) return known;
        if (_lanes.Count >= ManyLanes)
            foreach (var (idle, _) in _lanes.Where(entry => entry.Value.Full <= now && entry.Value.IsEmpty).ToList())
                _lanes.Remove(idle);
        return _lanes[name] = new() { Full = _rest > now ? AfterRest : TimeSpan.Zero };
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private sealed class Lane
    {
        private readonly List<Waiter> _urgent = [], _others = [];

        /// <summary>When everything will be saved up again; each turn moves it by <see cref="Interval"/>.</summary>
        public TimeSpan Full { get; set; }

        public bool IsEmpty => _urgent.Count + _others.Count == 0;

        /// <summary>How many have their turn earlier. The last place is taken if there was none yet.</summary>
        public int AheadOf(string who, bool isUrgent, TimeSpan now)
        {
            var (mine, other) = isUrgent ? (_urgent, _others) : (_others, _urgent);
            other.RemoveAll(waiter => waiter.Who == who || waiter.Due + Late < now);
            mine.RemoveAll(waiter => waiter.Who != who && waiter.Due + Late < now);
            var place = mine.FindIndex(waiter => waiter.Who == who);
            if (place < 0) mine.Add(new(who) { Due = now });
            return (isUrgent ? 0 : _urgent.Count) + (place < 0 ? mine.Count - 1 : place);
        }

        public void Expect(string who, TimeSpan due) => Place(who)!.Due = due;

        public void Leave(string who)
        {
            if (!_urgent.Remove(Place(who)!)) _others.Remove(Place(who)!);
        }

        private Waiter? Place(string who) =>
            _urgent.Find(waiter => waiter.Who == who) ?? _others.Find(waiter => waiter.Who == who);
    }

    private sealed class Waiter(string who)
    {
        public string Who { get; } = who;

        public TimeSpan Due { get; set; }
    }
}
