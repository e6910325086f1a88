using AccessSlack.Diagnostics;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>
/// The door for Teleport's events: watch, catch up after INIT, reconnect with back-off. A clean end of the stream is
/// normal (docs/protocols/teleport.md 4.1). <see cref="InitialSync"/> runs beside the stream, which must be read
/// promptly or the server drops us.
/// </summary>
internal sealed partial class Watcher(
    ITeleport teleport,
    RequestTracker book,
    InitialSync initialSync,
    Action<string> look,
    Readiness readiness,
    Metrics metrics,
    TimeProvider time,
    Func<double> chance,
    ILogger<Watcher> logger
)
{
    private const long Waiting = -1;

    /// <summary>An event is only noted down; whatever takes this long will never end.</summary>
    internal static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A watch that lived so long was a good one. A server that confirms each and ends it at once must not be asked
    /// every second, nor listed.
    /// </summary>
    internal static readonly TimeSpan GoodAfter = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failures;
    private long? _confirmed; // the timestamp of the last INIT
    private long _noting = Waiting; // the timestamp since when an event is being noted

    /// <summary>
    /// Completes at the first INIT; fails when the watch is refused before it, which only a person can mend.
    /// </summary>
    public Task Connected => _connected.Task;

    /// <summary>An event was taken from the stream and never put down.</summary>
    public bool IsStuck =>
        Interlocked.Read(ref _noting) is >= 0 and var since && time.GetElapsedTime(since) > StuckAfter;

    /// <summary>Runs until cancelled. Any exception is a defect.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var end = await WatchOnceAsync(cancel);
            readiness.Watching(false);
            metrics.WatchEnded();
            if (cancel.IsCancellationRequested) return;
            if (end is { } fault && IsFinal(fault) && _connected.TrySetException(fault)) return;
            if (_confirmed is { } since && time.GetElapsedTime(since) >= GoodAfter) _failures = 0;
            _confirmed = null;
            _failures++;
            metrics.Retried(Retry.Watch);
            var pause = Backoff.Delay(_failures, chance());
            var wait = Task.Delay(pause, time, cancel);
            if (end is { } lost && IsFinal(lost)) Log.Locked(logger, end.Message, pause.TotalSeconds);
            else Log.Reconnecting(logger, end?.Message ?? "the stream ended", pause.TotalSeconds);
            await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Before the first INIT these need a person; later they are waited out, because a role or file may be mended.
    /// </summary>
    private static bool IsFinal(TeleportException fault) =>
        fault.Failure is TeleportFailure.NotPermitted or TeleportFailure.CredentialsRefused or TeleportFailure.Refused;

    /// <summary>Null when the stream ended cleanly or we are stopping.</summary>
    private async Task<TeleportException?> WatchOnceAsync(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var list = Task.CompletedTask;
        try
        {
            await foreach (var happening in teleport.WatchAsync(stop))
            {
                Interlocked.Exchange(ref _noting, time.GetTimestamp());
                if (happening is TeleportEvent.Watching) list = BeginAsync(ended.Token);
                else Apply(happening);
                Interlocked.Exchange(ref _noting, Waiting);
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
            await list;
        }
    }

    private Task BeginAsync(CancellationToken ended)
    {
        Log.Connected(logger);
        _confirmed = time.GetTimestamp();
        metrics.WatchBegan(time.GetUtcNow());
        readiness.Watching(true);
        _connected.TrySetResult();
        return initialSync.RunAsync(ended);
    }

    private void Apply(TeleportEvent happening)
    {
        metrics.SawEvent(time.GetUtcNow());
        if (happening is TeleportEvent.Changed changed)
        {
            book.Changed(changed.Request);
            look(changed.Request.Id);
        }
        else if (happening is TeleportEvent.Removed removed)
        {
            if (book.Removed(removed.Id)) look(removed.Id);
        }
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
            EventId = 5028,
            Level = LogLevel.Error,
            Message = "Teleport refuses the watch, and nothing works until somebody mends it: {Cause}. Reconnecting " +
                "in {Seconds} s"
        )]
        public static partial void Locked(ILogger logger, string cause, double seconds);
    }
}
