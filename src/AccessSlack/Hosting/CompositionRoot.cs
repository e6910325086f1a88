using System.Collections.Immutable;
using AccessSlack.Configuration;
using AccessSlack.Diagnostics;
using AccessSlack.Hosting.Checks;
using AccessSlack.Hosting.Checks.Person;
using AccessSlack.Hosting.Checks.Rules;
using AccessSlack.Hosting.Reloading;
using AccessSlack.Hosting.Systemd;
using AccessSlack.Http;
using AccessSlack.Http.Certificates;
using AccessSlack.Interactions;
using AccessSlack.Slack;
using AccessSlack.SocketMode;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Credentials;
using AccessSlack.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>The only place that knows every component: settings in, a host ready to start out.</summary>
internal static class CompositionRoot
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    /// <param name="source">The configuration, and how it is read again.</param>
    /// <param name="time">The only clock.</param>
    /// <param name="random">The only source of randomness.</param>
    /// <param name="loggers">The log; owned by the caller.</param>
    /// <param name="onDefect">Receives the exception of a background loop that ended.</param>
    /// <exception cref="StartException">Credentials or certificates cannot be used.</exception>
    public static WebApplication Build(
        ConfigurationSource source,
        TimeProvider time,
        Random random,
        ILoggerFactory loggers,
        DefectHandler onDefect
    )
    {
        var settings = source.Running.Settings!;
        // The empty builder reads neither environment variables nor appsettings: the configuration file is the only
        // source.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "teleport-slack" });
        builder.Services.AddSingleton(source).AddSingleton(time).AddSingleton(random).AddSingleton(onDefect);
        builder.Services.AddSingleton(loggers).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        AddListener(builder, settings.Http, time, loggers);
        AddTeleport(builder.Services, settings.Teleport);
        AddSlack(builder.Services, settings.Slack.ApiUrl);
        builder.Services.AddMainJob();
        AddHosting(builder.Services, settings.Slack.ApiUrl);
        var app = builder.Build();
        _ = app.Services.GetRequiredService<TeleportClient>(); // fails on bad credentials before anything starts
        Listen(app);
        // Create the services before the start: if one cannot be created, the host throws again when it is stopped,
        // which would hide the first error.
        _ = app.Services.GetServices<IHostedService>().Count();
        return app;
    }

    private static void AddListener(
        WebApplicationBuilder builder,
        HttpSettings settings,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        var certificates = SettingsMapping.FilesOf(settings) is { } files
            ? new ListenerCertificates(files, time, loggers.CreateLogger<ListenerCertificates>())
            : null;
        if (certificates is not null) builder.Services.AddSingleton(certificates);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        var limits = new ListenerLimits();
        builder.WebHost.ConfigureKestrel(kestrel =>
            Listener.Configure(
                kestrel,
                settings.IsUsed ? settings.Listen : null,
                certificates,
                settings.Diagnostics,
                limits,
                Connections
            )
        );
        // Without an address Kestrel would listen on one of its own.
        if (settings is { IsUsed: false, Diagnostics: null }) builder.Services.AddSingleton<IServer, ClosedServer>();
        builder.Services.AddSingleton(services => new InteractionEndpoint(
            SigningSecrets(services.GetRequiredService<ConfigurationSource>()),
            services.GetRequiredService<InteractionRunner>(),
            time,
            loggers.CreateLogger<InteractionEndpoint>(),
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
        ));

        ConnectionTable Connections() => new(limits, time, loggers.CreateLogger<ConnectionTable>());
    }

    private static void AddTeleport(IServiceCollection services, TeleportSettings settings)
    {
        services.AddSingleton(provider =>
        {
            try
            {
                return new TeleportClient(
                    SettingsMapping.OptionsOf(settings),
                    provider.GetRequiredService<TimeProvider>(),
                    provider.GetRequiredService<ILogger<TeleportClient>>()
                );
            }
            catch (CredentialException e)
            {
                throw new StartException(ExitCode.NotPermitted, e.Message, e);
            }
        });
        services.AddSingleton<ITeleport>(provider => provider.GetRequiredService<TeleportClient>());
    }

    private static void AddSlack(IServiceCollection services, Uri apiUrl)
    {
        services.AddSingleton(_ => SlackConnection.Create());
        services.AddSingleton(provider =>
        {
            var source = provider.GetRequiredService<ConfigurationSource>();
            return Slack(provider, apiUrl, () => source.Running.Settings!.Slack);
        });
        services.AddSingleton(provider => provider.GetRequiredService<SlackClient>().Messages);
        services.AddSingleton(provider => provider.GetRequiredService<SlackClient>().Directory);
        services.AddSingleton(provider => provider.GetRequiredService<SlackClient>().Modals);
        services.AddSingleton(provider => provider.GetRequiredService<SlackClient>().Home);
        services.AddSingleton(provider => provider.GetRequiredService<SlackClient>().Sockets);
    }

    private static SlackClient Slack(IServiceProvider services, Uri apiUrl, Func<SlackSettings> current) =>
        SlackClient.Create(
            new(apiUrl, () => current().Token, () => current().AutoJoin)
            {
                OnRateLimit = services.GetRequiredService<Metrics>().RateLimited,
                IsConfigured = services.GetRequiredService<CurrentPolicy>().NamesChannel,
            },
            services.GetRequiredService<HttpMessageInvoker>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<Random>(),
            services.GetRequiredService<ILogger<SlackClient>>()
        );

    /// <summary>
    /// Hosted services start in this order. The socket comes after the watch, and the listener is last, so no click
    /// arrives before the watch is live.
    /// </summary>
    private static void AddHosting(IServiceCollection services, Uri apiUrl)
    {
        services.AddSystemdService();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        services.AddSingleton<StartChecks>().AddSingleton<RuleChecks>().AddSingleton<RuleMonitor>();
        services.AddSingleton<RecipientChecks>().AddSingleton<RecipientMonitor>();
        services.AddSingleton<PrincipalMonitor>().AddSingleton<TraitMonitor>().AddSingleton<BackgroundChecks>();
        services.AddSingleton<PersonReviewMonitor>().AddSingleton<MonitoringRuleMonitor>();
        services.AddSingleton(provider => new PrincipalResolver(
            provider.GetRequiredService<ISlackDirectory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PrincipalResolver>>()
        ));
        services.AddSingleton<PolicyActivation>().AddSingleton<WatchLoop>().AddSingleton<PendingWork>();
        services.AddSingleton<AccessDaemon>().AddHostedService(provider => provider.GetRequiredService<AccessDaemon>());
        services.AddSingleton(provider => new ReloadPlanner(
            provider.GetRequiredService<ConfigurationSource>(),
            provider.GetRequiredService<PolicyActivation>(),
            new CredentialReload(
                provider.GetRequiredService<TeleportClient>(),
                provider.GetService<ListenerCertificates>(),
                provider.GetRequiredService<TimeProvider>()
            ),
            next => Slack(provider, apiUrl, () => next).Directory,
            provider.GetRequiredService<PrincipalResolver>(),
            new SocketReload(
                provider.GetRequiredService<ISlackSockets>(),
                provider.GetRequiredService<SocketKeeper>().RenewToken
            )
        ));
        services.AddSingleton<ReloadStatus>().AddHostedService<Reloader>();
        services.AddHostedService<ListenerLifetime>();
        services.AddSocketMode(); // a stop asks the last first, and the listener's waits for clicks in progress
        services.AddHostedService(Watchdog);
        services.AddHostedService(ExpiryWatchOf).AddHostedService<ClockMonitor>();
        services.AddSingleton(MetricsPageOf);
    }

    private static void Listen(WebApplication app)
    {
        var (readiness, metrics) = (
            app.Services.GetRequiredService<Readiness>(),
            app.Services.GetRequiredService<Metrics>()
        );
        var interactions = app.Services.GetRequiredService<InteractionEndpoint>();
        var page = app.Services.GetRequiredService<MetricsPage>();
        app.Run(http => Listener.ServeAsync(http, AnswerAsync, readiness, page.Write));

        async Task AnswerAsync(HttpContext http)
        {
            await interactions.HandleAsync(http);
            metrics.Answered(http.Response.StatusCode);
        }
    }

    private static Func<ImmutableArray<Secret>> SigningSecrets(ConfigurationSource source) => () =>
        source.Running.Settings!.Slack is { NotifyOnly: false, SigningSecrets: var secrets } ? secrets : [];

    private static SystemdWatchdog Watchdog(IServiceProvider services) => new(
        services.GetRequiredService<ISystemdNotifier>(),
        SystemdWatchdog.IntervalOf(Environment.ProcessId, Environment.GetEnvironmentVariable),
        services.GetRequiredService<PendingWork>().IsAliveAsync,
        services.GetRequiredService<TimeProvider>());

    private static ExpiryWatch ExpiryWatchOf(IServiceProvider services)
    {
        var (teleport, listener) = Certificates(services);
        var onDefect = services.GetRequiredService<DefectHandler>();
        return new(
            () => listener is null
                ? [SettingsMapping.TermOf(teleport)]
                : [SettingsMapping.TermOf(teleport), listener.Term],
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ExpiryWatch>>(),
            defect => onDefect(defect)
        );
    }

    private static MetricsPage MetricsPageOf(IServiceProvider services)
    {
        var (teleport, listener) = Certificates(services);
        return new(
            services.GetRequiredService<Metrics>(),
            services.GetRequiredService<SocketMetrics>(),
            services.GetRequiredService<Readiness>(),
            services.GetRequiredService<PendingWork>().Load,
            () => listener is null
                ? [("teleport", teleport.Credentials.Expires)]
                : [("teleport", teleport.Credentials.Expires), ("listener", listener.Term.Until)],
            services.GetRequiredService<TimeProvider>()
        );
    }

    private static (TeleportClient Teleport, ListenerCertificates? Listener) Certificates(IServiceProvider services) =>
        (services.GetRequiredService<TeleportClient>(), services.GetService<ListenerCertificates>());
}
