using AccessSlack.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>
/// Starts and stops the main job. The start completes when the watch is live, so the listener binds and systemd gets
/// READY only after that. Anything that prevents it is a <see cref="StartException"/>.
/// </summary>
internal sealed partial class AccessDaemon(
    ConfigurationSource source,
    StartChecks checks,
    PolicyActivation policy,
    WatchLoop watch,
    PendingWork work,
    ILogger<AccessDaemon> logger
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancel)
    {
        Log.Starting(logger, ProductVersion.Text);
        policy.Start(source.Running.Settings!, await checks.RunAsync(cancel));
        Log.Watching(logger);
        watch.Start();
        try
        {
            await checks.AwaitWatchAsync(watch.Connected, cancel);
            policy.CheckRules();
        }
        catch
        {
            await watch.StopAsync(); // the host stops only services whose start succeeded
            throw;
        }
    }

    /// <summary>
    /// The listener is closed by then. Clicks in progress are finished; reconciliation is not, because the next start
    /// repeats it.
    /// </summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        await work.FinishClicksAsync(cancel);
        await watch.StopAsync();
        await work.FinishAsync(cancel);
    }

    /// <inheritdoc cref="PendingWork.WhenIdleAsync"/>
    public Task WhenIdleAsync() => work.WhenIdleAsync();

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1000,
            Level = LogLevel.Information,
            Message = "Starting Teleport Access Slack {Version}"
        )]
        public static partial void Starting(ILogger logger, string version);

        [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "Starting a request watcher...")]
        public static partial void Watching(ILogger logger);
    }
}
