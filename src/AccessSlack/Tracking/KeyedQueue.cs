namespace AccessSlack.Tracking;

/// <summary>
/// One piece of work at a time per request id. Looks merge: one that waits already stands for all that follow. Clicks
/// run before looks and need no free place, so that a burst of requests never delays a decision.
/// </summary>
/// <param name="places">How many looks may run at once, over all ids.</param>
/// <param name="time">Tells how long work takes.</param>
/// <param name="onDefect">Told of an exception that the work itself did not handle; the lane goes on.</param>
internal sealed class KeyedQueue(int places, TimeProvider time, Action<string, Exception> onDefect)
{
    /// <summary>
    /// Every call to the outside has a limit of its own; even a hundred slow ones in a row do not add up to this.
    /// </summary>
    internal static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _lanes = [];
    private readonly Queue<(string Id, Lane Lane)> _line = [];
    private int _freePlaces = places;
    private TaskCompletionSource? _idle;

    /// <summary>Ids whose work runs or waits.</summary>
    public int Count { get { lock (_lock) return _lanes.Count; } }

    /// <summary>Some work has not come to its end for longer than any can take.</summary>
    public bool IsStuck
    {
        get
        {
            lock (_lock)
                return _lanes.Values.Any(lane => lane.Began is { } began && time.GetElapsedTime(began) > StuckAfter);
        }
    }

    public void Look(string id, Func<Task> look)
    {
        lock (_lock)
        {
            var lane = LaneOf(id);
            lane.Look = look;
            Start(id, lane);
        }
    }

    public Task<T> RunAsync<T>(string id, Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            var lane = LaneOf(id);
            lane.Work.Enqueue(() => CompleteAsync(done, work));
            Start(id, lane);
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

    private Lane LaneOf(string id)
    {
        if (!_lanes.TryGetValue(id, out var lane)) _lanes.Add(id, lane = new());
        return lane;
    }

    private void Start(string id, Lane lane)
    {
        if (lane.Runs) return;
        lane.Runs = true;
        _ = Task.Run(() => RunLaneAsync(id, lane));
    }

    private async Task RunLaneAsync(string id, Lane lane)
    {
        while (Next(id, lane) is { } work)
        {
            // A top loop: one request's defect must not stop the others.
            try { await work(); }
            catch (Exception defect) when (defect is not OperationCanceledException) { onDefect(id, defect); }
            catch (OperationCanceledException) { /* stopping */ }
            lock (_lock) lane.Began = null;
        }
    }

    private Func<Task>? Next(string id, Lane lane)
    {
        lock (_lock)
        {
            lane.Began = time.GetTimestamp();
            if (lane.Work.TryDequeue(out var work)) return work;
            if (lane.Look is { } look)
            {
                if (!TakePlace(id, lane)) return null;
                lane.Look = null;
                return () => InPlaceAsync(look);
            }

            _lanes.Remove(id);
            if (_lanes.Count > 0) return null;
            _idle?.TrySetResult();
            _idle = null;
            return null;
        }
    }

    /// <summary>Without a place the lane sleeps in the line, where a click can still wake it.</summary>
    private bool TakePlace(string id, Lane lane)
    {
        if (lane.HasPlace || _freePlaces > 0)
        {
            if (!lane.HasPlace) _freePlaces--;
            lane.HasPlace = false;
            return true;
        }

        if (!lane.IsInLine) _line.Enqueue((id, lane));
        lane.IsInLine = true;
        lane.Runs = false;
        lane.Began = null;
        return false;
    }

    private async Task InPlaceAsync(Func<Task> look)
    {
        try { await look(); }
        finally { PassPlaceOn(); }
    }

    /// <summary>The first in the line gets the place; it is free only when nobody waits.</summary>
    private void PassPlaceOn()
    {
        lock (_lock)
        {
            if (_line.TryDequeue(out var next))
            {
                (next.Lane.IsInLine, next.Lane.HasPlace) = (false, true);
                Start(next.Id, next.Lane);
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
            done.SetException(fault); // belongs to whoever waits for the result
        }
    }

    private sealed class Lane
    {
        public Queue<Func<Task>> Work { get; } = [];
        public Func<Task>? Look { get; set; }
        public bool Runs { get; set; }
        public long? Began { get; set; }
        public bool IsInLine { get; set; }
        public bool HasPlace { get; set; }
    }
}
