using AccessSlack.Diagnostics;
using AccessSlack.Reconciliation.Rules;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>
/// Receives Teleport's events: watch, sync after INIT, reconnect with back-off. A clean end of the stream is normal
/// (docs/protocols/teleport.md 4.1). <see cref="InitialSync"/> runs beside the stream, which must be read promptly or
/// the server drops us.
/// </summary>
internal sealed partial class Watcher(
    RuleFollower watch,
    InitialSync initialSync,
    RequestQueue queue,
    WatchStatus status,
    Backoff backoff,
    ILogger<Watcher> logger
)
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failures;

    /// <summary>
    /// Completes at the first INIT; fails when the watch is refused before it, which only a person can fix.
    /// </summary>
    public Task Connected => _connected.Task;

    /// <summary>Runs until cancelled. Any exception is a defect.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var replaced = watch.BeginRound(); // first: it may be replaced before the watch begins
            var fault = await WatchOnceAsync(cancel);
            var end = status.Ended();
            if (cancel.IsCancellationRequested) return;
            if (replaced.IsCancellationRequested) Log.Moving(logger);
            else if (fault is not null && IsFinal(fault) && _connected.TrySetException(fault)) return;
            else await PauseAsync(fault, end, replaced, cancel);
            if (replaced.IsCancellationRequested) _failures = 0;
        }
    }

    /// <summary>A new connection ends the pause, because what made the last one fail may be gone.</summary>
    private async Task PauseAsync(
        TeleportException? fault,
        WatchEnd end,
        CancellationToken replaced,
        CancellationToken stop
    )
    {
        if (end.WasGood) _failures = 0;
        var pause = backoff.Next(Retry.Watch, ++_failures, end.LongestPause(fault?.Failure));
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(stop, replaced);
        var wait = backoff.WaitAsync(pause, cut.Token);
        if (fault is not null && IsFinal(fault)) Log.Locked(logger, fault.Message, pause.TotalSeconds);
        else Log.Reconnecting(logger, fault?.Message ?? "the stream ended", pause.TotalSeconds);
        await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>
    /// Before the first INIT these need a person; later they are waited out, because a role or file may be corrected.
    /// </summary>
    private static bool IsFinal(TeleportException fault) =>
        fault.Failure is TeleportFailure.NotPermitted or TeleportFailure.CredentialsRefused or TeleportFailure.Refused;

    /// <summary>Null when the stream ended cleanly or the daemon is stopping.</summary>
    private async Task<TeleportException?> WatchOnceAsync(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var sync = Task.CompletedTask;
        try
        {
            await foreach (var happening in watch.WatchAsync(stop))
            {
                using (status.HandleEvent())
                {
                    if (happening is TeleportEvent.Watching) sync = BeginAsync(ended.Token);
                    else Apply(happening);
                }
            }

            return null;
        }
        catch (TeleportException e)
        {
            return e;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            await ended.CancelAsync();
            await sync;
        }
    }

    private Task BeginAsync(CancellationToken ended)
    {
        Log.Connected(logger);
        status.Began();
        _connected.TrySetResult();
        return initialSync.RunAsync(ended);
    }

    private void Apply(TeleportEvent happening)
    {
        status.SawEvent();
        if (happening is TeleportEvent.Changed changed) queue.Changed(changed.Request);
        else if (happening is TeleportEvent.Removed removed) queue.Removed(removed.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5026, Level = LogLevel.Information, Message = "Watcher connected")]
        public static partial void Connected(ILogger logger);

        [LoggerMessage(
            EventId = 5027,
            Level = LogLevel.Warning,
            Message = "The watch on Teleport ended: {Cause}. Reconnecting in {Seconds} s"
        )]
        public static partial void Reconnecting(ILogger logger, string cause, double seconds);

        [LoggerMessage(
            EventId = 5540,
            Level = LogLevel.Information,
            Message = "The watch on Teleport is started again, on a new connection or with new settings"
        )]
        public static partial void Moving(ILogger logger);

        [LoggerMessage(
            EventId = 5028,
            Level = LogLevel.Error,
            Message = "Teleport refuses the watch, and nothing works until this is fixed: {Cause}. Reconnecting in " +
                "{Seconds} s"
        )]
        public static partial void Locked(ILogger logger, string cause, double seconds);
    }
}
