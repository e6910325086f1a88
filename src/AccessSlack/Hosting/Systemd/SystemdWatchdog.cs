using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace AccessSlack.Hosting.Systemd;

/// <summary>
/// Feeds systemd's watchdog (WatchdogSec=) while the daemon reports that it is alive. If the probe hangs, nothing is
/// sent, and systemd restarts the service.
/// </summary>
/// <param name="notifier">Sends the keep-alives.</param>
/// <param name="interval">Time between two keep-alives; null if systemd expects none.</param>
/// <param name="isAlive">Called before each keep-alive.</param>
/// <param name="time">The clock.</param>
internal sealed class SystemdWatchdog(
    ISystemdNotifier notifier, TimeSpan? interval, Func<CancellationToken, Task<bool>> isAlive, TimeProvider time)
    : BackgroundService
{
    // Timers have a resolution of a millisecond and a maximum; no real service is configured outside this range.
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
            // stopping: systemd was notified, and now waits for TimeoutStopSec
        }
    }

    public override void Dispose()
    {
        _timer?.Dispose();
        base.Dispose();
    }
}
