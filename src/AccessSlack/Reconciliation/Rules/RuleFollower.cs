using System.Runtime.CompilerServices;
using AccessSlack.Configuration;
using AccessSlack.Diagnostics;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation.Rules;

/// <summary>
/// Takes what concerns Access Monitoring Rules out of the watch, and lists them after each INIT (docs/design/rules.md).
/// The other events pass through.
/// </summary>
internal sealed partial class RuleFollower(
    ITeleport teleport,
    CurrentPolicy policy,
    CurrentRules rules,
    RuleReport report,
    Backoff backoff,
    ILogger<RuleFollower> logger
) : IDisposable
{
    private CancellationTokenSource _settings = new();
    private CancellationTokenSource? _round;
    private bool _hasBegun;
    private RuleSupport? _said;
    private MonitoringRulesSettings? _inForce;

    /// <summary>
    /// Called before each watch. Canceled when it has to be started again: on another connection, or with other
    /// settings.
    /// </summary>
    public CancellationToken BeginRound()
    {
        _round?.Dispose();
        _round = CancellationTokenSource.CreateLinkedTokenSource(
            teleport.ConnectionReplaced,
            Volatile.Read(ref _settings).Token
        );
        return _round.Token;
    }

    /// <summary>The right to read rules was missing when the watch began.</summary>
    public bool IsRefused => _said == RuleSupport.NotPermitted;

    /// <summary>A reload has replaced the policy.</summary>
    /// <param name="isAsked">An operator asked for it.</param>
    public void Reloaded(bool isAsked)
    {
        if (_inForce != policy.Now.MonitoringRules)
        {
            _said = null;
            Restart();
        }
        else if (isAsked)
        {
            report.Repeat();
        }
    }

    /// <summary>Watches and lists again.</summary>
    public void Restart()
    {
        rules.Reset();
        _ = Interlocked.Exchange(ref _settings, new()).CancelAsync(); // what still waits for it keeps it alive
    }

    /// <inheritdoc cref="ITeleport.WatchAsync"/>
    public async IAsyncEnumerable<TeleportEvent> WatchAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var round = _round?.Token ?? BeginRound();
        var settings = _inForce = policy.Now.MonitoringRules; // after it, so that no change is missed
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop, round);
        var listing = Task.CompletedTask;
        var scope = settings.Follow == RuleFollowing.Never ? WatchScope.Requests : WatchScope.RequestsAndRules;
        await using var events = teleport.WatchAsync(scope, ended.Token).GetAsyncEnumerator(CancellationToken.None);
        try
        {
            while (await NextAsync(events, stop, ended.Token))
            {
                if (events.Current is TeleportEvent.Watching began)
                    listing = await BeginAsync(began, settings, ended.Token);
                if (!Take(events.Current, settings)) yield return events.Current;
            }
        }
        finally
        {
            await ended.CancelAsync();
            await listing;
        }
    }

    public void Dispose()
    {
        _round?.Dispose();
        _settings.Dispose();
    }

    /// <summary>False at the end of the stream, or of the round.</summary>
    private static async Task<bool> NextAsync(
        IAsyncEnumerator<TeleportEvent> events,
        CancellationToken stop,
        CancellationToken ended
    )
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Whether the event is about a rule.</summary>
    private bool Take(TeleportEvent happening, MonitoringRulesSettings settings)
    {
        switch (happening)
        {
            case TeleportEvent.RuleChanged { Rule: var rule }:
                rules.Put(rule, settings.Name);
                break;
            case TeleportEvent.RuleRemoved { Name: var name }:
                rules.Remove(name);
                break;
            default:
                return false;
        }

        report.Changed();
        return true;
    }

    /// <returns>The list, which runs beside the stream.</returns>
    /// <exception cref="TeleportException">At the start, if there must be rules and there are none.</exception>
    private async Task<Task> BeginAsync(
        TeleportEvent.Watching began,
        MonitoringRulesSettings settings,
        CancellationToken ended
    )
    {
        if (!_hasBegun && settings.Follow == RuleFollowing.Always) await RequireAsync(began.Rules, settings, ended);
        _hasBegun = true;
        if (began.Rules == RuleSupport.Watched) return FollowAsync(settings, ended);
        GoWithout(began.Rules, settings);
        return Task.CompletedTask;
    }

    private async Task RequireAsync(RuleSupport support, MonitoringRulesSettings settings, CancellationToken ended)
    {
        if (support != RuleSupport.Watched) throw RuleAbsence.AtStart(support);
        try
        {
            await ListAsync(settings, ended);
        }
        catch (TeleportException e) when (RuleAbsence.Of(e) is { } refused)
        {
            throw RuleAbsence.AtStart(refused);
        }
    }

    /// <summary>Until they are listed. Rules that were known before stay in force meanwhile.</summary>
    private async Task FollowAsync(MonitoringRulesSettings settings, CancellationToken ended)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await ListAsync(settings, ended);
                return;
            }
            catch (TeleportException e) when (RuleAbsence.Of(e) is { } refused)
            {
                GoWithout(refused, settings);
                return;
            }
            catch (TeleportException e)
            {
                var pause = backoff.Next(Retry.List, failures);
                Log.ListFailed(logger, e.Message, pause.TotalSeconds);
                await backoff.WaitAsync(pause, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return; // the next watch lists them
            }

            if (ended.IsCancellationRequested) return;
        }
    }

    private async Task ListAsync(MonitoringRulesSettings settings, CancellationToken ended)
    {
        bool isComplete;
        do
        {
            rules.BeginList();
            var listed = await teleport.ListMonitoringRulesAsync(settings.Name, ended);
            isComplete = rules.EndList(RuleBook.Of(listed.Select(RuleReader.Read)));
        }
        while (!isComplete && !ended.IsCancellationRequested);
        if (_said != RuleSupport.Watched) Log.Following(logger, rules.Now.Count, settings.Name);
        _said = RuleSupport.Watched;
        report.Listed();
    }

    private void GoWithout(RuleSupport support, MonitoringRulesSettings settings)
    {
        rules.SetNone();
        var before = _said;
        _said = support;
        if (support is RuleSupport.NotAsked || support == before) return;
        var isLoss = before == RuleSupport.Watched || settings.Follow == RuleFollowing.Always;
        if (isLoss) Log.NoLonger(logger, RuleAbsence.Reason(support));
        else if (support == RuleSupport.NotPermitted) Log.NotPermitted(logger, RuleAbsence.Reason(support));
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5846,
            Level = LogLevel.Information,
            Message = "Following {Count} Access Monitoring Rules for the plugin {Name}"
        )]
        public static partial void Following(ILogger logger, int count, string name);

        [LoggerMessage(
            EventId = 5847,
            Level = LogLevel.Information,
            Message = "Access Monitoring Rules are not followed: {Reason}"
        )]
        public static partial void NotPermitted(ILogger logger, string reason);

        [LoggerMessage(
            EventId = 5848,
            Level = LogLevel.Warning,
            Message = "Access Monitoring Rules are not followed, and the configuration alone says who is told: {Reason}"
        )]
        public static partial void NoLonger(ILogger logger, string reason);

        [LoggerMessage(
            EventId = 5849,
            Level = LogLevel.Warning,
            Message = "Access Monitoring Rules could not be listed: {Detail}. Until they are, new requests are " +
                "announced by those that are known, or by the configuration. Trying again in {Seconds} s"
        )]
        public static partial void ListFailed(ILogger logger, string detail, double seconds);
    }
}
