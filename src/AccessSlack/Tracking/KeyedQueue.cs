namespace AccessSlack.Tracking;

/// <summary>
/// One piece of work at a time per key. Reconciliations merge: one that waits already stands for all that follow.
/// Clicks run before them and need no free place, so that a burst of requests never delays a decision. Reconciliations
/// that wait for a place take turns by group, so that no group delays the others.
/// </summary>
/// <param name="places">How many reconciliations may run at once, over all keys.</param>
/// <param name="time">Measures how long work takes.</param>
/// <param name="onDefect">Receives an exception that the work itself did not handle; the lane goes on.</param>
internal sealed class KeyedQueue<TKey>(int places, TimeProvider time, Action<TKey, Exception> onDefect)
    where TKey : notnull
{
    /// <summary>
    /// Every call to the outside has a limit of its own; even a hundred slow ones in a row do not add up to this.
    /// </summary>
    internal static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Lane> _lanes = [];
    private readonly TurnQueue<(TKey Key, Lane Lane)> _line = new();
    private int _freePlaces = places;
    private TaskCompletionSource? _idle;

    /// <summary>Keys whose work runs or waits.</summary>
    public int Count { get { lock (_lock) return _lanes.Count; } }

    /// <summary>Reconciliations that wait for a place.</summary>
    public int InLine { get { lock (_lock) return _line.Count; } }

    /// <summary>Some work has not come to its end for longer than any can take.</summary>
    public bool IsStuck
    {
        get
        {
            lock (_lock)
                return _lanes.Values.Any(lane => lane.Began is { } began && time.GetElapsedTime(began) > StuckAfter);
        }
    }

    /// <param name="key">What the work is about.</param>
    /// <param name="reconcile">The work.</param>
    /// <param name="group">Those of one group wait behind each other.</param>
    public void Reconcile(TKey key, Func<Task> reconcile, string group = "")
    {
        lock (_lock)
        {
            var lane = LaneOf(key);
            lane.Group = group;
            lane.Reconcile = reconcile;
            Start(key, lane);
        }
    }

    public Task<T> RunAsync<T>(TKey key, Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            var lane = LaneOf(key);
            lane.Work.Enqueue(() => CompleteAsync(done, work));
            Start(key, lane);
        }

        return done.Task;
    }

    /// <summary>Completes when nothing runs and nothing waits.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            if (_lanes.Count == 0) return Task.CompletedTask;
            _idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private Lane LaneOf(TKey key)
    {
        if (!_lanes.TryGetValue(key, out var lane)) _lanes.Add(key, lane = new());
        return lane;
    }

    private void Start(TKey key, Lane lane)
    {
        if (lane.Runs) return;
        lane.Runs = true;
        _ = Task.Run(() => RunLaneAsync(key, lane));
    }

    private async Task RunLaneAsync(TKey key, Lane lane)
    {
        while (Next(key, lane) is { } work)
        {
            // A top loop: one request's defect must not stop the others.
            try { await work(); }
            catch (Exception defect) when (defect is not OperationCanceledException) { onDefect(key, defect); }
            catch (OperationCanceledException) { /* stopping */ }
            lock (_lock) lane.Began = null;
        }
    }

    private Func<Task>? Next(TKey key, Lane lane)
    {
        lock (_lock)
        {
            lane.Began = time.GetTimestamp();
            if (lane.Work.TryDequeue(out var work)) return work;
            if (lane.Reconcile is { } reconcile)
            {
                if (!TakePlace(key, lane)) return null;
                lane.Reconcile = null;
                return () => InPlaceAsync(reconcile);
            }

            _lanes.Remove(key);
            if (_lanes.Count > 0) return null;
            _idle?.TrySetResult();
            _idle = null;
            return null;
        }
    }

    /// <summary>Without a place the lane sleeps in the line, where a click can still wake it.</summary>
    private bool TakePlace(TKey key, Lane lane)
    {
        if (lane.HasPlace || _freePlaces > 0)
        {
            if (!lane.HasPlace) _freePlaces--;
            lane.HasPlace = false;
            return true;
        }

        if (!lane.IsInLine) _line.Enqueue(lane.Group, (key, lane));
        lane.IsInLine = true;
        lane.Runs = false;
        lane.Began = null;
        return false;
    }

    private async Task InPlaceAsync(Func<Task> reconcile)
    {
        try { await reconcile(); }
        finally { PassPlaceOn(); }
    }

    /// <summary>The next in the line gets the place; it is free only when none waits.</summary>
    private void PassPlaceOn()
    {
        lock (_lock)
        {
            if (_line.TryDequeue(out var next))
            {
                (next.Lane.IsInLine, next.Lane.HasPlace) = (false, true);
                Start(next.Key, next.Lane);
            }
            else
            {
                _freePlaces++;
            }
        }
    }

    private static async Task CompleteAsync<T>(TaskCompletionSource<T> done, Func<Task<T>> work)
    {
        try { done.SetResult(await work()); }
        catch (OperationCanceledException stop) { done.SetCanceled(stop.CancellationToken); }
        catch (Exception fault)
        {
            done.SetException(fault); // the caller awaits the result
        }
    }

    private sealed class Lane
    {
        public Queue<Func<Task>> Work { get; } = [];
        public Func<Task>? Reconcile { get; set; }
        public string Group { get; set; } = "";
        public bool Runs { get; set; }
        public long? Began { get; set; }
        public bool IsInLine { get; set; }
        public bool HasPlace { get; set; }
    }
}
