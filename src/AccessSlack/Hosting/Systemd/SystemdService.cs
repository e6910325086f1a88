using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace AccessSlack.Hosting.Systemd;

/// <summary>This process as a systemd service.</summary>
internal static class SystemdService
{
    /// <summary>
    /// Registers the notifier and the lifetime. The package's AddSystemd does so only if it detects a service, and
    /// fails to with ProtectProc=invisible or in a container. Without NOTIFY_SOCKET the notifier does nothing.
    /// </summary>
    public static IServiceCollection AddSystemdService(this IServiceCollection services) => services
        .AddSingleton<ISystemdNotifier, BestEffortNotifier>()
        .AddSingleton<SystemdLifetime>()
        .AddSingleton<IHostLifetime, SignalLifetime>();

    /// <summary>Whether systemd itself started this process, so that its output goes to the journal.</summary>
    public static bool IsThisProcess() =>
        IsNamed(Environment.ProcessId, Environment.GetEnvironmentVariable) || SystemdHelpers.IsSystemdService();

    /// <summary>
    /// Whether systemd (248 and later) names this process. The package checks the name of the parent process instead,
    /// which ProtectProc=invisible hides. Child processes inherit the variable, so the process id must match.
    /// </summary>
    internal static bool IsNamed(int processId, Func<string, string?> variable) =>
        variable("SYSTEMD_EXEC_PID") == processId.ToString();
}
