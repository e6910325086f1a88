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
internal sealed partial class ListenerLifetime(
    IServer server,
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
        var addresses = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        var address = new Uri(addresses.First()); // with the port that was bound
        var kind = address.Scheme == Uri.UriSchemeHttps ? "secure HTTPS" : "insecure HTTP";
        Log.Listening(loggers.CreateLogger(typeof(Listener).FullName!), kind, address.Authority);
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

    private static partial class Log
    {
        [LoggerMessage(EventId = 1018, Level = LogLevel.Information, Message = "Starting {Kind} server on {Address}")]
        public static partial void Listening(ILogger logger, string kind, string address);
    }
}
