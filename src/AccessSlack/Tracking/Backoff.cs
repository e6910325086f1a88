using AccessSlack.Diagnostics;

namespace AccessSlack.Tracking;

/// <summary>Growing, jittered delays between tries: 1 s, 2 s, 4 s … 60 s, each shortened by up to half.</summary>
/// <param name="metrics">Counts the tries.</param>
/// <param name="time">For the waits.</param>
/// <param name="random">For the jitter: replicas differ, and tests do not.</param>
internal sealed class Backoff(Metrics metrics, TimeProvider time, Random random)
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <param name="retry">What is tried again.</param>
    /// <param name="failures">Failures so far without a success between them, from 1.</param>
    /// <param name="longest">What the delay grows to; a minute if not given.</param>
    public TimeSpan Next(Retry retry, int failures, TimeSpan? longest = null)
    {
        metrics.Retried(retry);
        return Delay(failures, Chance(), longest);
    }

    /// <summary>The delay alone, which is not counted as a retry.</summary>
    public TimeSpan Delay(int failures) => Delay(failures, Chance());

    /// <summary>From 0 to 1.</summary>
    public double Chance()
    {
        lock (random) return random.NextDouble();
    }

    /// <summary>The timer runs from this call on, not from the first await.</summary>
    public Task WaitAsync(TimeSpan pause, CancellationToken cancel) => Task.Delay(pause, time, cancel);

    public static TimeSpan Delay(int failures, double chance, TimeSpan? longest = null)
    {
        var full = TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(failures - 1, 0, 6)));
        return Min(full, longest ?? Longest) * (1 - (chance / 2));
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
