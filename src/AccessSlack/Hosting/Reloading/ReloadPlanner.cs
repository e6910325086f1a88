using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Hosting.Reloading;

/// <summary>Prepares a reload component by component. Everything that can fail happens before the commit.</summary>
/// <param name="source">The configuration, and how it is read again.</param>
/// <param name="policy">Applies the policy.</param>
/// <param name="credentials">Takes new certificates and keys.</param>
/// <param name="slackFor">Creates a client that asks Slack who a new token belongs to.</param>
/// <param name="principals">Resolves the names of the configuration.</param>
/// <param name="socket">Takes a new app-level token.</param>
internal sealed class ReloadPlanner(
    ConfigurationSource source,
    PolicyActivation policy,
    CredentialReload credentials,
    Func<SlackSettings, ISlackDirectory> slackFor,
    PrincipalResolver principals,
    SocketReload socket
)
{
    /// <summary>Files whose change triggers a reload.</summary>
    public IReadOnlyList<string> WatchedFiles
    {
        get
        {
            var (running, files) = (source.Running, source.Running.Settings!.Teleport);
            string?[] all = [files.ClientKey, files.ClientCertificate, files.RootCas, files.Identity];
            return [.. all.OfType<string>(), .. running.SecretFiles];
        }
    }

    /// <summary>The log comes last, because switching it cannot be undone.</summary>
    public async Task<ReloadPlan> PrepareAsync(ReloadCause cause, CancellationToken cancel)
    {
        var read = cause == ReloadCause.Asked ? source.Read() : source.ReadSecrets();
        if (read.Settings is not { } next) return Failed(credentials.ProblemsOf(source.Path, read));
        var running = source.Running.Settings!;
        var problems = new List<string>();
        if (policy.ObjectionTo(next) is { } objection) problems.Add(objection);
        var renewed = credentials.Prepare(source.Path, read, problems);
        var app = IsSame(next.Slack.Token, running.Slack.Token) && next.Slack.Team == running.Slack.Team
            ? null
            : await SlackIntroduction.ReloadAsync(slackFor(next.Slack), next.Slack, problems, cancel);
        var reachable = Reachable(running, next);
        await socket.CheckAsync(running.Slack, reachable.Slack, problems, cancel);
        var found = problems.Count == 0 && cause == ReloadCause.Asked ? await ResolveAsync(next, app, cancel) : null;
        if (problems.Count == 0) Try(() => source.ApplyLog(next.Log), problems);
        return problems.Count > 0 ? Failed(problems) : new([], NeedRestart(running, next), () =>
            {
                source.Running = read with { Settings = reachable };
                renewed!();
                policy.Apply(reachable, app, found);
                socket.Commit(running.Slack, reachable.Slack);
            });
    }

    /// <summary>What Slack does not tell within a few seconds, or at all, is asked for again later.</summary>
    private Task<ResolvedPrincipals> ResolveAsync(Settings next, SlackApp? app, CancellationToken cancel)
    {
        var rules = PolicySnapshot.PolicyOf(next) with { Principals = policy.InForce.Policy.Principals };
        return principals.ResolveAsync(rules, app ?? policy.InForce.Facts.App, cancel);
    }

    private static ReloadPlan Failed(IEnumerable<string> problems) => new([.. problems], [], () => { });

    private static bool IsSame(Secret one, Secret other) => one.Reveal() == other.Reveal();

    private static void Try(Action attempt, List<string> problems)
    {
        try
        {
            attempt();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(
                $"Cannot write the log: {e.Message} Give this user write access to it, or change output under [log]."
            );
        }
    }

    /// <summary>Settings that are used only once, to bind or to connect.</summary>
    private static ImmutableArray<string> NeedRestart(Settings running, Settings next)
    {
        (string Name, object? Running, object? Next)[] settings =
        [
            ("addr", running.Teleport.Address, next.Teleport.Address),
            ("connection_upgrade", running.Teleport.ConnectionUpgrade, next.Teleport.ConnectionUpgrade),
            ("http_proxy", running.Teleport.HttpProxy, next.Teleport.HttpProxy),
            ("cluster", running.Teleport.Cluster, next.Teleport.Cluster),
            ("api_url", running.Slack.ApiUrl, next.Slack.ApiUrl),
            ("listen_addr", running.Http.Listen, next.Http.Listen),
            ("diagnostics_addr", running.Http.Diagnostics, next.Http.Diagnostics),
            (
                "Whether the listener has TLS (https_cert_file, insecure)",
                SettingsMapping.FilesOf(running.Http) is null,
                SettingsMapping.FilesOf(next.Http) is null
            ),
            (
                "Whether there is a listener for clicks (secret, notify_only)",
                running.Http.IsUsed,
                IsUsed(running, next)
            ),
            (
                "Whether clicks arrive over Socket Mode (app_token)",
                running.Slack.UsesSocket,
                SocketReload.UsesSocket(running.Slack, next.Slack)
            ),
        ];
        return [.. settings.Where(setting => !Equals(setting.Running, setting.Next)).Select(setting => setting.Name)];
    }

    /// <summary>A listener that runs stays, and answers 401 while no click is accepted.</summary>
    private static bool IsUsed(Settings running, Settings next) => running.Http.IsUsed || next.Http.IsUsed;

    /// <summary>
    /// The new settings, except those that need a restart, so that the next reload reports them again.
    /// </summary>
    private static Settings Reachable(Settings running, Settings next) => next with
    {
        Teleport = next.Teleport with
        {
            Address = running.Teleport.Address,
            ConnectionUpgrade = running.Teleport.ConnectionUpgrade,
            HttpProxy = running.Teleport.HttpProxy,
            Cluster = running.Teleport.Cluster,
        },
        Slack = ReachableSlack(running, next) with { ApiUrl = running.Slack.ApiUrl },
        Http = SettingsMapping.FilesOf(running.Http) is null == SettingsMapping.FilesOf(next.Http) is null
            ? next.Http with
            {
                Listen = running.Http.Listen,
                Diagnostics = running.Http.Diagnostics,
                IsUsed = running.Http.IsUsed,
            }
            : running.Http with { PublicAddress = next.Http.PublicAddress },
    };

    /// <summary>Clicks need the listener or the socket, which is not there until a restart.</summary>
    private static SlackSettings ReachableSlack(Settings running, Settings next) =>
        (!running.Http.IsUsed && next.Http.IsUsed)
        || running.Slack.UsesSocket != SocketReload.UsesSocket(running.Slack, next.Slack)
            ? next.Slack with
            {
                NotifyOnly = running.Slack.NotifyOnly,
                SigningSecrets = running.Slack.SigningSecrets,
                AppTokens = running.Slack.AppTokens,
                Home = running.Slack.Home,
            }
            : next.Slack;
}
