using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Threading.Channels;
using AccessSlack.Diagnostics;
using AccessSlack.Hosting.Systemd;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>Why something is read again.</summary>
internal enum ReloadCause
{
    /// <summary>SIGHUP: the configuration itself, and with it everything it names.</summary>
    Asked,

    /// <summary>
    /// A credential or secret was renewed; the configuration stays as it was when it was last asked for.
    /// </summary>
    FilesChanged,
}

/// <summary>A reload that is ready to happen, or why it cannot: all of it happens or nothing.</summary>
/// <param name="Problems">Each with its cure. Any of them means that <paramref name="Commit"/> is never called.</param>
/// <param name="NeedRestart">Settings that changed but only count after a restart.</param>
/// <param name="Commit">Cannot fail.</param>
internal sealed record ReloadPlan(ImmutableArray<string> Problems, ImmutableArray<string> NeedRestart, Action Commit);

/// <summary>
/// Reads everything again on SIGHUP, and credentials and secrets when their files change, whether written in place,
/// renamed or swapped by a link. Whatever cannot be used leaves the running configuration in force.
/// </summary>
internal sealed partial class Reloader(
    Func<ReloadCause, CancellationToken, Task<ReloadPlan>> prepare,
    Func<IReadOnlyList<string>> watched,
    ChannelReader<bool> hangups,
    Readiness readiness,
    Metrics metrics,
    ISystemdNotifier systemd,
    TimeProvider time,
    ILogger<Reloader> logger,
    Action<Exception> onDefect
) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    private const int MostBytes = 1024 * 1024;

    private readonly PeriodicTimer _timer = new(Between, time);
    private string _seen = Contents(watched());
    private string _lastFailure = "";

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
        var (hangup, tick) = (hangups.WaitToReadAsync(stop).AsTask(), _timer.WaitForNextTickAsync(stop).AsTask());
        while (true)
        {
            await await Task.WhenAny(hangup, tick);
            if (hangup.IsCompleted)
            {
                while (hangups.TryRead(out _)) { /* several at once are one */ }
                await ReloadAsync(stop);
                hangup = hangups.WaitToReadAsync(stop).AsTask();
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
        // systemd matches this with its own clock; an answer to an earlier request would not count.
        systemd.Notify(ServiceStates.Reloading((long)(time.GetTimestamp() / (time.TimestampFrequency / 1e6))));
        _lastFailure = "";
        if (await TryAsync(ReloadCause.Asked, cancel)) Log.Reloaded(logger);
        systemd.Notify(ServiceState.Ready);
    }

    /// <summary>
    /// A set of files is often renewed one by one: while they do not fit together, the next look finds out.
    /// </summary>
    private async Task RefreshAsync(CancellationToken cancel)
    {
        var contents = Contents(watched());
        if (contents == _seen) return;
        if (!await TryAsync(ReloadCause.FilesChanged, cancel)) return;
        _seen = contents;
        Log.Renewed(logger);
    }

    private async Task<bool> TryAsync(ReloadCause cause, CancellationToken cancel)
    {
        var plan = await prepare(cause, cancel);
        metrics.Reloaded(cause == ReloadCause.Asked, plan.Problems.IsEmpty);
        if (plan.Problems.IsEmpty)
        {
            plan.Commit();
            if (cause == ReloadCause.Asked) _seen = Contents(watched());
            _lastFailure = "";
            readiness.Reloaded("");
            foreach (var setting in plan.NeedRestart) Log.NeedsRestart(logger, setting);
            return true;
        }

        Complain(plan.Problems);
        return false;
    }

    /// <summary>The same failure is said once, not at every look.</summary>
    private void Complain(ImmutableArray<string> problems)
    {
        var failure = string.Join('\n', problems);
        if (failure == _lastFailure) return;
        _lastFailure = failure;
        foreach (var problem in problems) Log.Problem(logger, problem);
        Log.Kept(logger);
        readiness.Reloaded(
            $"the last reload failed ({problems.Length} {(problems.Length == 1 ? "problem" : "problems")}, see the " +
            "log), the earlier configuration stays in force"
        );
    }

    /// <summary>
    /// What is in the files, as a digest: no time stamp tells of every way in which a file can be replaced.
    /// </summary>
    private static string Contents(IReadOnlyList<string> files)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            try
            {
                Append(digest, file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                digest.AppendData("unreadable"u8);
            }
        }

        return Convert.ToHexString(digest.GetHashAndReset());
    }

    /// <summary>What lies beyond the largest size that any of these files may have does not count.</summary>
    private static void Append(IncrementalHash digest, string file)
    {
        using var stream = File.OpenRead(file);
        var buffer = new byte[16 * 1024];
        for (var left = MostBytes; left > 0; left -= buffer.Length)
        {
            var read = stream.Read(buffer);
            if (read == 0) return;
            digest.AppendData(buffer, 0, read);
        }
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
            Message = "Credentials or secrets were renewed, and are in use"
        )]
        public static partial void Renewed(ILogger logger);

        [LoggerMessage(EventId = 1009, Level = LogLevel.Error, Message = "Reload: {Problem}")]
        public static partial void Problem(ILogger logger, string problem);

        [LoggerMessage(
            EventId = 1010,
            Level = LogLevel.Warning,
            Message = "The earlier configuration stays in force. Correct what stands above, then reload"
        )]
        public static partial void Kept(ILogger logger);

        [LoggerMessage(
            EventId = 1011,
            Level = LogLevel.Warning,
            Message = "{Setting} has changed, which needs restart: until then the earlier value is used"
        )]
        public static partial void NeedsRestart(ILogger logger, string setting);
    }
}
