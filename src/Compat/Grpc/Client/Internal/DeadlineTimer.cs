namespace Grpc.Net.Client.Internal;

/// <summary>Watches the deadline of one call.</summary>
internal sealed class DeadlineTimer : IDisposable
{
    /// <summary>A timer may fire this much before the clock shows its time; waiting again for so little would spin.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(14);

    /// <summary>Timers take no longer time than this, about 49 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly DateTime? _deadline;
    private readonly TimeProvider _time;
    private readonly Action _passed;
    private ITimer? _timer;

    /// <exception cref="InvalidOperationException">The deadline is not in UTC.</exception>
    public DeadlineTimer(DateTime? deadline, TimeProvider time, Action passed)
    {
        if (deadline is { Kind: not DateTimeKind.Utc } other && other != DateTime.MaxValue && other != DateTime.MinValue)
            throw new InvalidOperationException("A deadline must be in UTC.");
        (_deadline, _time, _passed) = (deadline == DateTime.MaxValue ? null : deadline, time, passed);
    }

    /// <summary>Null without a deadline; not positive when it has passed.</summary>
    public TimeSpan? Remaining => _deadline - _time.GetUtcNow().UtcDateTime;

    public bool IsPast => Remaining <= TimeSpan.Zero;

    /// <summary>Calls back once the deadline has passed; at once when it has passed already.</summary>
    public void Start()
    {
        if (_deadline is null) return;
        _timer = _time.CreateTimer(static timer => ((DeadlineTimer)timer!).Check(TimeSpan.Zero + Early), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Check(TimeSpan.Zero);
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>The value of grpc-timeout: at most eight digits and a unit, rounded up; never zero, which servers read in different ways.</summary>
    public static string HeaderValue(TimeSpan timeout)
    {
        const long Digits = 99_999_999;
        if (timeout <= TimeSpan.Zero) return "1n";
        var milliseconds = (long)Math.Ceiling(timeout.TotalMilliseconds);
        return milliseconds <= Digits ? $"{milliseconds}m" : $"{Math.Min((long)Math.Ceiling(timeout.TotalSeconds), Digits)}S";
    }

    private void Check(TimeSpan tolerance)
    {
        var remaining = Remaining!.Value;
        if (remaining <= tolerance) _passed();
        else _timer!.Change(remaining < Longest ? remaining : Longest, Timeout.InfiniteTimeSpan);
    }
}
