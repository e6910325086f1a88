using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Configuration;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Teleport;

namespace AccessSlack.Tracking;

/// <summary>What the start checks found out about both sides.</summary>
/// <param name="App">Who we are in Slack.</param>
/// <param name="Server">The auth server.</param>
/// <param name="MayWritePluginData">False: ledgers are kept in memory, and only notify_only can run.</param>
/// <param name="MayReadUsers">We may look up the traits of Teleport users.</param>
/// <param name="Started">When the start began.</param>
internal sealed record StartupFacts(
    SlackApp App,
    TeleportServer Server,
    bool MayWritePluginData,
    bool MayReadUsers,
    DateTimeOffset Started
)
{
    /// <summary>What the names of the configuration stood for at the start.</summary>
    public ResolvedPrincipals Principals { get; init; } = ResolvedPrincipals.None;

    /// <summary>Whether reviews can be submitted in the name of the person who clicked.</summary>
    public PersonReviews PersonReviews { get; init; }
}

/// <summary>
/// Everything that the configuration and the other two sides settle about the main job. It never changes; a reload
/// replaces it as a whole.
/// </summary>
/// <param name="Policy">Who is notified and who may decide.</param>
/// <param name="Planner">What must change, under this policy.</param>
/// <param name="Seal">Made with the present secrets and tokens.</param>
/// <param name="Home">The workspace and app that clicks must come from.</param>
/// <param name="Facts">What the start checks found.</param>
internal sealed record PolicySnapshot(
    ApprovalPolicy Policy,
    Planner Planner,
    Seal Seal,
    Workspace Home,
    StartupFacts Facts
)
{
    /// <summary>Whether, and under which name, Access Monitoring Rules are followed.</summary>
    public MonitoringRulesSettings MonitoringRules { get; init; } = MonitoringRulesSettings.Default;

    /// <summary>The app has a Home tab that is kept up to date.</summary>
    public bool ShowsHome { get; init; }

    /// <summary>Replaced by every reload, also by one that changes nothing here.</summary>
    public ResourceSettings Resources { get; init; } = ResourceSettings.Off;

    /// <param name="settings">A valid configuration.</param>
    /// <param name="facts">Of this start; after a reload with the app that the present token belongs to.</param>
    /// <param name="replica">Tells our notifications in the ledger from those of other replicas.</param>
    public static PolicySnapshot Of(Settings settings, StartupFacts facts, string replica)
    {
        var (app, server) = (facts.App, facts.Server);
        var policy = PolicyOf(settings) with
        {
            Cluster = server.Cluster,
            PersonReviews = facts.PersonReviews,
            ServerGrantsRoles = server.GrantsRoles,
        };
        var notBefore = facts.MayWritePluginData ? facts.Started - settings.Slack.Lookback : facts.Started;
        return new(
            policy,
            new Planner(policy, server.Cluster, server.ProxyPublicAddress, notBefore)
            {
                Notifications = settings.Notifications,
                Us = replica,
            },
            new(server.Cluster, settings.Slack.SealKeys, settings.Slack.Token),
            new(app.TeamId, app.EnterpriseId, app.BotId, settings.Slack.AppId),
            facts
        )
        {
            ShowsHome = settings.Slack.Home,
            MonitoringRules = settings.MonitoringRules,
            Resources = settings.Teleport.Resources with { },
        };
    }

    public PolicySnapshot With(ResolvedPrincipals principals)
    {
        var policy = Policy with { Principals = principals };
        return this with { Policy = policy, Planner = Planner.With(policy) };
    }

    public PolicySnapshot With(PersonReviews reviews)
    {
        var policy = Policy with { PersonReviews = reviews };
        return this with
        {
            Policy = policy,
            Planner = Planner.With(policy),
            Facts = Facts with { PersonReviews = reviews },
        };
    }

    /// <summary>Another server answers now.</summary>
    public PolicySnapshot With(TeleportServer server)
    {
        var policy = Policy with { ServerGrantsRoles = server.GrantsRoles };
        return this with { Policy = policy, Planner = Planner.With(policy), Facts = Facts with { Server = server } };
    }

    public static ApprovalPolicy PolicyOf(Settings settings) =>
        new(settings.Recipients, settings.Approvals, settings.Slack.TakesClicks);
}
