namespace AccessSlack.SocketMode;

/// <summary>Notices that a connection is old, and that nothing arrives on it any more.</summary>
/// <param name="silence">How long nothing has arrived.</param>
/// <param name="time">The clock.</param>
internal sealed class SocketWatch(Func<TimeSpan> silence, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    public TimeSpan Age => time.GetElapsedTime(_began);

    /// <summary>Ends when the connection is silent or over.</summary>
    /// <param name="lifetime">Age at which a connection is old.</param>
    /// <param name="longestSilence">What is longer is not a pause.</param>
    /// <param name="onOld">May be called more than once.</param>
    /// <param name="over">The connection has ended.</param>
    /// <returns>Whether it fell silent.</returns>
    public async Task<bool> RunAsync(
        TimeSpan lifetime,
        TimeSpan longestSilence,
        Action onOld,
        CancellationToken over
    )
    {
        while (!over.IsCancellationRequested)
        {
            // Looked at once, because time goes on between two looks.
            var (old, silent) = (lifetime - Age, longestSilence - silence());
            if (old <= TimeSpan.Zero) onOld();
            if (silent <= TimeSpan.Zero) return true;
            var pause = old > TimeSpan.Zero && old < silent ? old : silent;
            // Timers round down to whole milliseconds.
            await Task.Delay(pause + TimeSpan.FromMilliseconds(1), time, over)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }
}
