using AccessSlack.Configuration;
using AccessSlack.Diagnostics;
using AccessSlack.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>
/// What happens around the listener. At the start, it is reported as bound before systemd gets READY, so that the
/// status of an active unit is true. At the stop, it stays open until the clicks in hand are finished, so that new ones
/// get their 503 instead of a refused connection.
/// </summary>
internal sealed class ListenerLifetime(
    IServer server,
    ConfigurationSource configuration,
    PendingWork work,
    Readiness readiness,
    IHostApplicationLifetime application,
    ILoggerFactory loggers
) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The listener is bound. The host tells systemd after this.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Listener.Announce(loggers.CreateLogger(typeof(Listener).FullName!), Bound());
        readiness.Listening();
        return Task.CompletedTask;
    }

    /// <summary>Runs before any service is stopped. From the first line on, new clicks are refused.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        application.StopApplication();
        readiness.Stopping();
        await work.FinishClicksAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Where clicks arrive, with the port that was bound; null if none do.</summary>
    private Uri? Bound() =>
        configuration.Running.Settings!.Http.IsUsed
            ? new(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First())
            : null;
}
