using AccessSlack.Approvals;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Interactions;

/// <summary>Updates a message that turned out to show something else than the request.</summary>
internal sealed partial class MessageRestorer(
    RequestQueue queue,
    RequestTracker tracker,
    ILogger<MessageRestorer> logger
)
{
    /// <summary>The ledger no longer says what the message shows, so it is updated next.</summary>
    /// <param name="click">The press on it.</param>
    /// <param name="lack">Why the press does not count; nothing is done if the message is not the reason.</param>
    public async Task RestoreAsync(Click click, Refusal lack)
    {
        if (Cause(lack) is not { } cause) return;
        Log.Differs(logger, click.RequestId, click.Channel, click.MessageTs, cause, click.UserId, click.Proposed);
        await queue.RunClickAsync(click.RequestId, _ =>
        {
            tracker.Find(click.RequestId)?.Remember(ledger => Forget(ledger, click));
            return Task.FromResult(true);
        });
    }

    private static string? Cause(Refusal lack) =>
        lack == Refusals.MessageDiffers ? "someone changed its texts or buttons"
        : lack == Refusals.RequestChanged ? "the request has changed since it was sent"
        : null;

    private static Ledger Forget(Ledger ledger, Click click) =>
        ledger.MessageAt(click.Channel, click.MessageTs) is { } message
            ? ledger.With(message with { View = "" })
            : ledger;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 7010,
            Level = LogLevel.Warning,
            Message = "The message of request {RequestId} in {Channel}, message {Ts}, does not show what it should " +
                "({Cause}), so the press of {UserId} did not count ({Proposed}). It is updated. If you did not " +
                "expect that, find out who else has the bot token, and reinstall the app to get a new one"
        )]
        public static partial void Differs(
            ILogger logger,
            string requestId,
            string channel,
            string ts,
            string cause,
            string userId,
            RequestState proposed
        );
    }
}
