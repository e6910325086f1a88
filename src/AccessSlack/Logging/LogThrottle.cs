namespace AccessSlack.Logging;

/// <summary>Lets through one line in a while, so that strangers cannot fill the log, and counts the others.</summary>
internal sealed class LogThrottle(TimeProvider time, TimeSpan pause)
{
    private readonly Lock _lock = new();
    private long? _saidAt;
    private int _unsaid;

    /// <param name="unsaid">How many were kept back since the last one.</param>
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
