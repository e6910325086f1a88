namespace AccessSlack.Slack.Sockets;

/// <summary>
/// Slack's clock. From Slack's last answer on, it runs by the monotonic clock, so that it stays right if this machine's
/// clock is wrong or set.
/// </summary>
internal sealed class SlackClock(TimeProvider time)
{
    /// <summary>
    /// Slack tells whole seconds, and answers take time. Up to this difference, this machine's clock is the better one.
    /// </summary>
    private static readonly TimeSpan Imprecision = TimeSpan.FromSeconds(5);

    private Reading? _last;

    public DateTimeOffset Now
    {
        get
        {
            var ours = time.GetUtcNow();
            if (Volatile.Read(ref _last) is not { } last) return ours;
            var slacks = last.Time + time.GetElapsedTime(last.Since);
            return (ours - slacks).Duration() <= Imprecision ? ours : slacks;
        }
    }

    /// <param name="slacks">From an answer that has just arrived.</param>
    public void Learn(DateTimeOffset slacks) => Volatile.Write(ref _last, new(slacks, time.GetTimestamp()));

    private sealed record Reading(DateTimeOffset Time, long Since);
}
