using System.Collections.Immutable;
using AccessSlack.Configuration;
using AccessSlack.Hosting.Checks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting.Reloading;

/// <summary>
/// Reloads everything on SIGHUP, and credentials and secrets when their files change, no matter whether they were
/// rewritten in place, renamed or swapped through a symbolic link. If anything is unusable, the running configuration
/// stays in effect.
/// </summary>
internal sealed partial class Reloader(
    ConfigurationSource source,
    ReloadPlanner planner,
    ReloadStatus status,
    TimeProvider time,
    DefectHandler onDefect,
    ILogger<Reloader> logger
) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    private readonly PeriodicTimer _timer = new(Between, time);
    private string _seen = FileDigest.Of(planner.WatchedFiles);
    private string _lastFailure = "";

    private bool HasFailed => _lastFailure.Length > 0;

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ServeAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
        catch (Exception defect)
        {
            onDefect(defect); // a top loop that ends takes the process with it
        }
    }

    private async Task ServeAsync(CancellationToken stop)
    {
        var (hangup, tick) = (
            source.Hangups.WaitToReadAsync(stop).AsTask(),
            _timer.WaitForNextTickAsync(stop).AsTask()
        );
        while (true)
        {
            await await Task.WhenAny(hangup, tick);
            if (hangup.IsCompleted)
            {
                while (source.Hangups.TryRead(out _)) { /* several at once are one */ }
                await ReloadAsync(stop);
                hangup = source.Hangups.WaitToReadAsync(stop).AsTask();
            }

            if (tick.IsCompleted)
            {
                if (!await tick) return; // disposed
                await RefreshAsync(stop);
                tick = _timer.WaitForNextTickAsync(stop).AsTask();
            }
        }
    }

    private async Task ReloadAsync(CancellationToken cancel)
    {
        Log.Reloading(logger);
        status.Reloading();
        _lastFailure = "";
        if (await TryAsync(ReloadCause.Asked, cancel))
        {
            ConfigurationWarnings.Write(source, logger);
            Log.Reloaded(logger);
        }

        status.Ready();
    }

    /// <summary>
    /// Files that belong together are often renewed one by one. While they do not match, the next check tries again;
    /// after a failure it does so even if they are the earlier ones once more.
    /// </summary>
    private async Task RefreshAsync(CancellationToken cancel)
    {
        var contents = FileDigest.Of(planner.WatchedFiles);
        if (contents == _seen && !(HasFailed && source.IsInEffect)) return;
        if (!await TryAsync(ReloadCause.FilesChanged, cancel)) return;
        if (contents == _seen) Log.Recovered(logger);
        else Log.Renewed(logger);
        _seen = contents;
    }

    private async Task<bool> TryAsync(ReloadCause cause, CancellationToken cancel)
    {
        var plan = await planner.PrepareAsync(cause, cancel);
        status.Prepared(cause, plan);
        if (!plan.Problems.IsEmpty)
        {
            Complain(plan.Problems);
            return false;
        }

        plan.Commit();
        if (cause == ReloadCause.Asked) _seen = FileDigest.Of(planner.WatchedFiles);
        if (cause == ReloadCause.Asked || !HasFailed || source.IsInEffect) ReportRecovered();
        foreach (var setting in plan.NeedRestart) Log.NeedsRestart(logger, setting);
        return true;
    }

    /// <summary>A bad configuration file stays bad, even if credentials are renewed meanwhile.</summary>
    private void ReportRecovered()
    {
        _lastFailure = "";
        status.Committed();
    }

    /// <summary>Logs the same failure once, not at every check.</summary>
    private void Complain(ImmutableArray<string> problems)
    {
        var failure = string.Join('\n', problems);
        if (failure == _lastFailure) return;
        _lastFailure = failure;
        foreach (var problem in problems) Log.Problem(logger, problem);
        Log.Kept(logger);
        status.Kept(problems.Length);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1006, Level = LogLevel.Information, Message = "Reloading (SIGHUP)")]
        public static partial void Reloading(ILogger logger);

        [LoggerMessage(EventId = 1007, Level = LogLevel.Information, Message = "Configuration reloaded")]
        public static partial void Reloaded(ILogger logger);

        [LoggerMessage(
            EventId = 1008,
            Level = LogLevel.Information,
            Message = "Renewed credentials or secrets are now in use"
        )]
        public static partial void Renewed(ILogger logger);

        [LoggerMessage(
            EventId = 1540,
            Level = LogLevel.Information,
            Message = "The files are valid again, and the configuration in effect is what they say"
        )]
        public static partial void Recovered(ILogger logger);

        [LoggerMessage(EventId = 1009, Level = LogLevel.Error, Message = "Reload: {Problem}")]
        public static partial void Problem(ILogger logger, string problem);

        [LoggerMessage(
            EventId = 1010,
            Level = LogLevel.Warning,
            Message = "The previous configuration stays in effect. Fix the problems above, then reload"
        )]
        public static partial void Kept(ILogger logger);

        [LoggerMessage(
            EventId = 1011,
            Level = LogLevel.Warning,
            Message = "{Setting} has changed; restart the daemon to apply it. Until then the previous value is used"
        )]
        public static partial void NeedsRestart(ILogger logger, string setting);
    }
}
