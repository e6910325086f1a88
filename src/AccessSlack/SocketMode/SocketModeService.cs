using AccessSlack.Configuration;
using AccessSlack.Slack;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccessSlack.SocketMode;

/// <summary>
/// Socket Mode as a part of the daemon's life. The start completes with the first <c>hello</c>; at the stop, the clicks
/// in hand are finished and acknowledged before the connections are closed.
/// </summary>
internal sealed partial class SocketModeService(
    ISlackSockets slack,
    SocketKeeper keeper,
    OpenSockets sockets,
    SocketModeOptions options,
    ILogger<SocketModeService> logger
) : IHostedLifecycleService, IAsyncDisposable
{
    /// <summary>As long as the daemon waits for the clicks in hand over HTTP.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private SlackSettings Settings => options.Settings();

    /// <summary>Slack refuses a wrong token at once, so say so before anything is announced.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!Settings.UsesSocket) return;
        if (!Settings.SigningSecrets.IsEmpty) Log.SecretOnlySeals(logger);
        var check = await slack.CheckAsync(Settings.AppTokens[0], cancellationToken);
        if (check is SlackResult<Done>.Failed { Failure: { Kind: SlackFailureKind.Credentials } refused })
            throw SocketKeeper.CannotStart(refused);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!Settings.UsesSocket) return;
        sockets.Failed("not connected yet", isRefused: true);
        _running = RunAsync();
        try
        {
            await keeper.Connected.WaitAsync(cancellationToken);
        }
        catch
        {
            await EndAsync(CancellationToken.None); // the host stops only services whose start succeeded
            throw;
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs before any service is stopped. What arrives from now on is for other replicas.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => EndAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await EndAsync(new(canceled: true));
        foreach (var connection in sockets.All) connection.Dispose();
        _stop.Dispose();
    }

    private async Task EndAsync(CancellationToken cancel)
    {
        sockets.Stop();
        if (!_stop.IsCancellationRequested) await _stop.CancelAsync();
        await _running;
        foreach (var connection in sockets.All) connection.Refuse();
        await Task.WhenAll(sockets.All.Select(connection => connection.CloseAsync(AnswerLimit, cancel)));
    }

    private async Task RunAsync()
    {
        try
        {
            await keeper.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // stopping
        }
        catch (Exception defect)
        {
            options.OnDefect(defect); // a top loop that ends takes the process with it
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 9520,
            Level = LogLevel.Information,
            Message = "Clicks arrive over Socket Mode, so secret does not verify them; it is only the key of the " +
                "seal of votes and decisions"
        )]
        public static partial void SecretOnlySeals(ILogger logger);
    }
}
