using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessSlack.Messages;
using AccessSlack.Messages.Partial;
using AccessSlack.Messages.Parts;
using AccessSlack.Requests;

namespace AccessSlack.Planning;

/// <summary>
/// What is to be said about a request beside its messages, to whom, and when. Pure, and level-triggered like the
/// <see cref="Planner"/>: what should have been said by now, compared with what the ledger knows was said.
/// </summary>
internal static class NotificationPlan
{
    private const string VotePrefix = "v";

    /// <summary>Votes, where room is needed for the two notices about the end of the access.</summary>
    private const int MostBeforeTwoNotices = Notification.MaxCount - 6;

    /// <summary>
    /// The one next thing to do; null when nothing is due, or another replica is doing it. One after the other, so that
    /// a thread reads in order.
    /// </summary>
    /// <param name="now">What is known.</param>
    /// <param name="status">What is true of it.</param>
    /// <param name="settings">Who is notified.</param>
    /// <param name="us">See <see cref="Notification.By"/>.</param>
    public static Step? Next(Situation now, RequestStatus status, NotificationSettings settings, string us)
    {
        if (now.Ledger is not { } ledger) return null;
        if (Claimed(ledger) is { } claimed)
        {
            if (claimed.By == us)
                return new Step.Notify(
                    claimed with
                    {
                        Waiting = claimed.Claimed,
                        Claimed = [],
                    },
                    "claimed by this process, which could not begin"
                );
            return Planner.IsOld(now)
                ? new Step.GiveUp(claimed, "the process that claimed it has not recorded the result")
                : null;
        }

        if (AccessEndPlan.Cancellation(now, status, settings) is { } cancelled)
            return new Step.Dismiss(cancelled, "the request was removed before the access ended");
        return !now.IsParked(WaitKey.Notification) && Due(now, status, settings) is { } due
            ? new Step.Notify(due with { By = us }, "not said yet")
            : null;
    }

    /// <summary>
    /// The same for an approved request that was never announced, whose requester may still have to hear when the
    /// access ends: a step, a time to look again, or null.
    /// </summary>
    public static Step? WithoutLedger(Situation now, RequestStatus status, NotificationSettings settings, string us)
    {
        var due = AccessEndPlan.Wanted(now, status, settings).FirstOrDefault();
        if (due is not null && !now.IsParked(WaitKey.Notification))
            return new Step.Notify(due with { By = us }, "not said yet");
        var next = due is null ? AccessEndPlan.Next(now, status, settings) : now.Parked[WaitKey.Notification];
        return next is null ? null : new Step.Rest(next, Forget: false, "never announced, and the access has an end");
    }

    /// <summary>When notifications need another look.</summary>
    public static IEnumerable<DateTimeOffset?> Times(Situation now, RequestStatus status, NotificationSettings settings)
    {
        if (now.Ledger is not { } ledger) yield break;
        if (Claimed(ledger) is not null) yield return now.LedgerSeen + Planner.ClaimIsOld;
        if (now.IsParked(WaitKey.Notification) && Due(now, status, settings) is not null)
            yield return now.Parked[WaitKey.Notification];
        yield return ReminderSchedule.Next(now, ledger, status, settings);
        yield return AccessEndPlan.Next(now, status, settings);
    }

    /// <summary>
    /// The text of a notification for one of its destinations; null when there is nothing left to say there.
    /// </summary>
    public static ComposedReply? Compose(
        Notification note,
        string destination,
        Situation now,
        RequestStatus status,
        string cluster,
        Uri? link,
        ImmutableArray<ShownEscalation> escalations
    )
    {
        if (now.Ledger is not { } ledger) return null;
        var about = new ReplyContext(
            cluster,
            Facts(now, ledger),
            link,
            IsForRequester: destination == Notification.Requester
        );
        return (note.Key, status) switch
        {
            (Notification.Announced, RequestStatus.Pending) => RequestReplies.Receipt(about),
            (Notification.Reopened, RequestStatus.Pending) => RequestReplies.Reopened(about),
            (Notification.Escalated, RequestStatus.Pending) when !escalations.IsEmpty =>
                RequestReplies.Escalated(about, escalations),
            (Notification.Reminder, RequestStatus.Pending) => RequestReplies.Reminder(about),
            (Notification.Ended, RequestStatus.Resolved resolved) => RequestReplies.Resolved(about, resolved),
            (Notification.AccessEnding, RequestStatus.Resolved) => RequestReplies.AccessEnding(about),
            (Notification.AccessEnded, RequestStatus.Resolved) => RequestReplies.AccessEnded(about),
            (_, RequestStatus.Pending) when Votes(ledger).FirstOrDefault(vote => KeyOf(vote) == note.Key) is { } vote =>
                RequestReplies.Voted(about, vote),
            _ => null,
        };
    }

