using AccessSlack.Diagnostics;
using AccessSlack.Interactions;
using AccessSlack.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.SocketMode;

/// <summary>
/// Keeps one connection open. Its successor is there, with its <c>hello</c>, before it is closed, so that no click is
/// lost in between.
/// </summary>
internal sealed partial class SocketKeeper(
    SocketOpener opener,
    OpenSockets sockets,
    SocketMetrics metrics,
    SocketModeOptions options,
    TimeProvider time,
    ILogger<SocketKeeper> logger
)
{
    /// <summary>Of the whole start, and what is left of it for the first connection at least.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60), ShortestLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan UntilItIsFixed = TimeSpan.FromMinutes(1);

    /// <summary>A connection that ends sooner is a failure like one that could not be opened.</summary>
    private static readonly TimeSpan ShortLife = TimeSpan.FromMinutes(1);

    /// <summary>Answers on the old connection are done within 2.5 s.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);

    /// <summary>Slack counts apps.connections.open at about one a minute, and takes short bursts.</summary>
    private readonly TokenBuckets _pace = new(time, burst: 10, TimeSpan.FromMinutes(1));

    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _created = time.GetTimestamp();
    private TimeSpan _startLimit = StartLimit;
    private TaskCompletionSource _newToken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SocketConnection? _current;
    private string _refusal = "", _foreignApp = "";
    private int _failures;

    /// <summary>Completes with the first connection; fails if the daemon cannot start.</summary>
    public Task Connected => _connected.Task;

    private bool HasStarted => _connected.Task.IsCompletedSuccessfully;

    private Secret Token => options.Settings().AppTokens[0];

    public static StartException CannotStart(SlackFailure failure) =>
        failure.Kind == SlackFailureKind.Credentials
            ? new(
                ExitCode.NotPermitted,
                $"Slack refuses Socket Mode ({failure.Code}). {failure.Remedy.TrimEnd('.')}"
            )
            : new(
                ExitCode.Unavailable,
                $"Slack did not open a connection of Socket Mode ({failure.Code}). {failure.Remedy.TrimEnd('.')}"
            );

    /// <summary>A reload has brought another app-level token, so another connection is opened.</summary>
    public void RenewToken() => Interlocked.Exchange(
        ref _newToken,
        new(TaskCreationOptions.RunContinuationsAsynchronously)
    ).TrySetResult();

    public async Task RunAsync(CancellationToken stop)
    {
        if (Left < ShortestLimit) _startLimit += ShortestLimit - Left;
        while (!_connected.Task.IsFaulted)
        {
            var newToken = _newToken.Task;
            if (_pace.Take("") is { Ticks: > 0 } pause) await WaitAsync(pause, newToken, stop);
            else await TryAsync(newToken, stop);
        }
    }

    private async Task TryAsync(Task newToken, CancellationToken stop)
    {
        switch (await opener.OpenAsync(Token, stop))
        {
            case SlackResult<OpenedSocket>.Ok { Value: var opened }:
                await UseAsync(opened, newToken, stop);
                break;
            case SlackResult<OpenedSocket>.Failed { Failure: var failure }:
                await FailAsync(failure, newToken, stop);
                break;
        }
    }

    private async Task UseAsync(OpenedSocket opened, Task newToken, CancellationToken stop)
    {
        var (connection, hello) = opened;
        sockets.Add(connection);
        Log.Connected(logger, hello.Connections ?? 1);
        (_refusal, var old) = ("", _current);
        _current = connection;
        _connected.TrySetResult();
        if (old is not null) _ = old.CloseAsync(AnswerLimit, CancellationToken.None);
        var needed = await WhenNeededAsync(connection, hello.AppId, newToken, stop);
        metrics.Renewed(needed.ToString().ToLowerInvariant());
        sockets.Update();
        if (needed != SocketEvent.Lost || connection.Age >= ShortLife) _failures = 0;
        else if (_failures++ > 0) await WaitAsync(options.Delay(_failures), newToken, stop);
        if (SocketOpener.FailureOf(needed) is { } failure) await FailAsync(failure, newToken, stop);
    }

    /// <summary>Until the connection needs a successor.</summary>
    private async Task<SocketEvent> WhenNeededAsync(
        SocketConnection connection,
        string app,
        Task newToken,
        CancellationToken stop
    )
    {
        while (true)
        {
            CheckApp(app);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var look = Task.Delay(UntilItIsFixed, time, over.Token);
            var first = await Task.WhenAny(connection.Event, newToken, look);
            if (!look.IsCompleted) await over.CancelAsync();
            stop.ThrowIfCancellationRequested();
            if (first == connection.Event) return await connection.Event;
            if (first == newToken) return SocketEvent.Token;
        }
    }

    /// <summary>Slack tells the app of the bot token with the first message that it posts.</summary>
    private void CheckApp(string app)
    {
        var ours = options.LearnedAppId();
        if (app.Length == 0 || ours.Length == 0 || app == ours || app == _foreignApp) return;
        _foreignApp = app;
        Log.ForeignApp(logger, app, ours);
    }

    private async Task FailAsync(SlackFailure failure, Task newToken, CancellationToken stop)
    {
        var isRefused = failure.Kind == SlackFailureKind.Credentials;
        var pause = isRefused ? UntilItIsFixed : Longer(failure.RetryAfter, options.Delay(++_failures));
        var left = Left; // read once, because time goes on
        if (!HasStarted && (isRefused || left <= TimeSpan.Zero))
        {
            _connected.TrySetException(CannotStart(failure));
            return;
        }

        if (!HasStarted && pause > left) pause = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
        var wait = WaitAsync(pause, newToken, stop); // the pause begins before it is announced
        GiveUpSilent();
        sockets.Failed(failure.Code, isRefused);
        Report(failure, isRefused, pause);
        await wait;
    }

    private TimeSpan Left => _startLimit - time.GetElapsedTime(_created);

    private void Report(SlackFailure failure, bool isRefused, TimeSpan pause)
    {
        if (!isRefused) Log.NotConnected(logger, failure.Code, failure.Remedy, pause.TotalSeconds);
        else if (failure.Code != _refusal) Log.Refused(logger, failure.Code, failure.Remedy);
        _refusal = isRefused ? failure.Code : "";
    }

    /// <summary>Without a way to Slack, a silent connection is dead, too.</summary>
    private void GiveUpSilent()
    {
        foreach (var connection in sockets.All.Where(one => one.Silence >= SocketConnection.LongestSilence))
            connection.Dispose();
    }

    private async Task WaitAsync(TimeSpan pause, Task newToken, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var passed = Task.Delay(pause, time, over.Token);
        await Task.WhenAny(newToken, passed);
        if (!passed.IsCompleted) await over.CancelAsync();
        stop.ThrowIfCancellationRequested();
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 9510,
            Level = LogLevel.Information,
            Message = "Connected to Slack over Socket Mode; connections of the app, this one included: {Connections}"
        )]
        public static partial void Connected(ILogger logger, int connections);

        [LoggerMessage(
            EventId = 9511,
            Level = LogLevel.Warning,
            Message = "Slack did not open a connection of Socket Mode ({Code}). {Cure} Trying again in {Seconds} s"
        )]
        public static partial void NotConnected(ILogger logger, string code, string cure, double seconds);

        [LoggerMessage(
            EventId = 9512,
            Level = LogLevel.Error,
            Message = "Slack refuses Socket Mode, so no click arrives until this is fixed ({Code}). {Cure} It is " +
                "tried again every minute"
        )]
        public static partial void Refused(ILogger logger, string code, string cure);

        [LoggerMessage(
            EventId = 9513,
            Level = LogLevel.Error,
            Message = "app_token belongs to the Slack app {SocketApp}, but token to {BotApp}, so no click on our " +
                "messages arrives. Create the app-level token in the app of the bot token"
        )]
        public static partial void ForeignApp(ILogger logger, string socketApp, string botApp);
    }
}
