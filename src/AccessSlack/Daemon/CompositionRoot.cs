using AccessSlack.Configuration;
using AccessSlack.Interactions;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Daemon;

/// <summary>The only place that knows every room: settings in, a host ready to start out.</summary>
internal static class CompositionRoot
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    /// <exception cref="StartException">Credentials or certificates cannot be used.</exception>
    public static WebApplication Build(Settings settings, TimeProvider time, Random random, ILoggerFactory loggers, Action<Exception> onDefect)
    {
        var certificate = settings.Http is { CertificateFile: { } file, KeyFile: { } key } ? ListenerCertificate.Load(file, key) : null;

        // The empty builder reads no environment and no appsettings: the one configuration file is all there is.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "teleport-slack" });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listener.Configure(kestrel, settings.Http.Listen, certificate, settings.Http.Diagnostics));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        builder.Services.AddSystemd();
        builder.Services.AddSingleton(services => new Readiness(status => services.GetRequiredService<ISystemdNotifier>().Notify(ServiceState.Status(status))));
        builder.Services.AddSingleton<ITeleport>(Teleport(settings.Teleport, time, loggers));
        builder.Services.AddSingleton<ISlack>(Slack(settings.Slack, time, random, loggers));
        builder.Services.AddSingleton(services => new AccessDaemon(
            Options(settings), services.GetRequiredService<ITeleport>(), services.GetRequiredService<ISlack>(), services.GetRequiredService<Readiness>(), time, random, loggers, onDefect));
        // Started before the listener, which comes last: no click arrives before the watch is live.
        builder.Services.AddHostedService(services => services.GetRequiredService<AccessDaemon>());
        return Wire(builder.Build(), settings, time, loggers);
    }

    private static WebApplication Wire(WebApplication app, Settings settings, TimeProvider time, ILoggerFactory loggers)
    {
        var secrets = settings.Slack.NotifyOnly ? [] : settings.Slack.SigningSecrets;
        var readiness = app.Services.GetRequiredService<Readiness>();
        var interactions = new InteractionEndpoint(
            () => secrets, app.Services.GetRequiredService<AccessDaemon>(), time, loggers.CreateLogger<InteractionEndpoint>(), app.Lifetime.ApplicationStopping);
        app.Run(http => Listener.ServeAsync(http, interactions.HandleAsync, readiness));
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var address = new Uri(app.Urls.First()); // with the real port
            var kind = address.Scheme == Uri.UriSchemeHttps ? "secure HTTPS" : "insecure HTTP";
            loggers.CreateLogger(typeof(Listener).FullName!).LogInformation("Starting {Kind} server on {Address}", kind, address.Authority);
            readiness.Listening();
        });
        return app;
    }

    private static TeleportClient Teleport(TeleportSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        var files = new CredentialFiles(settings.ClientKey, settings.ClientCertificate, settings.RootCas, settings.Identity);
        try
        {
            return new TeleportClient(new(settings.Address, files), time, loggers.CreateLogger<TeleportClient>());
        }
        catch (CredentialException e)
        {
            throw new StartException(e.IsConfigurationFault ? ExitCode.Configuration : ExitCode.NotPermitted, e.Message, e);
        }
    }

    private static SlackGateway Slack(SlackSettings settings, TimeProvider time, Random random, ILoggerFactory loggers) =>
        new(new(settings.ApiUrl, () => settings.Token, settings.AutoJoin), SlackConnection.Create(), time, random, loggers.CreateLogger<SlackGateway>());

    private static DaemonOptions Options(Settings settings)
    {
        var hasSecret = !settings.Slack.SigningSecrets.IsEmpty;
        var policy = new ApprovalPolicy(settings.Recipients, settings.Approvals, CanDecide: hasSecret && !settings.Slack.NotifyOnly);
        return new(settings.Teleport.Address, policy, new(settings.Slack.SigningSecrets), settings.Slack.NotifyOnly, hasSecret, settings.Slack.Lookback);
    }
}
