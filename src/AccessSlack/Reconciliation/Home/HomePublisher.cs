using AccessSlack.Diagnostics;
using AccessSlack.Messages;
using AccessSlack.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation.Home;

/// <summary>Publishes one person's Home tab if it no longer shows what it should.</summary>
internal sealed partial class HomePublisher(
    HomeComposer composer,
    ISlackHome slack,
    SlackHealth health,
    ILogger<HomePublisher> logger
)
{
    /// <summary>After an answer that Slack could not give.</summary>
    internal static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(60);

    private int _isReportedOff;

    /// <summary>Runs in the person's lane.</summary>
    /// <returns>When to try again; null if it is done.</returns>
    public async Task<TimeSpan?> PublishAsync(OpenedTab tab, bool isAskedFor, CancellationToken cancel)
    {
        var (composed, content) = await composer.ComposeAsync(tab.Account, cancel);
        TimeSpan? again = content.IsPartial ? TryAgainAfter : null;
        if (content is { Person: null, IsPartial: true } && tab.Shown.Person is not null) return again; // it stays
        if (!isAskedFor && content.Digest == tab.Shown.Digest)
        {
            tab.Shown = content;
            return again;
        }

        switch (await PublishAsync(tab, composed, cancel))
        {
            case SlackResult<string>.Ok { Value: var hash }:
                (tab.Shown, tab.Hash) = (content, hash);
                Interlocked.Exchange(ref _isReportedOff, 0);
                Log.Published(logger, tab.Account.UserId, content.Requests.Length);
                return again;
            case SlackResult<string>.Failed { Failure: var failure }:
                (tab.Shown, tab.Hash) = (content with { Digest = "" }, "");
                return Report(tab, failure);
            default:
                return null;
        }
    }

    /// <summary>Another replica may publish in between. It knows the same requests, so the newest state wins.</summary>
    private async Task<SlackResult<string>> PublishAsync(OpenedTab tab, ComposedHome composed, CancellationToken cancel)
    {
        var user = tab.Account.UserId;
        var published = Count(await slack.PublishAsync(user, composed, tab.Hash, cancel));
        return published is SlackResult<string>.Failed { Failure.Code: ISlackHome.HashConflict }
            ? Count(await slack.PublishAsync(user, composed, hash: "", cancel))
            : published;
    }

    private SlackResult<string> Count(SlackResult<string> result) => health.Count(MessageKind.Home, result);

    private TimeSpan? Report(OpenedTab tab, SlackFailure failure)
    {
        health.Failed(failure);
        if (failure.PassesByItself)
        {
            Log.Postponed(logger, tab.Account.UserId, failure.Code);
            return failure.RetryAfter;
        }

        if (failure.Code != ISlackHome.NotEnabled)
            Log.NotPublished(logger, tab.Account.UserId, failure.Code, failure.Remedy);
        else if (Interlocked.Exchange(ref _isReportedOff, 1) == 0) Log.TurnedOff(logger, failure.Remedy);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5730,
            Level = LogLevel.Debug,
            Message = "Published the Home tab of {UserId}, with {Count} requests"
        )]
        public static partial void Published(ILogger logger, string userId, int count);

        [LoggerMessage(
            EventId = 5731,
            Level = LogLevel.Debug,
            Message = "The Home tab of {UserId} could not be published just now ({Code}); it will be tried again"
        )]
        public static partial void Postponed(ILogger logger, string userId, string code);

        [LoggerMessage(
            EventId = 5732,
            Level = LogLevel.Warning,
            Message = "The Home tab of {UserId} could not be published ({Code}). {Cure}"
        )]
        public static partial void NotPublished(ILogger logger, string userId, string code, string cure);

        [LoggerMessage(
            EventId = 5733,
            Level = LogLevel.Warning,
            Message = "People who open the app in Slack do not see their requests, because the app has no Home tab " +
                "there (not_enabled). {Cure}"
        )]
        public static partial void TurnedOff(ILogger logger, string cure);
    }
}
