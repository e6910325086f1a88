using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Diagnostics;
using AccessSlack.Hosting.Checks;
using AccessSlack.Interactions;
using AccessSlack.Planning;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>What the start needs to know of the configuration.</summary>
internal sealed record DaemonOptions(
    string TeleportAddress,
    ApprovalPolicy Policy,
    DecisionSeal Seal,
    bool IsNotifyOnly,
    bool HasSigningSecret,
    TimeSpan? Lookback,
    NotificationSettings Notifications
)
{
    /// <summary>What the Slack app needs for this configuration.</summary>
    public ImmutableArray<SlackScope> Scopes { get; init; } = [];
}

/// <summary>
/// Start and stop of the main job. The start ends when the watch is live, so that the listener binds and systemd hears
/// READY only after that. Anything that stands in the way is a <see cref="StartException"/>.
/// </summary>
internal sealed partial class AccessDaemon(
    DaemonOptions options,
    ITeleport teleport,
    ISlack slack,
    Readiness readiness,
    Metrics metrics,
    TimeProvider time,
    Random random,
    ILoggerFactory loggers,
    Action<Exception> onDefect
) : IHostedService, IInteractionHandler, IAsyncDisposable
{
    /// <summary>A server that came back with the last try still gets time to confirm the watch.</summary>
    private static readonly TimeSpan ShortestWatchLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);

    private const string RulesKey = "\0rules";

    private readonly ILogger _logger = loggers.CreateLogger<AccessDaemon>();
    private readonly string _us = random.Next().ToString("x8");
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _inHand = [];
    private Surroundings? _found;
    private CurrentTerms? _terms;
    private RequestTracker? _book;
    private KeyedQueue? _queue;
    private Reconciler? _workflow;
    private InteractionDispatcher? _dispatcher;
    private Watcher? _watcher;
    private Task _watching = Task.CompletedTask;
    private bool _isDisposed;

    public async Task StartAsync(CancellationToken cancel)
    {
        Log.Starting(_logger, ProductVersion.Text);
        var checks = new StartChecks(options, teleport, slack, time, Chance, loggers.CreateLogger<StartChecks>());
        var found = await checks.RunAsync(cancel);
        SayWhetherClicksCount(options);

        _watcher = Compose(found);
        Log.Watching(_logger);
        _watching = WatchAsync(_watcher);
        try
        {
            await ConnectedAsync(_watcher, checks, cancel);
            CheckRules();
        }
        catch
        {
            await StopWatchingAsync(); // the host stops only what has started
            throw;
        }
    }

    /// <summary>
    /// The listener has closed before: what is left are clicks in hand, which are finished, and looks, which any later
    /// start repeats.
    /// </summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        await InHandAsync().WaitAsync(DrainLimit, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopWatchingAsync();
        await WhenIdleAsync()
            .WaitAsync(DrainLimit, time, cancel)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async Task<InteractionAnswer> HandleAsync(Interaction interaction, CancellationToken cancel)
    {
        var work = _dispatcher!.HandleAsync(interaction, cancel);
        await InHandAsync(work);
        return await work;
    }

    public Task TellLateAsync(Interaction interaction, InteractionAnswer answer, CancellationToken cancel) =>
        InHandAsync(_dispatcher!.TellLateAsync(interaction, answer, cancel));

    /// <summary>Why this configuration needs a restart; null when it can be taken while running.</summary>
    public string? ObjectionTo(DaemonOptions next) => _found is { IsDurable: false } && !next.IsNotifyOnly
            ? "Teleport does not let us write plugin data, so there can be no buttons. Grant access_plugin_data: " +
                "[list, read, update], then restart"
            : null;

    /// <summary>Takes a new configuration: every open request is looked at under it.</summary>
    /// <param name="next">What changed of the main job; the address of Teleport is not looked at.</param>
    /// <param name="app">Who we are in Slack with the present token; null when that did not change.</param>
    public void Apply(DaemonOptions next, SlackApp? app)
    {
        _found = _found! with { App = app ?? _found.App };
        _terms!.Now = TermsOf(next, _found);
        if (app is not null)
        {
            readiness.SlackAccepted();
            Log.App(_logger, app.TeamName, app.TeamId, app.BotUserName);
        }

        SayWhetherClicksCount(next);
        _workflow!.LookAtAll();
        CheckRules();
    }

    /// <summary>The watcher is not stuck, and the queue still takes and finishes work.</summary>
    public async Task<bool> IsAliveAsync(CancellationToken cancel) =>
        _watcher is { IsStuck: false }
        && _queue is { IsStuck: false } queue
        && await queue.RunAsync("", () => Task.FromResult(true)).WaitAsync(cancel);

    /// <summary>
    /// Completes when no work is running or waiting: a test that advanced the clock sees everything that follows from
    /// it.
    /// </summary>
    public Task WhenIdleAsync() => _queue?.WhenIdleAsync() ?? Task.CompletedTask;

    /// <summary>How much there is to do at this moment.</summary>
    public Load Load()
    {
        var now = time.GetUtcNow();
        var all = _book?.All ?? [];
        return new(
            _queue?.Count ?? 0,
            all.Sum(tracked => tracked.Parked.Values.Count(until => until > now)),
            all.Count(tracked => tracked is { IsGone: false, Request.State: RequestState.Pending })
        );
    }

    /// <summary>
    /// A host whose start failed later, because the listener's address is taken, disposes without stopping.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return; // the container knows us as a service and as ourselves
        _isDisposed = true;
        await StopWatchingAsync();
        _stop.Dispose();
    }

    private async Task InHandAsync(Task work)
    {
        lock (_inHand) _inHand.Add(work);
        try { await work; }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            metrics.FoundDefect(); // the door logs it
            throw;
        }
        finally { lock (_inHand) _inHand.Remove(work); }
    }

    private Task InHandAsync() { lock (_inHand) return Task.WhenAll(_inHand); }

    private Watcher Compose(Surroundings found)
    {
        _found = found;
        _terms = new CurrentTerms(TermsOf(options, found));
        var book = _book = new RequestTracker(request => metrics.Resolved(request, time.GetUtcNow()));
        var ledgers = new LedgerStore(teleport, found.IsDurable, _terms, time, loggers.CreateLogger<LedgerStore>());
        var patience = new SlackBackoff(metrics, time, Chance);
        var poster = new MessagePoster(
            slack,
            ledgers,
            new(slack),
            _terms,
            readiness,
            patience,
            metrics,
            time,
            loggers.CreateLogger<MessagePoster>()
        );
        var updater = new MessageUpdater(
            teleport,
            slack,
            ledgers,
            book,
            _terms,
            readiness,
            patience,
            metrics,
            time,
            loggers.CreateLogger<MessageUpdater>()
        );
        var notifier = new ThreadNotifier(
            slack,
            ledgers,
            new(slack, _terms, loggers.CreateLogger<RequesterResolver>()),
            _terms,
            readiness,
            patience,
            metrics,
            time,
            loggers.CreateLogger<ThreadNotifier>()
        );
        var identification = new Identification(slack, _terms, readiness, loggers.CreateLogger<Identification>());
        var decisions = new DecisionMaker(
            teleport,
            ledgers,
            book,
            _terms,
            identification,
            new(teleport, _terms, time, found.MayReadUsers),
            new(slack, _terms, loggers.CreateLogger<OrphanedMessages>()),
            metrics,
            time,
            Chance,
            loggers.CreateLogger<DecisionMaker>()
        );
        _queue = new KeyedQueue(places: 16, time, OnDefect);
        _workflow = new Reconciler(
            _queue,
            book,
            _terms,
            ledgers,
            poster,
            updater,
            notifier,
            decisions,
            slack,
            metrics,
            time,
            Chance,
            loggers.CreateLogger<Reconciler>(),
            _stop.Token
        );
        var clicks = new ClickHandler(_workflow, identification, metrics, time, loggers.CreateLogger<ClickHandler>());
        var forms = new ReasonForms(slack, book, _terms, readiness, loggers.CreateLogger<ReasonForms>());
        var commands = new SlashCommandHandler(
            book,
            _terms,
            identification,
            time,
            loggers.CreateLogger<SlashCommandHandler>()
        );
        _dispatcher = new InteractionDispatcher(
            slack,
            clicks,
            forms,
            commands,
            metrics,
            loggers.CreateLogger<InteractionDispatcher>()
        );
        var initialSync = new InitialSync(
            teleport,
            book,
            ledgers,
            _terms,
            _workflow.LearnAsync,
            _workflow.Look,
            metrics,
            time,
            Chance,
            loggers.CreateLogger<InitialSync>()
        );
        return new Watcher(
            teleport,
            book,
            initialSync,
            _workflow.Look,
            readiness,
            metrics,
            time,
            Chance,
            loggers.CreateLogger<Watcher>()
        );
    }

    private Terms TermsOf(DaemonOptions options, Surroundings found)
    {
        var (app, server, isDurable, _, started) = found;
        var policy = options.Policy with { Cluster = server.Cluster };
        var planner = new Planner(
            policy,
            server.Cluster,
            server.ProxyPublicAddress,
            isDurable ? started - options.Lookback : started
        )
        {
            Notifications = options.Notifications,
            Us = _us,
        };
        return new(policy, planner, options.Seal, new Workspace(app.TeamId, app.EnterpriseId, app.BotId, slack.AppId));
    }

    /// <summary>Beside the work, which does not wait for it; the key is no request's.</summary>
    private void CheckRules()
    {
        var (policy, botUserId) = (_terms!.Now.Policy, _found!.App.BotUserId);
        _queue!.Look(RulesKey, async () =>
        {
            foreach (var finding in await new RuleChecks(slack).RunAsync(policy, botUserId, _stop.Token))
                Log.Finding(
                    _logger,
                    finding.IsFault ? LogLevel.Error : LogLevel.Warning,
                    finding.Message,
                    finding.Remedy
                );
        });
    }

    private void SayWhetherClicksCount(DaemonOptions options)
    {
        if (!options.HasSigningSecret && !options.IsNotifyOnly) Log.NoSecret(_logger);
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
            await watcher.Connected.WaitAsync(
                checks.Left > ShortestWatchLimit ? checks.Left : ShortestWatchLimit,
                time,
                cancel
            );
        }
        catch (TimeoutException)
        {
            throw new StartException(
                ExitCode.Unavailable,
                $"Teleport at {options.TeleportAddress} did not begin to send events"
            );
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

    private void OnDefect(string requestId, Exception defect)
    {
        metrics.FoundDefect();
        Log.Defect(_logger, requestId, defect);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1000,
            Level = LogLevel.Information,
            Message = "Starting Teleport Access Slack {Version}"
        )]
        public static partial void Starting(ILogger logger, string version);

        [LoggerMessage(
            EventId = 1001,
            Level = LogLevel.Information,
            Message = "Slack team {Team} ({TeamId}) as {BotUser}, with a new token"
        )]
        public static partial void App(ILogger logger, string team, string teamId, string botUser);

        [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "Starting a request watcher...")]
        public static partial void Watching(ILogger logger);

        [LoggerMessage(
            EventId = 1003,
            Level = LogLevel.Error,
            Message = "NO SIGNING SECRET: clicks cannot be verified, so messages carry a link instead of buttons and " +
                "every click is answered 401. Set secret under [slack] to the app's Signing Secret"
        )]
        public static partial void NoSecret(ILogger logger);

        [LoggerMessage(EventId = 1004, Message = "{Finding} {Cure}")]
        public static partial void Finding(ILogger logger, LogLevel level, string finding, string cure);

        [LoggerMessage(
            EventId = 1005,
            Level = LogLevel.Error,
            Message = "Working on request {RequestId} failed in a way that should not be possible; the other " +
                "requests go on. Please report this"
        )]
        public static partial void Defect(ILogger logger, string requestId, Exception defect);
    }
}
