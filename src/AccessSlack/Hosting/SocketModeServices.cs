using AccessSlack.Configuration;
using AccessSlack.Interactions;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.SocketMode;
using AccessSlack.Tracking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>Registers Socket Mode. Without an app-level token, its service does nothing.</summary>
internal static class SocketModeServices
{
    public static void AddSocketMode(this IServiceCollection services)
    {
        services.AddSingleton(OptionsOf).AddSingleton(HandlerOf);
        services.AddSingleton<SocketOpener>().AddSingleton<OpenSockets>().AddSingleton<SocketKeeper>();
        services.AddSingleton<SocketModeService>();
        services.AddHostedService(provider => provider.GetRequiredService<SocketModeService>());
    }

    private static SocketModeOptions OptionsOf(IServiceProvider services)
    {
        var slack = services.GetRequiredService<ISlackDirectory>();
        var backoff = services.GetRequiredService<Backoff>();
        var onDefect = services.GetRequiredService<DefectHandler>();
        return new(SettingsOf(services), () => slack.AppId, failures => backoff.Delay(failures))
        {
            OnDefect = defect => onDefect(defect),
        };
    }

    private static EnvelopeHandler HandlerOf(IServiceProvider services)
    {
        var policy = services.GetRequiredService<CurrentPolicy>();
        var slack = services.GetRequiredService<ISlackSockets>();
        return new(
            services.GetRequiredService<InteractionRunner>(),
            SettingsOf(services),
            Home,
            () => slack.Now,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<EnvelopeHandler>>()
        );

        Workspace Home() => policy.Now.Home;
    }

    private static Func<SlackSettings> SettingsOf(IServiceProvider services)
    {
        var source = services.GetRequiredService<ConfigurationSource>();
        return () => source.Running.Settings!.Slack;
    }
}
