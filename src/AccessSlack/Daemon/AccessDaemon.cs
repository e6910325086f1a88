using AccessSlack.Interactions;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Daemon;

/// <summary>What the start needs to know of the configuration.</summary>
internal sealed record DaemonOptions(string TeleportAddress, ApprovalPolicy Policy, DecisionSeal Seal, bool IsNotifyOnly, bool HasSigningSecret, TimeSpan? Lookback);

/// <summary>
/// Start and stop of the main job. The start ends when the watch is live, so that the listener binds and systemd hears
/// READY only after that. Anything that stands in the way is a <see cref="StartException"/>.
/// </summary>
internal sealed partial class AccessDaemon(
    DaemonOptions options, ITeleport teleport, ISlack slack, Readiness readiness, TimeProvider time, Random random,
    ILoggerFactory loggers, Action<Exception> onDefect) : IHostedService, IInteractionHandler, IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <summary>A server that came back with the last try still gets time to confirm the watch.</summary>
    private static readonly TimeSpan ShortestWatchLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);

    /// <summary>A request id that cannot exist, for asking whether plugin data may be written without writing any.</summary>
    private const string ProbeId = "00000000-0000-4000-8000-000000000000";

    private readonly ILogger _logger = loggers.CreateLogger<AccessDaemon>();
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _inHand = [];
    private KeyedQueue? _queue;
    private ClickHandler? _clicks;
    private Task _watching = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancel)
    {
        LogStarting(ProductVersion.Text);
        var started = time.GetUtcNow();
        var app = await RetryAsync(started, AuthenticateAsync, cancel);
        var server = await RetryAsync(started, PingAsync, cancel);
        var isDurable = await RetryAsync(started, MayWritePluginDataAsync, cancel);
        LogSurroundings(app.TeamName, app.TeamId, app.BotUserName, server.Cluster, server.Version);
        if (!options.HasSigningSecret && !options.IsNotifyOnly) LogNoSecret();

        var watcher = Compose(app, server, isDurable, started);
        LogWatching();
        _watching = WatchAsync(watcher);
        try
        {
            await ConnectedAsync(watcher, started, cancel);
        }
        catch
        {
            await StopWatchingAsync(); // the host stops only what has started
            throw;
        }
    }

    /// <summary>The listener has closed before: what is left are clicks in hand, which are finished, and looks, which any later start repeats.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        await InHandAsync().WaitAsync(DrainLimit, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopWatchingAsync();
        await WhenIdleAsync().WaitAsync(DrainLimit, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async Task HandleAsync(Interaction interaction, CancellationToken cancel)
    {
        var work = _clicks!.HandleAsync(interaction, cancel);
        lock (_inHand) _inHand.Add(work);
        try { await work; }
        finally { lock (_inHand) _inHand.Remove(work); }
    }

    /// <summary>Completes when no work is running or waiting: a test that advanced the clock sees everything that follows from it.</summary>
    public Task WhenIdleAsync() => _queue?.WhenIdleAsync() ?? Task.CompletedTask;

    public void Dispose() => _stop.Dispose();

    private Task InHandAsync() { lock (_inHand) return Task.WhenAll(_inHand); }

    private Watcher Compose(SlackApp app, TeleportServer server, bool isDurable, DateTimeOffset started)
    {
        var policy = options.Policy;
        var book = new RequestBook();
        var ledgers = new LedgerStore(teleport, isDurable, options.Seal, time, loggers.CreateLogger<LedgerStore>());
        var notBefore = isDurable ? started - options.Lookback : started;
        var planner = new Planner(policy, server.Cluster, server.ProxyPublicAddress, notBefore);
        var announcer = new Announcer(slack, ledgers, new(slack), planner, readiness, time, loggers.CreateLogger<Announcer>());
        var corrector = new Corrector(teleport, slack, ledgers, book, planner, readiness, time, loggers.CreateLogger<Corrector>());
        var home = new Workspace(app.TeamId, app.EnterpriseId, app.BotId, slack.AppId);
        var identification = new Identification(slack, policy.Settings, home, readiness, loggers.CreateLogger<Identification>());
        var decisions = new DecisionMaker(teleport, ledgers, book, policy, identification, options.Seal, time, Chance, loggers.CreateLogger<DecisionMaker>());
        _queue = new KeyedQueue(places: 16, LogDefect);
        var workflow = new RequestWorkflow(_queue, book, planner, ledgers, announcer, corrector, decisions, slack, time, Chance, loggers.CreateLogger<RequestWorkflow>(), _stop.Token);
        _clicks = new ClickHandler(slack, workflow, identification, loggers.CreateLogger<ClickHandler>());
        return new Watcher(teleport, book, workflow.Look, readiness, time, Chance, loggers.CreateLogger<Watcher>());
    }

    private async Task WatchAsync(Watcher watcher)
    {
        try
        {
            await watcher.RunAsync(_stop.Token);
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            onDefect(defect); // a top loop that ends takes the process with it
        }
    }

    private async Task StopWatchingAsync()
    {
        await _stop.CancelAsync();
        await _watching;
    }

    private async Task ConnectedAsync(Watcher watcher, DateTimeOffset started, CancellationToken cancel)
    {
        try
        {
            await watcher.Connected.WaitAsync(Left(started) > ShortestWatchLimit ? Left(started) : ShortestWatchLimit, time, cancel);
        }
        catch (TimeoutException)
        {
            throw Unreachable("Teleport did not begin to send events", inner: null);
        }
        catch (TeleportException e)
        {
            throw Refused(e);
        }
    }

    /// <summary>Tries until it works, a person is needed, or a minute is over; the last try is at its end.</summary>
    private async Task<T> RetryAsync<T>(DateTimeOffset started, Func<CancellationToken, Task<T>> attempt, CancellationToken cancel)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await attempt(cancel);
            }
            catch (StartException e) when (e.ExitCode == ExitCode.Unavailable && Left(started) is var left && left > TimeSpan.Zero)
            {
                var pause = Backoff.Delay(failures, Chance());
                if (pause > left) pause = left;
                var wait = Task.Delay(pause, time, cancel);
                LogNotYet(e.Message, pause.TotalSeconds);
                await wait;
            }
        }
    }

    private async Task<SlackApp> AuthenticateAsync(CancellationToken cancel) => await slack.AuthenticateAsync(cancel) switch
    {
        SlackResult<SlackApp>.Ok { Value: var app } => MissingScopes(app) is { Length: > 0 } missing
            ? throw new StartException(ExitCode.NotPermitted, $"The Slack app lacks the scope {missing}. Add it on the app's page OAuth & Permissions under Bot Token Scopes, and install the app again")
            : app,
        SlackResult<SlackApp>.Failed { Failure: { Kind: SlackFailureKind.Credentials } refused } =>
            throw new StartException(ExitCode.NotPermitted, $"Slack refused the token ({refused.Code}). {refused.Cure}"),
        SlackResult<SlackApp>.Failed failed => throw Unreachable($"Slack did not answer ({failed.Failure.Code}). {failed.Failure.Cure}", inner: null),
        _ => throw new InvalidOperationException("unknown result"),
    };

    /// <summary>Buttons need to know who clicked. When Slack does not name the scopes, a missing one shows at its first use.</summary>
    private string MissingScopes(SlackApp app)
    {
        string[] needed = options.Policy.CanDecide ? ["chat:write", "users:read", "users:read.email"] : ["chat:write"];
        return app.Scopes.Count == 0 ? "" : string.Join(", ", needed.Except(app.Scopes));
    }

    private async Task<TeleportServer> PingAsync(CancellationToken cancel)
    {
        try
        {
            return await teleport.PingAsync(cancel);
        }
        catch (TeleportException e) when (e.Failure is TeleportFailure.NotPermitted or TeleportFailure.CredentialsRefused)
        {
            throw Refused(e);
        }
        catch (TeleportException e)
        {
            throw Unreachable($"Teleport at {options.TeleportAddress} did not answer: {e.Message}", e);
        }
    }

    /// <summary>Asks with an expectation that cannot hold, so that nothing is ever written; the permission is checked before it.</summary>
    private async Task<bool> MayWritePluginDataAsync(CancellationToken cancel)
    {
        try
        {
            await teleport.WritePluginDataAsync(ProbeId, new Dictionary<string, string>(), new Dictionary<string, string> { [LedgerCodec.RevKey] = "never" }, cancel);
            return true;
        }
        catch (TeleportException e) when (e.Failure == TeleportFailure.NotPermitted)
        {
            if (!options.IsNotifyOnly) throw Refused(e);
            LogMemoryOnly();
            return false;
        }
        catch (TeleportException e) when (e.Failure is TeleportFailure.Unreachable or TeleportFailure.Busy)
        {
            throw Unreachable($"Teleport at {options.TeleportAddress} did not answer: {e.Message}", e);
        }
        catch (TeleportException)
        {
            return true; // the expectation did not hold, as it should not
        }
    }

    private StartException Refused(TeleportException e) => new(ExitCode.NotPermitted, e.Failure == TeleportFailure.NotPermitted
        ? $"Teleport does not permit what is needed: {e.Message}. Give the plugin's user a role with the rules access_request: [list, read, update] and access_plugin_data: [list, read, update]; an identity signed earlier keeps working"
        : $"Teleport at {options.TeleportAddress} refused us: {e.Message}", e);

    private static StartException Unreachable(string message, Exception? inner) => new(ExitCode.Unavailable, message, inner);

    private TimeSpan Left(DateTimeOffset started) => started + StartLimit - time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private double Chance()
    {
        lock (random) return random.NextDouble();
    }

    private void LogDefect(string requestId, Exception defect) => LogDefect(_logger, requestId, defect);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting Teleport Access Slack {Version}")]
    private partial void LogStarting(string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Slack team {Team} ({TeamId}) as {BotUser}; Teleport cluster {Cluster}, version {TeleportVersion}")]
    private partial void LogSurroundings(string team, string teamId, string botUser, string cluster, string teleportVersion);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting a request watcher...")]
    private partial void LogWatching();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not started yet: {Problem}. Trying again in {Seconds} s")]
    private partial void LogNotYet(string problem, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "NO SIGNING SECRET: clicks cannot be verified, so messages carry a link instead of buttons and every click is answered 401. Set secret under [slack] to the app's Signing Secret")]
    private partial void LogNoSecret();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Teleport does not let us write plugin data. With notify_only the daemon goes on from memory and announces only what is made from now on; grant access_plugin_data: [list, read, update] (up to 6.0 access_request: update) to mend it")]
    private partial void LogMemoryOnly();

    [LoggerMessage(Level = LogLevel.Error, Message = "Working on request {RequestId} failed in a way that should not be possible; the other requests go on. Please report this")]
    private static partial void LogDefect(ILogger logger, string requestId, Exception defect);
}
