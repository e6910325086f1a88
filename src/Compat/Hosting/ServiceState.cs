using System.Globalization;

namespace Microsoft.Extensions.Hosting.Systemd;

/// <summary>One message of the sd_notify(3) protocol.</summary>
public readonly record struct ServiceState
{
    // systemd ignores datagrams above 4096 bytes, and a UTF-16 unit is at most three bytes of UTF-8.
    private const int LongestStatus = 1000;

    private readonly string? _assignment;

    private ServiceState(string assignment) => _assignment = assignment;

    /// <summary>Start-up is finished.</summary>
    public static ServiceState Ready { get; } = new("READY=1");

    /// <summary>Shutdown has begun.</summary>
    public static ServiceState Stopping { get; } = new("STOPPING=1");

    /// <summary>Still alive; expected at least every WATCHDOG_USEC.</summary>
    public static ServiceState Watchdog { get; } = new("WATCHDOG=1");

    /// <summary>A reload has begun; READY ends it.</summary>
    /// <param name="monotonicMicroseconds">CLOCK_MONOTONIC now, which tells the manager to which of its requests this is the answer.</param>
    public static ServiceState Reloading(long monotonicMicroseconds) => new($"RELOADING=1\nMONOTONIC_USEC={monotonicMicroseconds.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>A line for people, shown by <c>systemctl status</c>; cut after 1000 characters.</summary>
    /// <param name="text">Control characters become blanks: a newline would begin another assignment.</param>
    public static ServiceState Status(string text)
    {
        var line = text.Length > LongestStatus ? text[..LongestStatus] : text;
        return new("STATUS=" + string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c)));
    }

    /// <summary>The message as it is sent.</summary>
    public override string ToString() => _assignment ?? "";
}
