namespace AccessSlack.Logging;

/// <summary>
/// Lets one line through per interval, so that strangers cannot flood the log, and counts the suppressed ones.
/// </summary>
/// <param name="time">Measures the interval.</param>
/// <param name="pause">The interval.</param>
/// <param name="burst">How many lines may come at once after a quiet time.</param>
internal sealed class LogThrottle(TimeProvider time, TimeSpan pause, int burst = 1)
{
    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();

    /// <summary>When the whole burst is free again, from the start; each line moves it by one interval.</summary>
    private TimeSpan _fullAt;
    private int _unsaid;

    /// <param name="unsaid">How many lines were suppressed since the last one.</param>
    public bool MaySay(out int unsaid)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_started);
            var fullAt = (_fullAt > now ? _fullAt : now) + pause;
            var mayBeSaid = fullAt - now <= pause * burst;
            unsaid = _unsaid;
            _unsaid = mayBeSaid ? 0 : _unsaid + 1;
            if (mayBeSaid) _fullAt = fullAt;
            return mayBeSaid;
        }
    }
}
