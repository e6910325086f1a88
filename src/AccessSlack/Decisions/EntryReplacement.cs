using AccessSlack.Logging;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions;

/// <summary>
/// Replaces an entry that is not accepted (<see cref="EntryCheck"/>) by what this process knows: its memory, or else an
/// empty ledger, with the messages that could be verified. So a changed secret or another writer may cost votes, but no
/// message, and gives nothing.
/// </summary>
internal sealed partial class EntryReplacement(
    HintedMessages messages,
    LedgerStore ledgers,
    TimeProvider time,
    ILogger<EntryReplacement> logger
)
{
    /// <summary>An operator must hear of each entry, and of many only that they are many.</summary>
    private readonly LogThrottle _reports = new(time, TimeSpan.FromSeconds(10), burst: 10);

    /// <summary>Two processes that do not accept each other's seal would otherwise write without end.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>The first one more than another writer may spoil.</summary>
    private const int MostTries = LedgerStore.MostRaces + 1;

    /// <summary>
    /// Does nothing if there is nothing to replace, or if it was replaced a moment ago.
    /// <see cref="TrackedEntry.Rejected"/> tells afterwards whether it still stands.
    /// </summary>
    /// <exception cref="Teleport.TeleportException">
    /// Teleport did not answer, or another writer comes first every time.
    /// </exception>
    public async Task RunAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        if (tracked.Entry.Rejected is not { NeedsNewerRelease: false } rejected) return;
        if (tracked.Situation.IsParked(WaitKey.Entry) || tracked.Ledger is { NeedsNewerRelease: true }) return;
        if (tracked.Entry.CountReplacement() % MostTries == 0) throw ledgers.LostRaces(tracked);
        // An entry of the Go plugin is taken over only if nothing newer is known; otherwise someone has planted it.
        var hints = rejected is { Fault: EntryFault.Unsealed or EntryFault.GoPlugin, Entry: { } entry }
            ? await messages.VerifyAsync(tracked, entry, cancel)
            : VerifiedHints.None;
        if (hints is null)
        {
            tracked.Waits.Park(WaitKey.Entry, Planner.ClaimIsOld);
            return;
        }

        tracked.Entry.SawMessage(hints.Rev);
        if (BaseOf(tracked, rejected) is not { } known) return;
        var (takesClaims, next) = (!tracked.Entry.HasTakenClaims, known);
        foreach (var delivery in hints.Deliveries) next = Add(next, delivery, takesClaims);
        if (rejected.HoldsClaims) tracked.Entry.WaitedForClaims();
        if (!await ledgers.TryWriteAsync(tracked, next, cancel)) return;
        if (rejected.HoldsClaims)
        {
            tracked.Entry.TookClaims();
            tracked.DateLedger(rejected.Since);
        }

        if (rejected.Fault == EntryFault.Unsealed) tracked.Waits.Park(WaitKey.Entry, Pause);
        Report(tracked, rejected);
    }

    /// <summary>Null if nothing at all is known of the request.</summary>
    private static Ledger? BaseOf(TrackedRequest tracked, RejectedEntry rejected)
    {
        var known = tracked.Ledger ?? (rejected.IsOurs ? rejected.Entry!.Ledger.For(tracked.Request) : null);
        if (known is null) return tracked.Request is { } request ? New(tracked, request, rejected) : null;
        return tracked.Rev >= tracked.Entry.MessageRev && rejected.Fault != EntryFault.OlderThanMessage
            ? known
            : known.WithoutVotes() with { MustVoteAgain = true };
    }

    /// <summary>
    /// What was said about it is not known. Nothing is said twice: not the receipt, and not the end of what has ended.
    /// </summary>
    private static Ledger New(TrackedRequest tracked, AccessRequest request, RejectedEntry rejected)
    {
        var status = RequestStatus.Of(request, isGone: false, ledger: null, tracked.Now);
        return new()
        {
            Facts = RequestFacts.Of(request),
            Digest = request.Digest,
            ReviewsCount = request.Reviews.Length,
            MustVoteAgain = tracked.Entry.MessageRev > 0 || rejected.Entry is { Ledger.MustVoteAgain: true },
            Notifications =
            [
                new(Notification.Announced, ""),
                .. Notification.ForEnded((status as RequestStatus.Resolved)?.Resolution),
            ],
        };
    }

    private static Ledger Add(Ledger ledger, Delivery delivery, bool takesClaims) => delivery switch
    {
        Delivery.Posted posted => ledger.WithFound(posted),
        Delivery.Claimed claimed when takesClaims && !claimed.Names.Any(ledger.HasDeliveryFor) =>
            ledger.With(claimed),
        _ => ledger,
    };

    private void Report(TrackedRequest tracked, RejectedEntry rejected)
    {
        if (rejected.Fault == EntryFault.GoPlugin)
            Log.TakenOver(logger, tracked.Id, tracked.Ledger!.Posted.Count());
        else if (rejected.Fault == EntryFault.Unsealed && !tracked.Entry.TryReport()) return;
        else if (!_reports.MaySay(out var unsaid)) return;
        else if (rejected.Fault == EntryFault.Unsealed)
            Log.Unsealed(logger, tracked.Id, tracked.Ledger!.Posted.Count(), unsaid);
        else
            Log.PutBack(logger, tracked.Id, rejected.Fault, rejected.Entry?.RevText ?? "", tracked.Rev, unsaid);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6020,
            Level = LogLevel.Error,
            Message = "The plugin data of request {RequestId} do not have our seal, so nothing in them counts: votes " +
                "are lost, {Messages} messages were verified and kept ({Unsaid} more such lines were left out). Find " +
                "out who else may write access_plugin_data, and whether all replicas list the same signing secrets"
        )]
        public static partial void Unsealed(ILogger logger, string requestId, int messages, int unsaid);

        [LoggerMessage(
            EventId = 6021,
            Level = LogLevel.Error,
            Message = "The plugin data of request {RequestId} were removed or put back to an earlier state ({Fault}: " +
                "rev {Rev}, replaced by {Known}; {Unsaid} more such lines were left out). Nothing was decided on " +
                "them. Find out who else may write access_plugin_data"
        )]
        public static partial void PutBack(
            ILogger logger,
            string requestId,
            EntryFault fault,
            string rev,
            long known,
            int unsaid
        );

        [LoggerMessage(
            EventId = 6022,
            Level = LogLevel.Information,
            Message = "Took request {RequestId} over from the Go plugin, with {Messages} messages"
        )]
        public static partial void TakenOver(ILogger logger, string requestId, int messages);
    }
}