    /// <summary>
    /// The notifications of a request that is pending again: votes and the end may be said again, and those who heard
    /// of the end or of votes hear that they no longer hold.
    /// </summary>
    public static ImmutableArray<Notification> AfterReopening(Ledger ledger, NotificationSettings settings)
    {
        var kept = ledger.Notifications.RemoveAll(note =>
            note.Key == Notification.Ended || note.Key.StartsWith(VotePrefix, StringComparison.Ordinal)
        );
        var end = ledger.NotificationOf(Notification.Ended);
        if (end is null && ledger.Votes.IsEmpty) return kept;
        var earlier = ledger.NotificationOf(Notification.Reopened);
        var isInThreads = end is null || (Enum.TryParse<Resolution>(end.Stamp, out var how) && IsDecision(how));
        ImmutableArray<string> told =
            [
                .. isInThreads ? Threads(ledger) : [],
                .. end is null ? [] : Requester(settings, RequesterNotice.Decision),
            ];
        var count = 1 + Number(earlier?.Stamp);
        var note = new Notification(Notification.Reopened, count.ToString(CultureInfo.InvariantCulture))
        {
            Waiting = end is null ? told : told.RemoveAll(end.Waiting.Contains),
        };
        return earlier is null ? kept.Add(note) : kept.Replace(earlier, note);
    }

    private static int Number(string? stamp) =>
        int.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static Notification? Claimed(Ledger ledger) =>
        ledger.Notifications.FirstOrDefault(note => !note.Claimed.IsEmpty);

    private static Notification? Due(Situation now, RequestStatus status, NotificationSettings settings) =>
        Wanted(now, now.Ledger!, status, settings)
            .Select(wanted => Unsaid(wanted, now.Ledger!))
            .FirstOrDefault(note => note is not null);

    /// <summary>
    /// Everything that should have been said by now, in order; <see cref="Notification.Waiting"/> has the destinations.
    /// </summary>
    private static IEnumerable<Notification> Wanted(
        Situation now,
        Ledger ledger,
        RequestStatus status,
        NotificationSettings settings
    )
    {
        if (status is RequestStatus.Resolved && ledger.Claimed.Any())
            return []; // a message may still be posted whose thread needs it too
        if (status is RequestStatus.Resolved { Resolution: var resolution })
            return
            [
                new(Notification.Ended, Notification.StampOf(resolution))
                {
                    Waiting =
                    [
                        .. IsDecision(resolution) ? Threads(ledger) : [],
                        .. Requester(settings, RequesterNotice.Decision),
                    ],
                },
                .. AccessEndPlan.Wanted(now, status, settings),
            ];
        if (now.Request is null || ledger.Decision is { Outcome: not DecisionOutcome.Reviewed })
            return []; // nothing is known, or the end is near
        var ourselves = Requester(settings, RequesterNotice.All);
        return
        [
            .. ledger.Notifications.Where(note => note.Key is Notification.Reopened or Notification.Escalated),
            .. ledger.Posted.Any()
                ? [new Notification(Notification.Announced, "") { Waiting = ourselves }]
                : Array.Empty<Notification>(),
            .. Votes(ledger)
                .Take(settings.BeforeEnd is null ? Notification.MaxCount : MostBeforeTwoNotices)
                .Select(vote => new Notification(KeyOf(vote), StampOf(vote))
                {
                    Waiting = [.. Threads(ledger), .. ourselves],
                }),
            .. ReminderSchedule.CountBy(now, ledger, settings) is var count and > 0
                ?
                [
                    new Notification(Notification.Reminder, count.ToString(CultureInfo.InvariantCulture))
                    {
                        Waiting = Threads(ledger),
                    },
                ]
                : Array.Empty<Notification>(),
        ];
    }

    /// <summary>
    /// What has not been said yet; null when everything was, or when there is no room to remember it.
    /// </summary>
    private static Notification? Unsaid(Notification wanted, Ledger ledger)
    {
        var known = ledger.NotificationOf(wanted.Key);
        if (known is null && ledger.Notifications.Length >= Notification.MaxCount) return null;
        var left = known?.Stamp == wanted.Stamp ? wanted with { Waiting = known.Waiting } : wanted;
        return left.Waiting.IsEmpty ? null : left;
    }

    /// <summary>
    /// The newest vote of each voter, even if the ledger holds more. Room is kept for the other kinds.
    /// </summary>
    private static IEnumerable<Vote> Votes(Ledger ledger) =>
        ledger
            .Votes.OrderByDescending(vote => vote.Time)
            .DistinctBy(KeyOf)
            .OrderBy(vote => vote.Time)
            .Take(Notification.MaxCount - 4);

    /// <summary>One per voter: a changed vote is the same notification with another stamp.</summary>
    private static string KeyOf(Vote vote) => VotePrefix + Digest(vote.Voter);

    /// <summary>What was said, not when: pressing the same button again says nothing new.</summary>
    private static string StampOf(Vote vote) =>
        (vote.Choices.IsEmpty ? vote.Choice.ToString() : $"{vote.Choice} {Digest(RoleText.Choices(vote.Choices))}")
        + (vote.Reason.Length == 0 ? "" : $" {Digest(vote.Reason)}");

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));

    private static bool IsDecision(Resolution resolution) =>
        resolution is Resolution.Approved or Resolution.Denied or Resolution.Promoted;

    private static ImmutableArray<string> Threads(Ledger ledger) =>
        [.. ledger.Posted.Select(message => message.Channel).Distinct()];

    private static ImmutableArray<string> Requester(NotificationSettings settings, RequesterNotice least) =>
        settings.Requester >= least ? [Notification.Requester] : [];

    private static RequestFacts Facts(Situation now, Ledger ledger) =>
        now.Request is { } request ? RequestFacts.Of(request) : ledger.Facts;
}
