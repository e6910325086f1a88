using System.Collections.Immutable;
using AccessSlack.Diagnostics;
using AccessSlack.Messages;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>Updates messages that no longer tell the truth, then records what they show.</summary>
internal sealed partial class MessageUpdater(
    ITeleport teleport,
    ISlack slack,
    LedgerStore ledgers,
    RequestTracker book,
    CurrentTerms terms,
    Readiness readiness,
    SlackBackoff patience,
    Metrics metrics,
    TimeProvider time,
    ILogger<MessageUpdater> logger
)
{
    public async Task CorrectAsync(
        TrackedRequest tracked,
        ImmutableArray<Delivery.Posted> messages,
        CancellationToken cancel
    )
    {
        var situation = tracked.At(time.GetUtcNow());
        var sent = await Task.WhenAll(messages.Select(message => UpdateAsync(tracked, situation, message, cancel)));
        tracked.SendAgain = false;
        if (sent.All(change => change is null)) return; // every one was parked: nothing to record
        var ledger = sent.OfType<Func<Ledger, Ledger>>()
            .Aggregate(Outcome(situation, tracked.Ledger!), (next, change) => change(next));
        if (await ledgers.TryWriteAsync(tracked, ledger, cancel)) return;

        // Somebody else updated at the same time, and theirs may be the older view: look at everything anew and send
        // once more.
        tracked.SendAgain = true;
        book.LookedUp(tracked.Id, await teleport.FindOrConfirmDeletedAsync(tracked, time.GetUtcNow(), cancel));
    }

    /// <summary>If another replica writes first, its ledger is read, and the next step is planned from that.</summary>
    public Task RecordEndAsync(TrackedRequest tracked, CancellationToken cancel) =>
        ledgers.TryWriteAsync(tracked, Outcome(tracked.At(time.GetUtcNow()), tracked.Ledger!), cancel);

    /// <summary>What the ledger must hold for the time when the request itself is gone.</summary>
    private static Ledger Outcome(Situation situation, Ledger ledger)
    {
        var status = RequestStatus.Of(situation.Request, situation.IsGone, ledger, situation.Now);
        var facts = situation.Request is { } request ? RequestFacts.Of(request) : ledger.Facts;
        return ledger with
        {
            Facts = facts,
            ReviewsCount = situation.Request?.Reviews.Length ?? ledger.ReviewsCount,
            Resolution = (status as RequestStatus.Resolved)?.Resolution,
        };
    }

    /// <summary>The change for the ledger, or null when the message has to wait.</summary>
    private async Task<Func<Ledger, Ledger>?> UpdateAsync(
        TrackedRequest tracked,
        Situation situation,
        Delivery.Posted message,
        CancellationToken cancel
    )
    {
        var view = terms.Now.Planner.View(situation, message);
        if (
            slack.TurnToUpdate(
                $"{tracked.Id} {message.Channel} {message.Ts}",
                isUrgent: view.Status is RequestStatus.Resolved
            )
                is var wait
            && wait > TimeSpan.Zero
        )
        {
            tracked.Park(message.Names[0], time.GetUtcNow() + wait);
            return Unsent(situation, message);
        }

        switch (
            metrics.Sent(
                MessageKind.Update,
                await slack.UpdateAsync(
                    new(message.Channel, message.Ts, message.Degradation),
                    RequestMessage.Compose(view),
                    cancel
                )
            )
        )
        {
            case SlackResult<PostedMessage>.Ok { Value: var updated }:
                Log.Updated(logger, tracked.Id, message.Channel, message.Ts);
                readiness.SlackAccepted();
                tracked.Unpark(message.Names[0]);
                return ledger => ledger.With(message with { View = view.Hash(), Degradation = updated.Degradation });
            case SlackResult<PostedMessage>.Failed
            {
                Failure: { Kind: SlackFailureKind.Gone or SlackFailureKind.Destination } gone
            }:
                Log.Gone(logger, tracked.Id, message.Channel, message.Ts, gone.Code, gone.Remedy);
                return ledger => Lose(ledger, message, gone, view.Status is RequestStatus.Pending);
            case SlackResult<PostedMessage>.Failed { Failure: var failure }:
                patience.Park(tracked, message.Names[0], failure);
                readiness.SlackAnswered(failure);
                Log.NotUpdated(logger, tracked.Id, message.Channel, message.Ts, failure.Code, failure.Remedy);
                return Unsent(situation, message);
            default:
                return null;
        }
    }

    /// <summary>
    /// Whoever lost a race and must wait still has to send: the ledger no longer says that anything is shown, so that
    /// nobody forgets it.
    /// </summary>
    private static Func<Ledger, Ledger>? Unsent(Situation situation, Delivery.Posted message) =>
        situation.SendAgain ? ledger => ledger.With(message with { View = "" }) : null;

    /// <summary>A lost message of a pending request is posted anew; of a resolved one it is only noted.</summary>
    private static Ledger Lose(Ledger ledger, Delivery.Posted message, SlackFailure failure, bool isPending) =>
        isPending && failure.Kind == SlackFailureKind.Gone
            ? ledger.Without(message)
            : ledger.With(new Delivery.Failed(message.Names, failure.Code));

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5014,
            Level = LogLevel.Information,
            Message = "Updated the message of request {RequestId} in {Channel}, message {Ts}"
        )]
        public static partial void Updated(ILogger logger, string requestId, string channel, string ts);

        [LoggerMessage(
            EventId = 5015,
            Level = LogLevel.Warning,
            Message = "The message of request {RequestId} in {Channel}, message {Ts}, cannot be updated any more " +
                "({Code}): {Cure}"
        )]
        public static partial void Gone(
            ILogger logger,
            string requestId,
            string channel,
            string ts,
            string code,
            string cure
        );

        [LoggerMessage(
            EventId = 5016,
            Level = LogLevel.Warning,
            Message = "The message of request {RequestId} in {Channel}, message {Ts}, could not be updated yet " +
                "({Code}) and will be tried again. {Cure}"
        )]
        public static partial void NotUpdated(
            ILogger logger,
            string requestId,
            string channel,
            string ts,
            string code,
            string cure
        );
    }
}
