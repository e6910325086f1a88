using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace AccessSlack.Hosting.Systemd;

/// <summary>
/// Feeds systemd's watchdog (WatchdogSec=) as long as the service itself says that it is alive. A probe that never
/// answers feeds nothing either, and systemd restarts the service.
/// </summary>
/// <param name="notifier">Where the signs of life go.</param>
/// <param name="interval">Time between two signs; null if systemd expects none.</param>
/// <param name="isAlive">Asked before every sign.</param>
/// <param name="time">The clock.</param>
internal sealed class SystemdWatchdog(
    ISystemdNotifier notifier, TimeSpan? interval, Func<CancellationToken, Task<bool>> isAlive, TimeProvider time)
    : BackgroundService
{
    // Timers count whole milliseconds. No service sets less, or more.
    private const ulong ShortestMicroseconds = 2000;
    private const ulong LongestMicroseconds = int.MaxValue * 1000UL;

    private readonly PeriodicTimer? _timer = interval is { } pause ? new(pause, time) : null;

    /// <summary>
    /// Half of what WATCHDOG_USEC allows, as sd_watchdog_enabled(3) advises; null if it is unset, unreadable or meant
    /// for another process.
    /// </summary>
    public static TimeSpan? IntervalOf(int processId, Func<string, string?> variable)
    {
        if (!ulong.TryParse(variable("WATCHDOG_USEC"), out var limit)) return null;
        if (limit is < ShortestMicroseconds or > LongestMicroseconds) return null;
        var isAnothers = variable("WATCHDOG_PID") is { Length: > 0 } id && id != processId.ToString();
        return isAnothers ? null : TimeSpan.FromMicroseconds(limit / 2d);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_timer is null) return;
        try
        {
            while (await _timer.WaitForNextTickAsync(stoppingToken))
                if (await isAlive(stoppingToken)) notifier.Notify(ServiceStates.Watchdog);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping: systemd has been told, and waits for TimeoutStopSec
        }
    }

    public override void Dispose()
    {
        _timer?.Dispose();
        base.Dispose();
    }
}
