using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Diagnostics;
using AccessSlack.Hosting.Systemd;
using AccessSlack.Http;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Credentials;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>The only place that knows every room: settings in, a host ready to start out.</summary>
internal static partial class CompositionRoot
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    /// <param name="origin">The configuration, and how it is read again.</param>
    /// <param name="time">The only clock.</param>
    /// <param name="random">The only chance.</param>
    /// <param name="loggers">The log; stays the caller's.</param>
    /// <param name="onDefect">Hears of a background loop that ended, after which the process must not go on.</param>
    /// <exception cref="StartException">Credentials or certificates cannot be used.</exception>
    public static WebApplication Build(
        ConfigurationSource origin,
        TimeProvider time,
        Random random,
        ILoggerFactory loggers,
        Action<Exception> onDefect
    )
    {
        var settings = origin.Running.Settings!;
        var certificates = Files(settings.Http) is { } files
            ? new ListenerCertificates(files, time, loggers.CreateLogger<ListenerCertificates>())
            : null;

        // The empty builder reads no environment and no appsettings: the one configuration file is all there is.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "teleport-slack" });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            Listener.Configure(kestrel, settings.Http.Listen, certificates, settings.Http.Diagnostics, new())
        );
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        builder.Services.AddSystemdService();
        if (certificates is not null) builder.Services.AddSingleton(certificates);
        builder.Services.AddSingleton<Metrics>();
        builder.Services.AddSingleton(services => ReadinessFor(services.GetRequiredService<ISystemdNotifier>()));
        builder.Services.AddSingleton(_ => Teleport(settings.Teleport, time, loggers));
        builder.Services.AddSingleton(_ => SlackConnection.Create());
        builder.Services.AddSingleton(services => SlackOf(services, () => origin.Running.Settings!.Slack));
        builder.Services.AddSingleton(services => new AccessDaemon(
            Options(settings),
            services.GetRequiredService<TeleportClient>(),
            services.GetRequiredService<ISlack>(),
            services.GetRequiredService<Readiness>(),
            services.GetRequiredService<Metrics>(),
            time,
            random,
            loggers,
            onDefect
        ));
        builder.Services.AddSingleton(services => new MetricsPage(
            services.GetRequiredService<Metrics>(),
            services.GetRequiredService<Readiness>(),
            services.GetRequiredService<AccessDaemon>().Load,
            () => EndsOf(services),
            time
        ));
        // Started before the listener, which comes last: no click arrives before the watch is live.
        builder.Services.AddHostedService(services => services.GetRequiredService<AccessDaemon>());
        builder.Services.AddHostedService(services =>
            Reloader(services, origin, next => SlackOf(services, () => next), time, loggers, onDefect)
        );
        builder.Services.AddHostedService(services => Watchdog(services, time));
        builder.Services.AddHostedService(services => new ExpiryWatch(
            CertificatesInUse(services.GetRequiredService<TeleportClient>(), certificates),
            time,
            loggers.CreateLogger<ExpiryWatch>(),
            onDefect
        ));
        var app = builder.Build();
        _ = app.Services.GetRequiredService<TeleportClient>(); // its credentials are judged before anything starts
        return Wire(app, origin, time, loggers);

        ISlack SlackOf(IServiceProvider services, Func<SlackSettings> current) => new SlackGateway(
                new(settings.Slack.ApiUrl, () => current().Token, () => current().AutoJoin)
                {
                    OnRateLimit = services.GetRequiredService<Metrics>().RateLimited,
                },
                services.GetRequiredService<HttpMessageInvoker>(),
                time,
                random,
                loggers.CreateLogger<SlackGateway>()
            );
    }

    private static WebApplication Wire(WebApplication app, ConfigurationSource origin, TimeProvider time, ILoggerFactory loggers)
    {
        var readiness = app.Services.GetRequiredService<Readiness>();
        var interactions = new InteractionEndpoint(
            () => origin.Running.Settings!.Slack is { NotifyOnly: false, SigningSecrets: var secrets } ? secrets : [],
            app.Services.GetRequiredService<AccessDaemon>(),
            time,
            loggers.CreateLogger<InteractionEndpoint>(),
            app.Lifetime.ApplicationStopping
        );
        var metrics = app.Services.GetRequiredService<Metrics>();
        app.Run(http =>
            Listener.ServeAsync(http, AnswerAsync, readiness, app.Services.GetRequiredService<MetricsPage>().Write)
        );
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var address = new Uri(app.Urls.First()); // with the real port
            var kind = address.Scheme == Uri.UriSchemeHttps ? "secure HTTPS" : "insecure HTTP";
            loggers
                .CreateLogger(typeof(Listener).FullName!)
                .LogInformation("Starting {Kind} server on {Address}", kind, address.Authority);
            readiness.Listening();
        });
        // Made before the start: a host that cannot make its services throws again when it is stopped, and so hides
        // why.
        _ = app.Services.GetServices<IHostedService>().Count();
        return app;

        async Task AnswerAsync(HttpContext http)
        {
            await interactions.HandleAsync(http);
            metrics.Answered(http.Response.StatusCode);
        }
    }

    private static Readiness ReadinessFor(ISystemdNotifier systemd) =>
        new(status => systemd.Notify(ServiceStates.Status(status)));

    private static SystemdWatchdog Watchdog(IServiceProvider services, TimeProvider time) => new(
        services.GetRequiredService<ISystemdNotifier>(),
        SystemdWatchdog.IntervalOf(Environment.ProcessId, Environment.GetEnvironmentVariable),
        services.GetRequiredService<AccessDaemon>().IsAliveAsync,
        time);

    private static Func<IReadOnlyList<CertificateTerm>> CertificatesInUse(
        TeleportClient teleport,
        ListenerCertificates? listener
    ) => () => listener is null ? [TermOf(teleport)] : [TermOf(teleport), listener.Term];

    private static IEnumerable<(string Certificate, DateTimeOffset Until)> EndsOf(IServiceProvider services)
    {
        yield return ("teleport", services.GetRequiredService<TeleportClient>().Credentials.Expires);
        if (services.GetService<ListenerCertificates>() is { } listener) yield return ("listener", listener.Term.Until);
    }

    private static CertificateTerm TermOf(TeleportClient teleport) =>
        new(
            "The client certificate for Teleport",
            teleport.Credentials.CertificateFile.Path,
            teleport.Credentials.Begins,
            teleport.Credentials.Expires,
            teleport.Credentials.CertificateFile.SignAgain
        );

    /// <summary>Null for plain HTTP.</summary>
    private static ListenerFiles? Files(HttpSettings settings) =>
        settings is { Insecure: false, CertificateFile: { } file, KeyFile: { } key } ? new(file, key) : null;

    private static CredentialFiles Files(TeleportSettings settings) =>
        new(settings.ClientKey, settings.ClientCertificate, settings.RootCas, settings.Identity);

    private static TeleportClient Teleport(TeleportSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        try
        {
            return new TeleportClient(
                new(settings.Address, Files(settings)),
                time,
                loggers.CreateLogger<TeleportClient>()
            );
        }
        catch (CredentialException e)
        {
            throw new StartException(
                e.IsConfigurationFault ? ExitCode.Configuration : ExitCode.NotPermitted,
                e.Message,
                e
            );
        }
    }

    private static DaemonOptions Options(Settings settings)
    {
        var hasSecret = !settings.Slack.SigningSecrets.IsEmpty;
        var policy = new ApprovalPolicy(
            settings.Recipients,
            settings.Approvals,
            CanDecide: hasSecret && !settings.Slack.NotifyOnly
        );
        return new(
            settings.Teleport.Address,
            policy,
            new(settings.Slack.SigningSecrets),
            settings.Slack.NotifyOnly,
            hasSecret,
            settings.Slack.Lookback,
            settings.Notifications
        )
        {
            Scopes = SlackScopes.Of(settings, policy.CanDecide),
        };
    }
}
