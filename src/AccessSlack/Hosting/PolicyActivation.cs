using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Configuration;
using AccessSlack.Diagnostics;
using AccessSlack.Hosting.Checks.Partial;
using AccessSlack.Reconciliation;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>Applies a configuration, at the start and after a reload.</summary>
internal sealed partial class PolicyActivation(
    CurrentPolicy policy,
    RequestQueue queue,
    BackgroundChecks checks,
    Readiness readiness,
    Random random,
    ILogger<PolicyActivation> logger
)
{
    private readonly string _replica = random.Next().ToString("x8");

    public PolicySnapshot InForce => policy.Now;

    public void Start(Settings settings, StartupFacts facts)
    {
        policy.Learn(known => known.Then(facts.Principals));
        policy.Now = PolicySnapshot.Of(settings, facts, _replica);
        WarnIfNoClickCounts(settings);
        NameAutomaticRules();
        WarnIfBlind(facts.App);
        checks.ReportRights();
    }

    /// <summary>Checks in the background whether people can decide under the current rules.</summary>
    /// <param name="isAsked">An operator asked for it.</param>
    public void CheckRules(bool isAsked = true) => checks.Run(isAsked);

    /// <summary>Why this configuration needs a restart; null if it can be applied while running.</summary>
    public string? ObjectionTo(Settings next) =>
        !policy.Now.Facts.MayWritePluginData && !next.Slack.NotifyOnly
            ? "Teleport does not let us write plugin data, so there can be no buttons. " +
                "Grant access_plugin_data: [list, read, update], then restart"
            : PartialSupport.ObjectionTo(next, policy.Now.Facts.Server);

    /// <summary>Applies a new configuration, and reconciles every open request under it.</summary>
    /// <param name="next">Its Teleport address is ignored.</param>
    /// <param name="app">Our identity in Slack under a new token; null if the token did not change.</param>
    /// <param name="found">The names, resolved again because an operator asked for the reload; else null.</param>
    public void Apply(Settings next, SlackApp? app, ResolvedPrincipals? found = null)
    {
        var facts = policy.Now.Facts;
        if (found is not null) policy.Learn(known => known.Then(found));
        policy.Now = PolicySnapshot.Of(next, app is null ? facts : facts with { App = app }, _replica);
        if (app is not null)
        {
            readiness.SlackAccepted();
            Log.App(logger, app.TeamName, app.TeamId, app.BotUserName);
        }

        WarnIfNoClickCounts(next);
        NameAutomaticRules();
        if (found is not null) checks.CheckRights();
        checks.Reloaded(isAsked: found is not null);
        queue.ReconcileAll();
        CheckRules(isAsked: found is not null);
    }

    private void WarnIfNoClickCounts(Settings settings)
    {
        if (settings.Slack is { TakesClicks: false, NotifyOnly: false }) Log.NoSecret(logger);
    }

    /// <summary>An operator must not overlook that something is decided without people.</summary>
    private void NameAutomaticRules()
    {
        if (policy.Now.Policy.HasAutomaticRules()) Log.Automatic(logger, AutomaticSummary.Of(policy.Now.Policy));
    }

    /// <summary>Where Slack does not list the scopes, a missing one shows only when it is first needed.</summary>
    private void WarnIfBlind(SlackApp app)
    {
        if (policy.Now.Policy.CanDecide && !app.MayReadHistory) Log.Blind(logger);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1001,
            Level = LogLevel.Information,
            Message = "Slack team {Team} ({TeamId}) as {BotUser}, with a new token"
        )]
        public static partial void App(ILogger logger, string team, string teamId, string botUser);

        [LoggerMessage(
            EventId = 1940,
            Level = LogLevel.Information,
            Message = "Rules that decide by themselves: {Rules}"
        )]
        public static partial void Automatic(ILogger logger, string rules);

        [LoggerMessage(
            EventId = 1003,
            Level = LogLevel.Error,
            Message = "NO SIGNING SECRET: clicks cannot be verified, so messages carry a link instead of buttons, " +
                "and no click is accepted. Under [slack], set secret to the app's Signing Secret, or app_token for " +
                "Socket Mode"
        )]
        public static partial void NoSecret(ILogger logger);

        [LoggerMessage(
            EventId = 1020,
            Level = LogLevel.Warning,
            Message = "Without the Slack scopes channels:history and groups:history the daemon cannot notice at a " +
                "start that the plugin data of a request were put back to an older state while it was down. Add them " +
                "on the app's page OAuth & Permissions, and install the app again"
        )]
        public static partial void Blind(ILogger logger);
    }
}
