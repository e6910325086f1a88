using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Hosting.Checks.Partial;
using AccessSlack.Reconciliation;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting.Checks.Person;

/// <summary>
/// Says whether clicks become reviews of the people who click, and asks again when an operator reloads, and when a
/// watch begins on a new connection: the server may be another one since.
/// </summary>
internal sealed partial class PersonReviewMonitor : IDisposable
{
    private readonly ITeleport _teleport;
    private readonly CurrentPolicy _policy;
    private readonly KeyedQueue<WorkKey> _queue;
    private readonly StopSignal _stop;
    private readonly WatchStatus _watch;
    private readonly ILogger<PersonReviewMonitor> _logger;
    private int _watches;

    public PersonReviewMonitor(
        ITeleport teleport,
        CurrentPolicy policy,
        KeyedQueue<WorkKey> queue,
        StopSignal stop,
        WatchStatus watch,
        ILogger<PersonReviewMonitor> logger
    )
    {
        (_teleport, _policy, _queue, _stop, _watch, _logger) = (teleport, policy, queue, stop, watch, logger);
        _watch.Confirmed += OnWatch;
    }

    public void Dispose() => _watch.Confirmed -= OnWatch;

    /// <summary>After the start, which has asked.</summary>
    public void Report() => Report(_policy.Now);

    public void Check() => _queue.Reconcile(WorkKey.PersonReviews, AskAsync);

    /// <summary>The first watch comes right after the start.</summary>
    private void OnWatch(object? sender, EventArgs e)
    {
        if (Interlocked.Increment(ref _watches) > 1) Check();
    }

    /// <summary>If Teleport does not answer, nothing changes: the next connection or reload asks again.</summary>
    private async Task AskAsync()
    {
        await FindServerAsync();
        var before = _policy.Now;
        var found = await PersonReviewAccess.FindAsync(_teleport, before.Policy, before.Facts.Server, _stop.Token);
        if (found is not { } reviews || reviews == _policy.Now.Policy.PersonReviews) return;
        _policy.Learn(reviews);
        Report(_policy.Now);
    }

    /// <summary>Asked only for rules that depend on the release of the server.</summary>
    private async Task FindServerAsync()
    {
        if (!PartialSupport.IsUsed(_policy.Now.Policy.Settings)) return;
        if (await PartialSupport.FindServerAsync(_teleport, _stop.Token) is not { } server) return;
        var before = _policy.Now.Policy.ServerGrantsRoles;
        _policy.Learn(server);
        if (before && !server.GrantsRoles) Log.NoPartialGrants(_logger, server.Version);
    }

    private void Report(PolicySnapshot now)
    {
        if (!PersonReviewAccess.Matters(now.Policy, now.Facts.Server)) return;
        switch (now.Policy)
        {
            case { PersonReviews: PersonReviews.Possible }:
                Log.Possible(_logger);
                break;
            case { PersonReviews: PersonReviews.Refused, Settings.Via: Via.Person }:
                Log.Refused(_logger, PluginRole.Submitting, PluginRole.HowToGive);
                break;
            case { PersonReviews: PersonReviews.Refused }:
                Log.AsPlugin(_logger);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1920,
            Level = LogLevel.Error,
            Message = "Teleport {Version} answers now, which cannot grant a part of the requested roles: requests " +
                "that a rule with partial would decide role by role have only a link. Upgrade every auth server to " +
                "4.4.3 or newer"
        )]
        public static partial void NoPartialGrants(ILogger logger, string version);

        [LoggerMessage(
            EventId = 1800,
            Level = LogLevel.Information,
            Message = "Teleport lets us submit reviews in the name of the person who clicks"
        )]
        public static partial void Possible(ILogger logger);

        [LoggerMessage(
            EventId = 1801,
            Level = LogLevel.Error,
            Message = "Teleport does not let us submit reviews in the name of the person who clicks, so with via = " +
                "\"person\" no click can decide. Teleport can do it from 18.11 on, and needs a role with " +
                "submit_for_users, for example {Role} {HowToGive}"
        )]
        public static partial void Refused(ILogger logger, string role, string howToGive);

        [LoggerMessage(
            EventId = 1802,
            Level = LogLevel.Information,
            Message = "Teleport does not let us submit reviews in the name of the person who clicks: requests with " +
                "thresholds of their own are reviewed as the plugin's user. From 18.11 on, a role with " +
                "submit_for_users permits it"
        )]
        public static partial void AsPlugin(ILogger logger);
    }
}
