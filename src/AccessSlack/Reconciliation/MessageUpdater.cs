using System.Collections.Immutable;
using AccessSlack.Diagnostics;
using AccessSlack.Messages;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>Updates messages that are out of date, then records what they show.</summary>
internal sealed partial class MessageUpdater(
    ISlackMessages slack,
    RequestLookup lookup,
    LedgerStore ledgers,
    CurrentPolicy policy,
    SlackHealth health,
    ILogger<MessageUpdater> logger
)
{
    /// <summary>
    /// An update that got no answer may still arrive, after a newer one that was answered: so that the message does not
    /// stay as the older one left it, the newest is sent again after this time.
    /// </summary>
    private static readonly TimeSpan UntilNothingArrivesLate = TimeSpan.FromSeconds(30);

    public async Task RunAsync(
        TrackedRequest tracked,
        ImmutableArray<Delivery.Posted> messages,
        CancellationToken cancel
    )
    {
        if (tracked.HasWithdrawn)
        {
            await ledgers.SaveAsync(tracked, cancel); // so that the messages are newer than the decision
            return;
        }

        cancel.ThrowIfCancellationRequested();
        var situation = tracked.Situation;
        var sent = await Task.WhenAll(messages.Select(message => UpdateAsync(tracked, situation, message)));
        tracked.RequireSendAgain(false);
        if (sent.All(change => change is null)) return; // every one was parked: nothing to record
        var ledger = sent.OfType<Func<Ledger, Ledger>>()
            .Aggregate(Outcome(situation, tracked.Ledger!), (next, change) => change(next));
        // Once begun, it is sent and recorded even while the daemon stops: the request may be gone at the next start.
        if (await ledgers.TryWriteAsync(tracked, ledger, CancellationToken.None)) return;

        // Another replica updated at the same time, perhaps with an older view: look the request up and send once more.
        tracked.RequireSendAgain(true);
        await lookup.RefreshAsync(tracked, cancel);
    }

    /// <summary>If another replica writes first, its ledger is read, and the next step is planned from that.</summary>
    public Task RecordEndAsync(TrackedRequest tracked, CancellationToken cancel) =>
        ledgers.TryWriteAsync(tracked, Outcome(tracked.Situation, tracked.Ledger!), cancel);

    private Ledger Outcome(Situation situation, Ledger ledger) =>
        OutcomeRecord.In(ledger, situation, policy.Now.Policy);

    /// <summary>The change for the ledger, or null when the message has to wait.</summary>
    private async Task<Func<Ledger, Ledger>?> UpdateAsync(
        TrackedRequest tracked,
        Situation situation,
        Delivery.Posted message
    )
    {
        var view = policy.Now.Planner.View(situation, message);
        var (sender, isUrgent) = (
            new Waiter($"{tracked.Id} {message.Channel} {message.Ts}", tracked.Requester),
            view.Status is RequestStatus.Resolved
        );
        if (slack.AcquireUpdatePermit(sender, isUrgent) is var wait && wait > TimeSpan.Zero)
        {
            tracked.Waits.Park(WaitKey.Of(message), wait);
            return Unsent(situation, message);
        }

        var posted = new PostedMessage(message.Channel, message.Ts, message.Degradation);
        var digest = tracked.Ledger!.Digest;
        var composed = RequestMessage.Compose(view) with { Mark = ledgers.MarkOf(tracked) };
        switch (health.Count(MessageKind.Update, await slack.UpdateAsync(posted, composed, CancellationToken.None)))
        {
            case SlackResult<PostedMessage>.Ok { Value: var updated }:
                ReportUpdated(tracked.Id, message, view.Status);
                health.Accepted();
                tracked.Waits.Unpark(WaitKey.Of(message));
                if (situation.MustRepeat(message)) tracked.Waits.Unpark(WaitKey.RepetitionOf(message));
                return ledger => ledger.With(message.Showing(view.Hash(), updated.Degradation, updated.Shown, digest));
            case SlackResult<PostedMessage>.Failed
            {
                Failure: { Kind: SlackFailureKind.Gone or SlackFailureKind.Destination } gone
            }:
                Log.Gone(logger, tracked.Id, message.Channel, message.Ts, gone.Code, gone.Remedy);
                return ledger => Lose(ledger, message, gone, view.Status is RequestStatus.Pending);
            case SlackResult<PostedMessage>.Failed { Failure: var failure }:
                health.FailedAndParked(tracked, WaitKey.Of(message), failure);
                if (failure.MayTakeEffect) tracked.Waits.Park(WaitKey.RepetitionOf(message), UntilNothingArrivesLate);
                Log.NotUpdated(logger, tracked.Id, message.Channel, message.Ts, failure.Code, failure.Remedy);
                return Unsent(situation, message);
            default:
                return null;
        }
    }

    /// <summary>The state with the names of those who decided, without any reason.</summary>
    private void ReportUpdated(string id, Delivery.Posted message, RequestStatus status)
    {
        var name = policy.Now.Policy.Principals.NameOf(message.Channel, message);
        Log.Updated(logger, id, name, message.Channel, message.Ts, StatusText.Of(status, person => person.Name));
    }

    /// <summary>
    /// After a lost race, a message that has to wait must still be sent: the ledger no longer says that anything is
    /// shown, so that no replica forgets it.
    /// </summary>
    private static Func<Ledger, Ledger>? Unsent(Situation situation, Delivery.Posted message) =>
        situation.SendAgain ? ledger => ledger.With(message with { View = "" }) : null;

    /// <summary>
    /// A lost message of a pending request is posted again; for a resolved one the loss is only noted. One that was
    /// taken over, and never updated by us, was another app's.
    /// </summary>
    private static Ledger Lose(Ledger ledger, Delivery.Posted message, SlackFailure failure, bool isPending) =>
        isPending && (failure.Kind == SlackFailureKind.Gone || (message.View.Length == 0 && IsElsewhere(failure)))
            ? ledger.Without(message)
            : ledger.With(new Delivery.Failed(message.Names, failure.Code));

    private static bool IsElsewhere(SlackFailure failure) => failure.Code == "channel_not_found";

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5014,
            Level = LogLevel.Information,
            Message = "Updated the message of request {RequestId} in {Place} ({Channel}), message {Ts}: {State}"
        )]
        public static partial void Updated(
            ILogger logger,
            string requestId,
            string place,
            string channel,
            string ts,
            string state
        );

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
