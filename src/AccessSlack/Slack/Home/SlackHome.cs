using AccessSlack.Messages;
using AccessSlack.Slack.Calls;

namespace AccessSlack.Slack.Home;

/// <summary>Publishes Home tabs, and finds the addresses of messages for them.</summary>
internal sealed class SlackHome(SlackCaller caller, TimeProvider time) : ISlackHome
{
    /// <summary>More messages than most clusters have pending requests; each takes about 300 bytes.</summary>
    private const int MaxCached = 2000;

    private const string LinkMethod = "chat.getPermalink";

    private readonly ResponseCache<Uri> _links = new(time, MaxCached);

    /// <summary>https://docs.slack.dev/reference/methods/views.publish</summary>
    public Task<SlackResult<string>> PublishAsync(
        string userId,
        ComposedHome tab,
        string hash,
        CancellationToken cancel
    ) =>
        SlackIds.IsUser(userId)
            ? caller.CallAsync(
                "views.publish",
                repeatable: true,
                async (api, limit) => (await api.Views.Publish(userId, hash, tab.ToDefinition(), limit)).Hash,
                cancel
            )
            : Task.FromResult(SlackResults.Destination<string>("user_not_found", "This is not a Slack user id."));

    /// <summary>https://docs.slack.dev/reference/methods/chat.getPermalink</summary>
    public Task<SlackResult<Uri>> FindPermalinkAsync(string channel, string ts, CancellationToken cancel) =>
        SlackIds.IsId(channel) && SlackIds.IsTs(ts)
            ? _links.GetAsync($"{channel} {ts}", TimeSpan.MaxValue, () => FetchLinkAsync(channel, ts), cancel)
            : Task.FromResult(SlackResults.Destination<Uri>("message_not_found", "This is not a message of Slack's."));

    private Task<SlackResult<Uri>> FetchLinkAsync(string channel, string ts) =>
        caller.CallAsync(
            LinkMethod,
            repeatable: true,
            (api, limit) => api.Chat.GetPermalink(channel, ts, limit),
            CancellationToken.None
        );
}
