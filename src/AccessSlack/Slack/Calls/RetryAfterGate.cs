namespace AccessSlack.Slack.Calls;

/// <summary>
/// Remembers how long each method must not be called after a 429. Slack counts per method and workspace, and this
/// program serves one workspace (https://docs.slack.dev/apis/web-api/rate-limits).
/// </summary>
internal sealed class RetryAfterGate(TimeProvider time, Random random)
{
    /// <summary>Added to each pause at random, so that two replicas do not call again at the same moment.</summary>
    internal static readonly TimeSpan Jitter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Since, TimeSpan For)> _pauses = [];

    /// <summary>The rest of the method's pause; zero if it may be called.</summary>
    public TimeSpan Remaining(string method)
    {
        lock (_lock)
        {
            if (!_pauses.TryGetValue(method, out var pause)) return TimeSpan.Zero;
            var remaining = pause.For - time.GetElapsedTime(pause.Since);
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// Pauses the method for at least that long; a longer pause that is already running stays in force.
    /// </summary>
    /// <returns>The time until the method may be called.</returns>
    public TimeSpan Pause(string method, TimeSpan atLeast)
    {
        lock (_lock)
        {
            var pause = atLeast + Jitter * random.NextDouble();
            if (Remaining(method) is var remaining && remaining > pause) return remaining;
            _pauses[method] = (time.GetTimestamp(), pause);
            return pause;
        }
    }
}
