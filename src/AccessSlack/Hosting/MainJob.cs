using AccessSlack.Decisions;
using AccessSlack.Decisions.Automatic;
using AccessSlack.Decisions.Partial;
using AccessSlack.Decisions.Person;
using AccessSlack.Diagnostics;
using AccessSlack.Hosting.Systemd;
using AccessSlack.Interactions;
using AccessSlack.Reconciliation;
using AccessSlack.Reconciliation.Automatic;
using AccessSlack.Reconciliation.Details;
using AccessSlack.Reconciliation.Home;
using AccessSlack.Reconciliation.Rules;
using AccessSlack.Reconciliation.Steps;
using AccessSlack.Tracking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>Registers the services of the main job, component by component.</summary>
internal static partial class MainJob
{
    /// <summary>How many requests are processed concurrently.</summary>
    private const int Concurrency = 16;

    /// <summary>How many Home tabs are published concurrently.</summary>
    private const int HomeConcurrency = 2;

    public static void AddMainJob(this IServiceCollection services)
    {
        services.AddSingleton<Metrics>().AddSingleton<SocketMetrics>();
        services.AddSingleton(provider => new Readiness(Announce(provider.GetRequiredService<ISystemdNotifier>())));

        // Tracking
        services.AddSingleton<CurrentPolicy>().AddSingleton<StopSignal>().AddSingleton<Backoff>();
        services.AddSingleton(provider =>
        {
            var (time, metrics) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Metrics>());
            return new RequestTracker(time, request => metrics.Resolved(request, time.GetUtcNow()));
        });
        services.AddSingleton<RequestVisibility>().AddSingleton<RequestLookup>().AddSingleton<LedgerStore>();
        services.AddSingleton<RequestReopening>();
        services.AddSingleton(Queue);

        // Decisions
        services.AddSingleton<HintedPlaces>().AddSingleton<RecordedMessages>().AddSingleton<HintedMessages>();
        services.AddSingleton<EntryReplacement>();
        services.AddSingleton<Identification>().AddSingleton<RequesterAccounts>().AddSingleton<OrphanedMessages>();
        services.AddSingleton<RequestLoader>().AddSingleton<VoterVerifier>().AddSingleton<VoteRecorder>();
        services.AddSingleton<VoteCaster>().AddSingleton<VoteRecheck>().AddSingleton<VisibleRequests>();
        services.AddSingleton<TeleportUsers>().AddSingleton<AuthorLookup>().AddSingleton<ReviewSubmission>();
        services.AddSingleton<StateDecision>();
        services.AddSingleton<DecisionExecutor>().AddSingleton<DecisionRecovery>();
        services.AddSingleton<AutomaticDecider>();

        // Reconciliation
        services.AddSingleton<SlackBackoff>().AddSingleton<SlackHealth>();
        services.AddSingleton<RecipientResolver>().AddSingleton<RequesterResolver>();
        services.AddSingleton<RequestDetailsFinder>();
        services.AddSingleton<CurrentRules>().AddSingleton<RuleReport>().AddSingleton<RuleFollower>();
        services.AddSingleton<IDetailSource, RuleRecipientSource>();
        services.AddSingleton<ResourceCache>().AddSingleton<ResourceReport>().AddSingleton<ResourceNames>();
        services.AddSingleton<IDetailSource, ResourceDetails>();
        services.AddSingleton<Func<RequestQueue>>(provider => provider.GetRequiredService<RequestQueue>);
        services.AddSingleton<IDetailSource, ReviewerAccounts>().AddSingleton<IDetailSource, RouteDetails>();
        services.AddSingleton<RequesterIdentity>().AddSingleton<IDetailSource, RequesterGroups>();
        services.AddSingleton<AutomaticJudge>().AddSingleton<DecisionSteps>();
        services.AddSingleton<Announcer>().AddSingleton<MessagePoster>().AddSingleton<MessageRecovery>();
        services.AddSingleton<MessageUpdater>().AddSingleton<ThreadNotifier>();
        services.AddSingleton<MessageComparison>().AddSingleton<OverdueRequests>().AddSingleton<EntrySteps>();
        services.AddSingleton<EscalationStep>().AddSingleton<RestStep>();
        services.AddSingleton<StepRunner>().AddSingleton<Reconciler>().AddSingleton<RequestQueue>();
        services.AddSingleton<RequestListing>().AddSingleton<InitialSync>();
        services.AddSingleton<WatchStatus>().AddSingleton<Watcher>();
        services.AddSingleton<MessageLinks>();
        services.AddSingleton<HomeComposer>().AddSingleton<HomePublisher>().AddSingleton<HomeTabs>();
        services.AddSingleton(HomeQueue);

        // Interactions
        services.AddSingleton<ClickHandler>().AddSingleton<SlashCommandHandler>();
        services.AddSingleton<PressPreview>().AddSingleton<MessageRestorer>().AddSingleton<DecisionModalHandler>();
        services.AddSingleton<InteractionDispatcher>();
        services.AddSingleton(provider => new HomeTabHandler(
            provider.GetRequiredService<InteractionDispatcher>(),
            provider.GetRequiredService<HomeTabs>(),
            provider.GetRequiredService<Identification>(),
            provider.GetRequiredService<CurrentPolicy>()
        ));
        services.AddSingleton(provider => new PersonPacing(
            provider.GetRequiredService<HomeTabHandler>(),
            provider.GetRequiredService<Metrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PersonPacing>>()
        ));
        services.AddSingleton(provider => new InteractionRunner(
            provider.GetRequiredService<PersonPacing>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<InteractionRunner>>()
        ));
    }

    private static KeyedQueue<WorkKey> Queue(IServiceProvider services)
    {
        var metrics = services.GetRequiredService<Metrics>();
        var logger = services.GetRequiredService<ILogger<AccessDaemon>>();
        return new(Concurrency, services.GetRequiredService<TimeProvider>(), (key, defect) =>
        {
            metrics.FoundDefect();
            Log.Defect(logger, key.ToString(), defect);
        });
    }

    private static KeyedQueue<string> HomeQueue(IServiceProvider services)
    {
        var metrics = services.GetRequiredService<Metrics>();
        var logger = services.GetRequiredService<ILogger<AccessDaemon>>();
        return new(HomeConcurrency, services.GetRequiredService<TimeProvider>(), (userId, defect) =>
        {
            metrics.FoundDefect();
            Log.HomeDefect(logger, userId, defect);
        });
    }

    private static Action<string> Announce(ISystemdNotifier systemd) =>
        status => systemd.Notify(ServiceStates.Status(status));

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1005,
            Level = LogLevel.Error,
            Message = "Work on request {RequestId} failed with an unexpected error; other requests are not " +
                "affected. Please report this"
        )]
        public static partial void Defect(ILogger logger, string requestId, Exception defect);

        [LoggerMessage(
            EventId = 1730,
            Level = LogLevel.Error,
            Message = "The Home tab of {UserId} failed with an unexpected error; nothing else is affected. Please " +
                "report this"
        )]
        public static partial void HomeDefect(ILogger logger, string userId, Exception defect);
    }
}
