namespace Microsoft.Extensions.Hosting.Systemd;

/// <summary>One assignment of the sd_notify(3) protocol.</summary>
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

    /// <summary>A line for people, shown by <c>systemctl status</c>; cut after 1000 characters.</summary>
    /// <param name="text">Control characters become blanks: a newline would begin another assignment.</param>
    public static ServiceState Status(string text)
    {
        var line = text.Length > LongestStatus ? text[..LongestStatus] : text;
        return new("STATUS=" + string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c)));
    }

    /// <summary>The assignment as it is sent.</summary>
    public override string ToString() => _assignment ?? "";
}
