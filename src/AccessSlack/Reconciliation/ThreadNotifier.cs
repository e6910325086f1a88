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
/// Claim, tell, record: says in threads and to the requester what they should know. A destination that refuses never
/// stops the others.
/// </summary>
internal sealed partial class ThreadNotifier(
    ISlack slack,
    LedgerStore ledgers,
    RequesterResolver requesters,
    CurrentTerms terms,
    Readiness readiness,
    SlackBackoff patience,
    Metrics metrics,
    TimeProvider time,
    ILogger<ThreadNotifier> logger
)
{
    public async Task TellAsync(TrackedRequest tracked, Notification note, CancellationToken cancel)
    {
        var situation = tracked.At(time.GetUtcNow());
        var turns = Turns(tracked, situation, note);
        var ready = note.Waiting.RemoveAll(turns.ContainsKey);
        if (ready.IsEmpty)
        {
            tracked.Park(NotificationPlan.Parked, time.GetUtcNow() + turns.Values.Min());
            return;
        }

        var claim = note with { Waiting = [.. turns.Keys, .. Begun(tracked, note)?.Waiting ?? []], Claimed = ready };
        if (!await ledgers.TryWriteAsync(tracked, tracked.Ledger!.With(claim), cancel))
            return; // somebody else was first: plan again on what they wrote

        // What has begun is finished also while we stop: an interrupted note would have to be given up.
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
        if (later.Count == 0) tracked.Unpark(NotificationPlan.Parked);
        else patience.Park(tracked, NotificationPlan.Parked, later.MaxBy(failed => failed.Failure.RetryAfter).Failure);
        tracked.Remember(ledger => Settle(ledger, claim, [.. later.Select(failed => failed.To)]));
        await ledgers.SaveAsync(tracked, CancellationToken.None);
    }

    /// <summary>
    /// A claim that nobody has recorded may have been told or not. Nobody looks for it in the thread: told twice would
    /// be worse than not at all.
    /// </summary>
    public async Task GiveUpAsync(TrackedRequest tracked, Notification note, CancellationToken cancel)
    {
        if (await ledgers.TryWriteAsync(tracked, tracked.Ledger!.With(note with { Claimed = [], By = "" }), cancel))
            Log.GivenUp(logger, tracked.Id, note.Key, string.Join(", ", note.Claimed));
    }

    /// <summary>Only what still is our claim: it may have been given up, and the next one begun.</summary>
    private static Ledger Settle(Ledger ledger, Notification claim, ImmutableArray<string> later) =>
        ledger.NotificationOf(claim.Key)?.Stamp == claim.Stamp
            ? ledger.With(claim with { Claimed = [], Waiting = [.. claim.Waiting, .. later], By = "" })
            : ledger;

    /// <summary>The note as we claimed it before and could not begin.</summary>
    private static Notification? Begun(TrackedRequest tracked, Notification note) =>
        tracked.Ledger!.NotificationOf(note.Key) is { Claimed.IsEmpty: false } begun ? begun : null;

    /// <summary>
    /// Who cannot be told now, and how long they have to wait. Who was claimed before had a turn. The end goes before
    /// whatever else is said in a channel.
    /// </summary>
    private Dictionary<string, TimeSpan> Turns(TrackedRequest tracked, Situation situation, Notification note) =>
        Begun(tracked, note) is not null
            ? []
            : note
                .Waiting.Select(to =>
                    (
                        To: to,
                        Wait: slack.TurnToPost(
                            to == Notification.Requester ? $"@{User(situation)}" : to,
                            $"{tracked.Id} {note.Key} {to}",
                            note.Key == Notification.Ended
                        )
                    )
                )
                .Where(turn => turn.Wait > TimeSpan.Zero)
                .ToDictionary(turn => turn.To, turn => turn.Wait);

    private static string User(Situation situation) => situation.Request?.User ?? situation.Ledger!.Facts.User;

    /// <summary>Null when they were told, or there is nobody to tell.</summary>
    private async Task<SlackFailure?> SendAsync(Situation situation, Notification note, string to, CancellationToken cancel)
    {
        if (terms.Now.Planner.Reply(situation, note, to) is not { } reply) return null;
        if (to == Notification.Requester) return await TellRequesterAsync(situation, reply, cancel);
        var message = situation.Ledger!.Posted.FirstOrDefault(posted => posted.Channel == to);
        return message is null
            ? null
            : Outcome(
                metrics.Sent(MessageKind.Reply, await slack.ReplyAsync(message.Channel, message.Ts, reply, cancel))
            );
    }

    private async Task<SlackFailure?> TellRequesterAsync(
        Situation situation,
        ComposedReply reply,
        CancellationToken cancel
    )
    {
        var (userId, failure) = await requesters.FindAsync(User(situation), cancel);
        return userId is null
            ? failure
            : Outcome(metrics.Sent(MessageKind.Notice, await slack.SendAsync(userId, reply, cancel)));
    }

    private SlackFailure? Outcome<T>(SlackResult<T> result)
    {
        if (result is SlackResult<T>.Failed { Failure: var failure }) return failure;
        readiness.SlackAccepted();
        return null;
    }

    /// <summary>Certainly not told. After an ambiguous answer nobody knows, and it counts as told.</summary>
    private static bool CanBeTriedAgain(SlackFailure failure) =>
        failure.Kind is SlackFailureKind.TryLater or SlackFailureKind.Credentials;

    private void Report(string requestId, Notification note, string to, SlackFailure failure)
    {
        readiness.SlackAnswered(failure);
        if (CanBeTriedAgain(failure)) Log.Postponed(logger, requestId, note.Key, to, failure.Code, failure.Remedy);
        else Log.NotTold(logger, requestId, note.Key, to, failure.Code, failure.Remedy);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5023,
            Level = LogLevel.Warning,
            Message = "Request {RequestId}: the note {Note} could not be told to {Destination} just now ({Code}); it " +
                "will be tried again. {Cure}"
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
            Message = "Request {RequestId}: the note {Note} could not be told to {Destination} ({Code}), and is " +
                "given up. {Cure}"
        )]
        public static partial void NotTold(
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
            Message = "Request {RequestId}: whoever told the note {Note} to {Destinations} stopped meanwhile. It may " +
                "have arrived or not, and is given up, so that nobody is told twice"
        )]
        public static partial void GivenUp(ILogger logger, string requestId, string note, string destinations);
    }
}
