namespace Microsoft.Extensions.Hosting.Systemd;

/// <summary>How this process was started.</summary>
public static class SystemdHelpers
{
    private static readonly Lazy<bool> IsService = new(() => Detect(Environment.ProcessId, Environment.GetEnvironmentVariable, ParentName));

    /// <summary>Whether systemd itself started this process. Found out once per process.</summary>
    public static bool IsSystemdService() => IsService.Value;

    internal static bool Detect(int processId, Func<string, string?> variable, Func<string?> parentName)
    {
        // Children inherit the variables, so a set one says nothing: the id must be ours (systemd 248 and later).
        if (variable("SYSTEMD_EXEC_PID") == processId.ToString()) return true;
        // As the first process of a container there is no parent to look at.
        if (processId == 1) return IsSet("NOTIFY_SOCKET") || IsSet("LISTEN_PID");
        return parentName() == "systemd";

        bool IsSet(string name) => !string.IsNullOrEmpty(variable(name));
    }

    private static string? ParentName()
    {
        try
        {
            var parent = File.ReadLines("/proc/self/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..].Trim();
            return File.ReadAllText($"/proc/{parent}/comm").TrimEnd('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // No /proc, or a parent hidden by ProtectProc=invisible.
            return null;
        }
    }
}
