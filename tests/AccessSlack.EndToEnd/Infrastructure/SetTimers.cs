using AccessSlack.Sandbox;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>
/// The time of another clock; counts the timers of one length, so that a test lets time pass only when one was set.
/// </summary>
internal sealed class SetTimers(TimeProvider time, TimeSpan length) : TimeProvider
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    /// <summary>Completes when so many were set.</summary>
    public Task ReachedAsync(int count) =>
        Expectation.HoldsAsync(() => Count >= count, handler => Set += handler, handler => Set -= handler);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = time.CreateTimer(callback, state, dueTime, period);
        if (dueTime != length) return timer;
        Interlocked.Increment(ref _count);
        Set?.Invoke(this, EventArgs.Empty);
        return timer;
    }

    private event EventHandler? Set;
}
