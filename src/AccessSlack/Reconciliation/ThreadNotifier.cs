using System.Collections.Immutable;
using AccessSlack.Diagnostics;
using AccessSlack.Messages;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>
/// Claim, tell, record: replies in threads and sends direct messages to the requester. A destination that refuses never
/// stops the others.
/// </summary>
internal sealed partial class ThreadNotifier(
    ISlackMessages slack,
    LedgerStore ledgers,
    RequesterResolver requesters,
    CurrentPolicy policy,
    SlackHealth health,
    ILogger<ThreadNotifier> logger
)
{
    public async Task NotifyAsync(TrackedRequest tracked, Notification note, CancellationToken cancel)
    {
        if (await IsOutdatedAsync(tracked, note, cancel)) return; // plan again
        var situation = tracked.Situation;
        var waits = Waits(tracked, situation, note);
        var ready = note.Waiting.RemoveAll(waits.ContainsKey);
        if (ready.IsEmpty)
        {
            tracked.Waits.Park(WaitKey.Notification, waits.Values.Min());
            return;
        }

        var claim = note with { Waiting = [.. waits.Keys, .. Begun(tracked, note)?.Waiting ?? []], Claimed = ready };
        if (!await ledgers.TryWriteAsync(tracked, LedgerFor(tracked, note).With(claim), cancel))
        {
            Withdraw(tracked, situation, note);
            return; // another replica was first: plan again from what it wrote
        }

        if (situation.Ledger is null) situation = tracked.Situation;

        // Once begun, it is finished even while the daemon stops: an interrupted notification would have to be given
        // up.
        var results = await Task.WhenAll(
            claim.Claimed.Select(async to =>
                (To: to, Failure: await SendAsync(situation, note, to, CancellationToken.None))
            )
        );
        List<(string To, SlackFailure Failure)> failures =
        [
            .. results.Where(result => result.Failure is not null).Select(result => (result.To, result.Failure!)),
        ];
        foreach (var (to, failure) in failures) Report(tracked.Id, note, to, failure);
        List<(string To, SlackFailure Failure)> later = [.. failures.Where(failed => CanBeTriedAgain(failed.Failure))];
        if (later.Count == 0) tracked.Waits.Unpark(WaitKey.Notification);
        else health.Park(tracked, WaitKey.Notification, later.MaxBy(failed => failed.Failure.RetryAfter).Failure);
        tracked.Remember(ledger => Settle(ledger, claim, [.. later.Select(failed => failed.To)]));
        await ledgers.SaveAsync(tracked, CancellationToken.None);
    }

    /// <summary>
    /// A notification that was claimed and never recorded may have been sent or not. It is not looked for in the
    /// thread, because sending it twice would be worse than not at all.
    /// </summary>
    public async Task GiveUpAsync(TrackedRequest tracked, Notification note, CancellationToken cancel)
    {
        if (await ledgers.TryWriteAsync(tracked, tracked.Ledger!.With(note with { Claimed = [], By = "" }), cancel))
            Log.GivenUp(logger, tracked.Id, note.Key, string.Join(", ", note.Claimed));
    }

    private Ledger LedgerFor(TrackedRequest tracked, Notification note) =>
        note.IsOfAccessEnd ? OutcomeRecord.Of(tracked.Situation, policy.Now.Policy) : tracked.Ledger!;

    /// <summary>Nothing is sent: the ledger only has to hold that this is settled.</summary>
    public Task DismissAsync(TrackedRequest tracked, Notification note, CancellationToken cancel) =>
        ledgers.TryWriteAsync(tracked, tracked.Ledger!.With(note), cancel);

    /// <summary>
    /// While a notification waited, another replica may have sent it. Then it must not take a turn, nor stand in the
    /// way of others.
    /// </summary>
    private async Task<bool> IsOutdatedAsync(TrackedRequest tracked, Notification note, CancellationToken cancel)
    {
        if (!tracked.Waits.Until.ContainsKey(WaitKey.Notification) || Begun(tracked, note) is not null) return false;
        var (rev, situation) = (tracked.Rev, tracked.Situation);
        await ledgers.ReadAsync(tracked, cancel);
        if (tracked.Rev == rev && tracked.Entry.Rejected is null) return false;
        Withdraw(tracked, situation, note);
        return true;
    }

    private void Withdraw(TrackedRequest tracked, Situation situation, Notification note)
    {
        foreach (var to in note.Waiting) slack.WithdrawReply(PaceOf(situation, to), WaiterOf(tracked, note, to));
    }

    private static string PaceOf(Situation situation, string to) =>
        to == Notification.Requester ? $"@{User(situation)}" : to;

    private static Waiter WaiterOf(TrackedRequest tracked, Notification note, string to) =>
        new($"{tracked.Id} {note.Key} {to}", tracked.Requester) { IsReply = true };

    /// <summary>
    /// Only what is still claimed by us. Our record may have arrived although its answer was lost, or the claim was
    /// given up; since then another replica may have sent what was left.
    /// </summary>
    private static Ledger Settle(Ledger ledger, Notification claim, ImmutableArray<string> later)
    {
        var known = ledger.NotificationOf(claim.Key);
        if (known is null || known.Stamp != claim.Stamp || known.By != claim.By) return ledger;
        var claimed = known.Claimed.RemoveAll(claim.Claimed.Contains);
        return ledger.With(known with
        {
            Claimed = claimed,
            Waiting = [.. known.Waiting, .. later.Where(known.Claimed.Contains)],
            By = claimed.IsEmpty ? "" : known.By,
        });
    }

    /// <summary>The note as we claimed it before and could not begin.</summary>
    private static Notification? Begun(TrackedRequest tracked, Notification note) =>
        tracked.Ledger?.NotificationOf(note.Key) is { Claimed.IsEmpty: false } begun ? begun : null;

    /// <summary>
    /// Destinations that have to wait, and for how long. Those of an earlier claim have waited already. The end of a
    /// request goes before other replies in a channel.
    /// </summary>
    private Dictionary<string, TimeSpan> Waits(TrackedRequest tracked, Situation situation, Notification note) =>
        Begun(tracked, note) is not null
            ? []
            : note
                .Waiting.Select(to =>
                    (
                        To: to,
                        Wait: slack.AcquirePostPermit(
                            PaceOf(situation, to),
                            WaiterOf(tracked, note, to),
                            note.Key == Notification.Ended
                        )
                    )
                )
                .Where(turn => turn.Wait > TimeSpan.Zero)
                .ToDictionary(turn => turn.To, turn => turn.Wait);

    private static string User(Situation situation) => situation.Request?.User ?? situation.Ledger!.Facts.User;

    /// <summary>Null when it was sent, or there is nothing to send.</summary>
    private async Task<SlackFailure?> SendAsync(
        Situation situation,
        Notification note,
        string to,
        CancellationToken cancel
    )
    {
        if (policy.Now.Planner.Reply(situation, note, to) is not { } reply) return null;
        if (to == Notification.Requester) return await TellRequesterAsync(situation, reply, cancel);
        var message = situation.Ledger!.Posted.FirstOrDefault(posted => posted.Channel == to);
        return message is null
            ? null
            : Outcome(
                health.Count(MessageKind.Reply, await slack.ReplyAsync(message.Channel, message.Ts, reply, cancel))
            );
    }

    private async Task<SlackFailure?> TellRequesterAsync(
        Situation situation,
        ComposedReply reply,
        CancellationToken cancel
    )
    {
        return await requesters.FindAsync(User(situation), cancel) switch
        {
            RequesterAccount.Known { UserId: var userId } => Outcome(
                health.Count(MessageKind.Notice, await slack.SendAsync(userId, reply, cancel))
            ),
            RequesterAccount.Failed { Failure: var failure } => failure,
            _ => null,
        };
    }

    private SlackFailure? Outcome<T>(SlackResult<T> result)
    {
        if (result is SlackResult<T>.Failed { Failure: var failure }) return failure;
        health.Accepted();
        return null;
    }

    /// <summary>Certainly not sent. After an ambiguous answer it counts as sent.</summary>
    private static bool CanBeTriedAgain(SlackFailure failure) =>
        failure.Kind is SlackFailureKind.TryLater or SlackFailureKind.Credentials;

    private void Report(string requestId, Notification note, string to, SlackFailure failure)
    {
        health.Failed(failure);
        if (CanBeTriedAgain(failure)) Log.Postponed(logger, requestId, note.Key, to, failure.Code, failure.Remedy);
        else Log.NotSent(logger, requestId, note.Key, to, failure.Code, failure.Remedy);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5023,
            Level = LogLevel.Warning,
            Message = "Request {RequestId}: notification {Note} could not be sent to {Destination} just now " +
                "({Code}); it will be tried again. {Cure}"
        )]
        public static partial void Postponed(
            ILogger logger,
            string requestId,
            string note,
            string destination,
            string code,
            string cure
        );

        [LoggerMessage(
            EventId = 5024,
            Level = LogLevel.Warning,
            Message = "Request {RequestId}: notification {Note} could not be sent to {Destination} ({Code}) and is " +
                "given up. {Cure}"
        )]
        public static partial void NotSent(
            ILogger logger,
            string requestId,
            string note,
            string destination,
            string code,
            string cure
        );

        [LoggerMessage(
            EventId = 5025,
            Level = LogLevel.Warning,
            Message = "Request {RequestId}: a process stopped while sending notification {Note} to {Destinations}. " +
                "It may have arrived; it is not sent again, so that it never arrives twice"
        )]
        public static partial void GivenUp(ILogger logger, string requestId, string note, string destinations);
    }
}
