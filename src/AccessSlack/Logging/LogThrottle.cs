namespace AccessSlack.Logging;

/// <summary>
/// Lets one line through per interval, so that strangers cannot flood the log, and counts the suppressed ones.
/// </summary>
internal sealed class LogThrottle(TimeProvider time, TimeSpan pause)
{
    private readonly Lock _lock = new();
    private long? _saidAt;
    private int _unsaid;

    /// <param name="unsaid">How many lines were suppressed since the last one.</param>
    public bool MaySay(out int unsaid)
    {
        lock (_lock)
        {
            var isTime = _saidAt is not { } at || time.GetElapsedTime(at) >= pause;
            unsaid = _unsaid;
            _unsaid = isTime ? 0 : _unsaid + 1;
            if (isTime) _saidAt = time.GetTimestamp();
            return isTime;
        }
    }
}
