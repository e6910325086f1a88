namespace AccessSlack.EndToEnd.Storm;

/// <summary>
/// A wall clock that is wrong and may jump either way; its timers run on the shared time, like a monotonic clock.
/// </summary>
internal sealed class SteppedClock(TimeProvider time) : TimeProvider
{
    private long _offset;

    public TimeSpan Offset
    {
        get => new(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Offset;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
