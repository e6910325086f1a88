using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting.Systemd;

namespace Microsoft.Extensions.Hosting;

/// <summary>Stands in for the package Microsoft.Extensions.Hosting.Systemd.</summary>
public static class SystemdHostBuilderExtensions
{
    /// <summary>
    /// Registers <see cref="ISystemdNotifier"/> and <see cref="SystemdLifetime"/>. Unlike the package it does so outside a service as well:
    /// there the notifier is disabled, and signals are handled in the same way.
    /// </summary>
    public static IServiceCollection AddSystemd(this IServiceCollection services)
    {
        services.TryAddSingleton<ISystemdNotifier, SystemdNotifier>();
        return services.AddSingleton<IHostLifetime, SystemdLifetime>();
    }
}
