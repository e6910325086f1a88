using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace AccessSlack.Hosting.Systemd;

/// <summary>This process as a service of systemd.</summary>
internal static class SystemdService
{
    /// <summary>
    /// Registers the notifier and the lifetime. The package's AddSystemd does so only where it detects a service, and
    /// misses one with ProtectProc=invisible or in a container; without NOTIFY_SOCKET the notifier does nothing anyway.
    /// </summary>
    public static IServiceCollection AddSystemdService(this IServiceCollection services) => services
        .AddSingleton<ISystemdNotifier, BestEffortNotifier>()
        .AddSingleton<SystemdLifetime>()
        .AddSingleton<IHostLifetime, SignalLifetime>();

    /// <summary>Whether systemd itself started this process, so that its output goes to the journal.</summary>
    public static bool IsThisProcess() =>
        IsNamed(Environment.ProcessId, Environment.GetEnvironmentVariable) || SystemdHelpers.IsSystemdService();

    /// <summary>
    /// Whether systemd (248 and later) names this process. The package looks at the name of the parent process instead,
    /// which ProtectProc=invisible hides. Children inherit the variable, so the id must match.
    /// </summary>
    internal static bool IsNamed(int processId, Func<string, string?> variable) =>
        variable("SYSTEMD_EXEC_PID") == processId.ToString();
}
