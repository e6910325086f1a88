using AccessSlack.Slack.Calls;
using AccessSlack.Slack.Home;
using AccessSlack.Slack.Lookups;
using AccessSlack.Slack.Messaging;
using AccessSlack.Slack.Modals;
using AccessSlack.Slack.Sockets;
using Microsoft.Extensions.Logging;
using SlackApi;

namespace AccessSlack.Slack;

/// <summary>
/// The parts of Slack that the daemon uses. They share one client and its rate limits, so create them together.
/// </summary>
internal sealed record SlackClient(
    ISlackMessages Messages,
    ISlackDirectory Directory,
    ISlackModals Modals,
    ISlackHome Home
)
{
    public required ISlackSockets Sockets { get; init; }

    /// <param name="options">Slack's address, the token, and whether to join channels.</param>
    /// <param name="http">From <see cref="SlackConnection"/>; the caller disposes it.</param>
    /// <param name="time">For time limits and the age of cached responses.</param>
    /// <param name="random">Spreads the pauses after rate limits.</param>
    /// <param name="logger">For what results do not show, such as degraded messages.</param>
    public static SlackClient Create(
        SlackOptions options,
        HttpMessageInvoker http,
        TimeProvider time,
        Random random,
        ILogger logger
    )
    {
        var api = new SlackApiClient(http, options.ApiUrl, () => options.Token().Reveal());
        var pacing = new MessagePacing(options.Token, time);
        var caller = new SlackCaller(api, new(time, random), pacing, options.OnRateLimit, time, logger);
        var channels = new ChannelLookup(caller, time);
        var app = new AppIdentity();
        return new(
            new SlackMessenger(
                caller,
                pacing,
                new(new(caller, options.IsConfigured, logger), options.AutoJoin),
                new(caller, channels),
                app,
                logger
            ),
            new SlackDirectory(
                caller,
                app,
                new(caller, time),
                channels,
                new(caller, channels, time),
                new BotsApi(http, options.ApiUrl, () => options.Token().Reveal())
            ),
            new SlackModals(caller, options.ApiUrl, logger),
            new SlackHome(caller, time)
        )
        {
            Sockets = new SlackSockets(caller, new AppsApi(http, options.ApiUrl), time),
        };
    }
}
