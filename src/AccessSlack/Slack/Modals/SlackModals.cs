using AccessSlack.Messages;
using AccessSlack.Slack.Calls;
using AccessSlack.Slack.Messaging;
using Microsoft.Extensions.Logging;
using SlackApi;
using SlackApi.WebApi;

namespace AccessSlack.Slack.Modals;

/// <summary>Opens modal views, and sends text that only one person sees.</summary>
/// <param name="caller">Makes the calls.</param>
/// <param name="apiUrl">A response_url of the same server is accepted, as well as Slack's own.</param>
/// <param name="logger">For the attempts that failed.</param>
internal sealed partial class SlackModals(SlackCaller caller, Uri apiUrl, ILogger logger) : ISlackModals
{
    /// <summary>A trigger_id expires after this time (docs/protocols/slack.md 12).</summary>
    internal static readonly TimeSpan TriggerLifetime = TimeSpan.FromSeconds(3);

    private const int MaxTriggerLength = 255;

    /// <summary>https://docs.slack.dev/reference/methods/views.open</summary>
    public async Task<SlackResult<string>> OpenViewAsync(Secret triggerId, ComposedView view, CancellationToken cancel)
    {
        // Slack would answer the same, but that would use up part of the three seconds.
        if (triggerId.Reveal().Length is 0 or > MaxTriggerLength)
            return new SlackResult<string>.Failed(
                new(SlackFailureKind.Gone, "invalid_trigger_id", SlackFailures.PressAgain)
            );
        return await caller.CallAsync(
            "views.open",
            repeatable: false,
            async (api, limit) =>
            {
                var opened = await api.Views.Open(triggerId.Reveal(), view.ToDefinition(), limit);
                return SlackIds.RequireId(opened.Id, "views.open");
            },
            cancel,
            TriggerLifetime
        );
    }

    public async Task<SlackResult<Done>> RespondAsync(ReplyAddress to, string text, CancellationToken cancel)
    {
        var truncated = TextLimit.Truncate(text);
        if (ResponseUrls.Accept(to.ResponseUrl.Reveal(), apiUrl) is { } url
            && await CallResponseUrlAsync(url, truncated, cancel) is SlackResult<Done>.Ok responded)
            return responded;
        if (to.Channel.Length > 0
            && await PostEphemeralAsync(to, truncated, cancel) is SlackResult<Done>.Ok shown)
            return shown;
        // Any other address could be a channel, where everyone would read the text.
        return SlackIds.IsUser(to.UserId)
            ? await PostDirectMessageAsync(to.UserId, truncated, cancel)
            : SlackResults.Destination<Done>("user_not_found", "This is not a Slack user id.");
    }

    /// <summary>https://docs.slack.dev/interactivity/handling-user-interaction (message responses)</summary>
    private Task<SlackResult<Done>> CallResponseUrlAsync(Uri url, string text, CancellationToken cancel) =>
        TryAsync(
            "response_url",
            (api, limit) => api.Respond(url, new MessageResponse { Text = text }, limit),
            cancel
        );

    /// <summary>https://docs.slack.dev/reference/methods/chat.postEphemeral</summary>
    private Task<SlackResult<Done>> PostEphemeralAsync(ReplyAddress to, string text, CancellationToken cancel) =>
        TryAsync(
            "chat.postEphemeral",
            (api, limit) =>
                api.Chat.PostEphemeral(to.UserId, new Message { Channel = to.Channel, Text = text }, limit),
            cancel
        );

    private Task<SlackResult<Done>> PostDirectMessageAsync(string userId, string text, CancellationToken cancel) =>
        TryAsync(
            MessagePacing.PostMethod,
            (api, limit) => api.Chat.PostMessage(new Message { Channel = userId, Text = text }, limit),
            cancel
        );

    private async Task<SlackResult<Done>> TryAsync(
        string method,
        Func<ISlackApiClient, CancellationToken, Task> call,
        CancellationToken cancel
    )
    {
        var result = await caller.CallAsync(
            method,
            repeatable: false,
            async (api, limit) =>
            {
                await call(api, limit);
                return default(Done);
            },
            cancel
        );
        if (result is SlackResult<Done>.Failed { Failure: var failure }) Log.NotResponded(logger, method, failure.Code);
        return result;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 3000,
            Level = LogLevel.Debug,
            Message = "Could not respond to the person who clicked by {Method} ({Code})"
        )]
        public static partial void NotResponded(ILogger logger, string method, string code);
    }
}
