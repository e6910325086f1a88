using AccessSlack.Approvals.Person;
using AccessSlack.Configuration;
using AccessSlack.Diagnostics;
using AccessSlack.Hosting.Checks;
using AccessSlack.Hosting.Checks.Partial;
using AccessSlack.Hosting.Checks.Person;
using AccessSlack.Requests.Serialization;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>
/// What must hold before the daemon can watch: Slack accepts the token, Teleport answers and lets us keep our ledger. A
/// side that does not answer is retried for a minute; a problem that needs an operator ends the start at once.
/// </summary>
internal sealed partial class StartChecks(
    ConfigurationSource source,
    ITeleport teleport,
    ISlackDirectory slack,
    Backoff backoff,
    TimeProvider time,
    ILogger<StartChecks> logger
)
{
    /// <summary>A server that came back just before the limit still gets time to confirm the watch.</summary>
    private static readonly TimeSpan ShortestWatchLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private DateTimeOffset _started;

    private Settings Settings => source.Running.Settings!;

    /// <summary>What is left of the minute within which everything must answer.</summary>
    private TimeSpan Left =>
        _started + StartLimit - time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <exception cref="StartException">The start cannot succeed.</exception>
    public async Task<StartupFacts> RunAsync(CancellationToken cancel)
    {
        _started = time.GetUtcNow();
        ConfigurationWarnings.Write(source, logger);
        FilePermissions.Warn(source, logger);
        var app = await RetryAsync(AuthenticateAsync, cancel);
        ClockSkew.Warn(logger, time.GetUtcNow(), app.ServerTime);
        var server = await RetryAsync(PingAsync, cancel);
        PartialSupport.Require(Settings, server);
        await RetryAsync(MayListAsync, cancel);
        var isDurable = await RetryAsync(MayWritePluginDataAsync, cancel);
        var mayReadUsers = await RetryAsync(MayReadUsersAsync, cancel);
        Log.Connected(logger, app.TeamName, app.TeamId, app.BotUserName, server.Cluster, server.Version);
        var principals = new PrincipalResolver(slack, time, logger);
        return new(app, server, isDurable, mayReadUsers, _started)
        {
            Principals = await principals.ResolveAsync(PolicySnapshot.PolicyOf(Settings), app, cancel),
            PersonReviews = await PersonReviewAccess.FindAsync(
                teleport,
                PolicySnapshot.PolicyOf(Settings),
                server,
                cancel
            ) ?? PersonReviews.Unknown,
        };
    }

    /// <summary>Waits until Teleport has confirmed the watch.</summary>
    /// <exception cref="StartException">Teleport refused the watch, or did not confirm it in the time left.</exception>
    public async Task AwaitWatchAsync(Task connected, CancellationToken cancel)
    {
        try
        {
            await connected.WaitAsync(Left > ShortestWatchLimit ? Left : ShortestWatchLimit, time, cancel);
        }
        catch (TimeoutException)
        {
            throw Unreachable($"Teleport at {Settings.Teleport.Address} did not start sending events", inner: null);
        }
        catch (TeleportException e)
        {
            throw Refused(e);
        }
    }

    /// <summary>An operator has to fix this before a start can succeed.</summary>
    private static StartException Refused(TeleportException e) =>
        new(
            ExitCode.NotPermitted,
            e.Failure == TeleportFailure.NotPermitted
                ? $"Teleport denies a permission that the daemon needs: {e.Message}. Give the plugin's user a " +
                    "role with the rules access_request: [list, read, update] and access_plugin_data: [list, read, " +
                    $"update], for example {PluginRole.Deciding} {PluginRole.HowToGive}; an identity signed earlier " +
                    "keeps working"
                : $"Teleport cannot be used: {e.Message}",
            e
        );

    /// <summary>
    /// Retries until it succeeds, an operator is needed, or the minute is over; the last try is at its end.
    /// </summary>
    private async Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancel)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await attempt(cancel);
            }
            catch (StartException e)
                when (e.ExitCode == ExitCode.Unavailable && Left is var left && left > TimeSpan.Zero)
            {
                var pause = backoff.Delay(failures);
                if (pause > left)
                    // Timers round down to whole milliseconds: without this the next try would follow without a pause.
                    pause = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
                var wait = backoff.WaitAsync(pause, cancel);
                Log.NotYet(logger, e.Message.TrimEnd(' ', '.'), pause.TotalSeconds);
                await wait;
            }
        }
    }

    private Task<SlackApp> AuthenticateAsync(CancellationToken cancel) =>
        SlackIntroduction.StartAsync(slack, Settings, cancel);

    private Task<TeleportServer> PingAsync(CancellationToken cancel) => AskAsync(() => teleport.PingAsync(cancel));

    /// <summary>
    /// A role without <c>list</c> would be shown no request that was made before this start, and no error.
    /// </summary>
    private Task<bool> MayListAsync(CancellationToken cancel) =>
        AskAsync(() => VisibilityChecks.ProbeAsync(teleport, cancel));

    private static async Task<T> AskAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (TeleportException e)
            when (e.Failure is TeleportFailure.NotPermitted or TeleportFailure.CredentialsRefused)
        {
            throw Refused(e);
        }
        catch (TeleportException e)
        {
            throw Unreachable(e.Message, e); // names the address
        }
    }

    /// <summary>
    /// Writes with a condition that cannot hold. Teleport checks the permission first, and then writes nothing.
    /// </summary>
    private async Task<bool> MayWritePluginDataAsync(CancellationToken cancel)
    {
        try
        {
            await teleport.WritePluginDataAsync(
                TeleportChecks.ProbeId,
                new Dictionary<string, string>(),
                new Dictionary<string, string> { [LedgerCodec.RevKey] = "never" },
                cancel
            );
            return true;
        }
        catch (TeleportException e) when (e.Failure == TeleportFailure.NotPermitted)
        {
            if (!Settings.Slack.NotifyOnly) throw Refused(e);
            Log.MemoryOnly(logger);
            return false;
        }
        catch (TeleportException e) when (e.Failure is TeleportFailure.Unreachable or TeleportFailure.Busy)
        {
            throw Unreachable(e.Message, e); // names the address
        }
        catch (TeleportException)
        {
            return true; // the condition failed, as intended
        }
    }

    /// <summary>Optional: most plugins do not have this permission.</summary>
    private Task<bool> MayReadUsersAsync(CancellationToken cancel) => AskAsync(async () =>
    {
        if (await TraitAccess.TestAsync(teleport, cancel)) return true;
        if (Settings.Approvals is { StrictIdentity: true, AllowSelf: false, SlackIdTrait: var trait })
            throw TraitAccess.Needed(trait);
        return false;
    });

    private static StartException Unreachable(string message, Exception? inner) =>
        new(ExitCode.Unavailable, message, inner);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1014,
            Level = LogLevel.Information,
            Message = "Slack team {Team} ({TeamId}) as {BotUser}; Teleport cluster {Cluster}, version {TeleportVersion}"
        )]
        public static partial void Connected(
            ILogger logger,
            string team,
            string teamId,
            string botUser,
            string cluster,
            string teleportVersion
        );

        [LoggerMessage(
            EventId = 1015,
            Level = LogLevel.Warning,
            Message = "Not started yet: {Problem}. Trying again in {Seconds} s"
        )]
        public static partial void NotYet(ILogger logger, string problem, double seconds);

        [LoggerMessage(
            EventId = 1016,
            Level = LogLevel.Warning,
            Message = "Teleport does not let us write plugin data. With notify_only the daemon keeps its state in " +
                "memory and announces only requests made from now on. To fix this, grant access_plugin_data: [list, " +
                "read, update] (up to Teleport 6.0: access_request: update)"
        )]
        public static partial void MemoryOnly(ILogger logger);
    }
}
