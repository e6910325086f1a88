namespace AccessSlack.Tracking;

/// <summary>The next time to look at a request without an event.</summary>
internal sealed class WakeUp(TimeProvider time)
{
    private ITimer? _timer;

    /// <summary>Replaces the time that is set, if any.</summary>
    public void After(TimeSpan pause, Action wake)
    {
        Cancel();
        _timer = time.CreateTimer(_ => wake(), null, pause, Timeout.InfiniteTimeSpan);
    }

    public void Cancel() => _timer?.Dispose();
}
