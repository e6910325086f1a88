namespace AccessSlack.Sandbox.Teleport;

/// <summary>The point at which a call is held.</summary>
public enum HoldAt
{
    /// <summary>Before anything happened.</summary>
    Arrival,

    /// <summary>
    /// After everything happened, so that only the answer is missing. A held WatchEvents withholds INIT.
    /// </summary>
    Answer,
}

/// <summary>Faults that tests request in advance, by the name of the call.</summary>
internal sealed class Faults
{
    /// <summary>Stands for the next event of a watch, which is no call of its own.</summary>
    public const string Event = "WatchEvents, next event";

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Rpc, HoldAt At), Queue<HeldCall>> _holds = [];
    private readonly List<HeldCall> _allHolds = [];
    private readonly Dictionary<string, Queue<GrpcFailure>> _failures = [];

    public bool IsHolding { get { lock (_lock) return _allHolds.Exists(hold => hold.IsHolding); } }

    public HeldCall Hold(string rpc, HoldAt at)
    {
        var held = new HeldCall();
        lock (_lock)
        {
            Queue(_holds, (rpc, at)).Enqueue(held);
            _allHolds.Add(held);
        }

        return held;
    }

    public void FailNext(string rpc, GrpcFailure failure, int times)
    {
        lock (_lock)
            for (var i = 0; i < times; i++) Queue(_failures, rpc).Enqueue(failure);
    }

    /// <exception cref="GrpcFailure">A test requested a failure of this call.</exception>
    public void ThrowIfOrdered(string rpc)
    {
        GrpcFailure? failure;
        lock (_lock) Queue(_failures, rpc).TryDequeue(out failure);
        if (failure is not null) throw new GrpcFailure(failure.Code, failure.Message);
    }

    public Task PassAsync(string rpc, HoldAt at, CancellationToken cancel)
    {
        HeldCall? held;
        lock (_lock) Queue(_holds, (rpc, at)).TryDequeue(out held);
        return held?.PassAsync(cancel) ?? Task.CompletedTask;
    }

    private static Queue<T> Queue<TKey, T>(Dictionary<TKey, Queue<T>> queues, TKey key) where TKey : notnull
    {
        if (!queues.TryGetValue(key, out var queue)) queues[key] = queue = [];
        return queue;
    }
}
