namespace AccessSlack.Slack;

/// <summary>
/// Remembers until when Slack does not want a method called. Its rate limits count per method and workspace, and we
/// serve one workspace.
/// </summary>
internal sealed class RetryAfterGate(TimeProvider time, Random random)
{
    /// <summary>Spread over this time, so that two replicas do not come back at the same moment.</summary>
    internal static readonly TimeSpan Jitter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Since, TimeSpan For)> _pauses = [];

    /// <summary>How long the method must still rest; zero when it may be called.</summary>
    public TimeSpan Remaining(string method)
    {
        lock (_lock)
        {
            if (!_pauses.TryGetValue(method, out var pause)) return TimeSpan.Zero;
            var left = pause.For - time.GetElapsedTime(pause.Since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// Lets the method rest for at least that long, and never shorter than it was told before; returns how long
    /// exactly.
    /// </summary>
    public TimeSpan Pause(string method, TimeSpan atLeast)
    {
        lock (_lock)
        {
            var rest = atLeast + Jitter * random.NextDouble();
            if (Remaining(method) is var before && before > rest) return before;
            _pauses[method] = (time.GetTimestamp(), rest);
            return rest;
        }
    }
}
