using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace AccessSlack.Hosting.Systemd;

/// <summary>The messages of sd_notify(3) that the package does not define.</summary>
internal static class ServiceStates
{
    // systemd ignores datagrams above 4096 bytes, and a UTF-16 unit is at most three bytes of UTF-8.
    private const int LongestStatus = 1000;

    /// <summary>Still alive; expected at least every WATCHDOG_USEC.</summary>
    public static ServiceState Watchdog { get; } = new("WATCHDOG=1");

    /// <summary>A reload has begun; READY ends it.</summary>
    /// <param name="monotonicMicroseconds">CLOCK_MONOTONIC now, by which systemd matches this to its request.</param>
    public static ServiceState Reloading(long monotonicMicroseconds) =>
        new(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={monotonicMicroseconds}"));

    /// <summary>A line for people, shown by <c>systemctl status</c>; cut after 1000 characters.</summary>
    /// <param name="text">Control characters become spaces: a newline would begin another assignment.</param>
    public static ServiceState Status(string text)
    {
        var line = text.Length > LongestStatus ? text[..LongestStatus] : text;
        return new("STATUS=" + string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c)));
    }
}
