using System.Collections.Immutable;
using AccessSlack.Configuration;
using AccessSlack.Diagnostics;
using AccessSlack.Http;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Credentials;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>What a reload changes, room by room.</summary>
internal static partial class CompositionRoot
{
    private static Reloader Reloader(
        IServiceProvider services,
        ConfigurationSource origin,
        Func<SlackSettings, ISlack> slackOf,
        TimeProvider time,
        ILoggerFactory loggers,
        Action<Exception> onDefect
    ) =>
        new(
            (cause, cancel) =>
                PrepareAsync(
                    services,
                    origin,
                    slackOf,
                    cause == ReloadCause.Asked ? origin.Read() : origin.ReadSecrets(),
                    cancel
                ),
            () => WatchedFiles(origin.Running),
            origin.Hangups,
            services.GetRequiredService<Readiness>(),
            services.GetRequiredService<Metrics>(),
            services.GetRequiredService<ISystemdNotifier>(),
            time,
            loggers.CreateLogger<Reloader>(),
            onDefect
        );

    private static List<string> WatchedFiles(ConfigResult running)
    {
        var teleport = running.Settings!.Teleport;
        return
        [
            .. new[]
            {
                teleport.ClientKey,
                teleport.ClientCertificate,
                teleport.RootCas,
                teleport.Identity,
            }.OfType<string>(),
            .. running.SecretFiles,
        ];
    }

    /// <summary>Everything that can fail comes first. The log is last, because it is either switched or not.</summary>
    private static async Task<ReloadPlan> PrepareAsync(
        IServiceProvider services,
        ConfigurationSource origin,
        Func<SlackSettings, ISlack> slackOf,
        ConfigResult read,
        CancellationToken cancel
    )
    {
        if (read.Settings is not { } next) return Failed(read.Problems.Select(problem => $"{origin.Path}: {problem}"));
        var running = origin.Running.Settings!;
        var daemon = services.GetRequiredService<AccessDaemon>();
        var problems = new List<string>();
        var options = Options(next);
        if (daemon.ObjectionTo(options) is { } objection) problems.Add(objection);
        var credentials = Try(
            () => services.GetRequiredService<TeleportClient>().Prepare(Files(next.Teleport)),
            problems
        );
        var app = IsSame(next.Slack.Token, running.Slack.Token)
            ? null
            : await IntroduceAsync(slackOf(next.Slack), problems, cancel);
        var certificates = services.GetService<ListenerCertificates>();
        var files = certificates is null ? null : Files(next.Http);
        if (files is not null) Try(() => ListenerCertificate.Load(ListenerPair.Read(files)), problems);
        if (problems.Count == 0) Try(() => origin.ApplyLog(next.Log), problems);
        return problems.Count > 0 ? Failed(problems) : new([], NeedRestart(running, next), () =>
            {
                origin.Running = read with { Settings = Reachable(running, next) };
                credentials!();
                if (files is not null)
                    // What changed since it was judged is judged with the next connection
                    certificates!.TryReload(files, out _);
                daemon.Apply(options, app);
            });
    }

    private static ReloadPlan Failed(IEnumerable<string> problems) => new([.. problems], [], () => { });

    private static bool IsSame(Secret one, Secret other) => one.Reveal() == other.Reveal();

    /// <summary>
    /// Who we are with the new token. Slack being out of reach is no objection: the first call will tell.
    /// </summary>
    private static async Task<SlackApp?> IntroduceAsync(ISlack slack, List<string> problems, CancellationToken cancel)
    {
        var answer = await slack.AuthenticateAsync(cancel);
        if (answer is SlackResult<SlackApp>.Failed { Failure: { Kind: SlackFailureKind.Credentials } failure })
            problems.Add($"Slack refuses the new token ({failure.Code}). {failure.Remedy}");
        return (answer as SlackResult<SlackApp>.Ok)?.Value;
    }

    private static T? Try<T>(Func<T> attempt, List<string> problems) where T : class
    {
        try
        {
            return attempt();
        }
        catch (Exception e) when (e is CredentialException or StartException)
        {
            problems.Add(e.Message);
            return null;
        }
    }

    private static void Try(Action attempt, List<string> problems)
    {
        try
        {
            attempt();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(
                $"The log cannot be written: {e.Message} Give this user the right to it, or change output under [log]."
            );
        }
    }

    /// <summary>What is bound or dialled once.</summary>
    private static ImmutableArray<string> NeedRestart(Settings running, Settings next)
    {
        (string Name, object? Running, object? Next)[] settings =
        [
            ("auth_server", running.Teleport.Address, next.Teleport.Address),
            ("api_url", running.Slack.ApiUrl, next.Slack.ApiUrl),
            ("listen_addr", running.Http.Listen, next.Http.Listen),
            ("diagnostics_addr", running.Http.Diagnostics, next.Http.Diagnostics),
            (
                "Whether the listener has TLS (https_cert_file, insecure)",
                Files(running.Http) is null,
                Files(next.Http) is null
            ),
        ];
        return [.. settings.Where(setting => !Equals(setting.Running, setting.Next)).Select(setting => setting.Name)];
    }

    /// <summary>
    /// The new settings, but for those that a restart is needed for: the next reload must say so again.
    /// </summary>
    private static Settings Reachable(Settings running, Settings next) => next with
    {
        Teleport = next.Teleport with { Address = running.Teleport.Address },
        Slack = next.Slack with { ApiUrl = running.Slack.ApiUrl },
        Http = Files(running.Http) is null == Files(next.Http) is null
            ? next.Http with { Listen = running.Http.Listen, Diagnostics = running.Http.Diagnostics }
            : running.Http with { PublicAddress = next.Http.PublicAddress },
    };
}
