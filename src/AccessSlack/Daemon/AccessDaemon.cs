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
    /// <summary>A server that came back with the last try still gets time to confirm the watch.</summary>
    private static readonly TimeSpan ShortestWatchLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = loggers.CreateLogger<AccessDaemon>();
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _inHand = [];
    private KeyedQueue? _queue;
    private ClickHandler? _clicks;
    private Task _watching = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancel)
    {
        LogStarting(ProductVersion.Text);
        var checks = new StartChecks(options, teleport, slack, time, Chance, loggers.CreateLogger<StartChecks>());
        var found = await checks.RunAsync(cancel);
        if (!options.HasSigningSecret && !options.IsNotifyOnly) LogNoSecret();

        var watcher = Compose(found);
        LogWatching();
        _watching = WatchAsync(watcher);
        try
        {
            await ConnectedAsync(watcher, checks, cancel);
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

    private Watcher Compose(Surroundings found)
    {
        var (app, server, isDurable, started) = found;
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

    private async Task ConnectedAsync(Watcher watcher, StartChecks checks, CancellationToken cancel)
    {
        try
        {
            await watcher.Connected.WaitAsync(checks.Left > ShortestWatchLimit ? checks.Left : ShortestWatchLimit, time, cancel);
        }
        catch (TimeoutException)
        {
            throw new StartException(ExitCode.Unavailable, $"Teleport at {options.TeleportAddress} did not begin to send events");
        }
        catch (TeleportException e)
        {
            throw checks.Refused(e);
        }
    }

    private double Chance()
    {
        lock (random) return random.NextDouble();
    }

    private void LogDefect(string requestId, Exception defect) => LogDefect(_logger, requestId, defect);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting Teleport Access Slack {Version}")]
    private partial void LogStarting(string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting a request watcher...")]
    private partial void LogWatching();

    [LoggerMessage(Level = LogLevel.Error, Message = "NO SIGNING SECRET: clicks cannot be verified, so messages carry a link instead of buttons and every click is answered 401. Set secret under [slack] to the app's Signing Secret")]
    private partial void LogNoSecret();

    [LoggerMessage(Level = LogLevel.Error, Message = "Working on request {RequestId} failed in a way that should not be possible; the other requests go on. Please report this")]
    private static partial void LogDefect(ILogger logger, string requestId, Exception defect);
}
