using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Messages;
using AccessSlack.Messages.Parts;
using AccessSlack.Requests;

namespace AccessSlack.Planning;

/// <summary>
/// What must change so that Slack shows the present state. Pure: the same situation always gives the same step, and
/// after the step was carried out, the next situation gives another one or rest (docs/design/flow.md).
/// </summary>
/// <param name="policy">Who is notified and who may decide.</param>
/// <param name="cluster">Cluster name, as shown.</param>
/// <param name="proxy">Public address of the web proxy (host:port), or empty.</param>
/// <param name="notBefore">Requests made earlier that were never announced stay so; null announces any.</param>
internal sealed class Planner(ApprovalPolicy policy, string cluster, string proxy, DateTimeOffset? notBefore)
{
    /// <summary>A claim that this process has seen unchanged for this long was left by a process that died.</summary>
    public static readonly TimeSpan ClaimIsOld = TimeSpan.FromSeconds(30);

    /// <summary>Who is notified beside the messages themselves.</summary>
    public NotificationSettings Notifications { get; init; } = NotificationSettings.Off;

    /// <summary>See <see cref="Notification.By"/>.</summary>
    public string Us { get; init; } = "us";

    /// <summary>The same under another policy.</summary>
    public Planner With(ApprovalPolicy changed) =>
        new(changed, cluster, proxy, notBefore) { Notifications = Notifications, Us = Us };

    public Step Plan(Situation now)
    {
        var status = RequestStatus.Of(now.Request, now.IsGone, now.Ledger, now.Now);
        var isPending = status is RequestStatus.Pending && now.Request is not null;
        if (EntryPlan.Next(now) is { } step) return step;
        if (now.Ledger is not { } ledger) return WithoutLedger(now, isPending, status);
        if (ReopeningPlan.Next(now, ledger) is { } reopening) return reopening;
        if (OpenDecision(now, ledger, isPending) is { } decision)
            return EntryPlan.BeforeActing(now, ledger)
                ?? new Step.CarryOut(decision, "a decision stands in the ledger without an outcome");
        if (now.LedgerPrecedesEnd && status is RequestStatus.Resolved && ledger.Claimed.Any())
            return new Step.ReadLedger("it ended while a replica was posting it");
        if (isPending && EscalationPlan.Next(now, policy) is { } escalation)
            return EntryPlan.BeforeActing(now, ledger) ?? escalation;
        if (Untrue(now, ledger, status) is { } untrue)
            return MayHaveDecider(now, status)
                ? new Step.ReadLedger("who decided it in Slack is not known")
                : EntryPlan.BeforeActing(now, ledger) ?? untrue;
        if (IsAnnounced(now, ledger, status) && Destinations(now, ledger, status).Next() is { } next) return next;
        if (status is RequestStatus.Resolved && ledger.Claimed.Any(claim => IsDue(now, claim)))
            return new Step.Recover(
                [.. ledger.Claimed.Where(claim => IsDue(now, claim))],
                "a process may have posted it without recording it"
            );
        return NotificationPlan.Next(now, status, Notifications, Us) ?? Rest(now, ledger, status);
    }

    /// <summary>
    /// The text of a notification for one of its destinations; null when there is nothing left to say there.
    /// </summary>
    public ComposedReply? Reply(Situation now, Notification note, string destination) =>
        NotificationPlan.Compose(
            note,
            destination,
            now.Request is { } asked ? Told(now, asked) : now,
            RequestStatus.Of(now.Request, now.IsGone, now.Ledger, now.Now),
            cluster,
            Link(now.RequestId),
            EscalationsOf(now.Request)
        );

    private ImmutableArray<ShownEscalation> EscalationsOf(AccessRequest? request) =>
        request is null
            ? []
            : [.. policy.EscalationsOf(request).Select(one => ShownEscalation.Of(one, policy.Principals))];

    /// <summary>With the roles in order, and votes with the roles that they count for.</summary>
    private Situation Told(Situation now, AccessRequest asked) => now with
    {
        Request = asked with { Roles = policy.InOrder(asked) },
        Ledger = now.Ledger is { } ledger && asked.State == RequestState.Pending
            ? ledger with { Votes = policy.Evaluate(asked, ledger).WithRoles(ledger.Votes) }
            : now.Ledger,
    };

    /// <summary>What the message at a destination must show in this situation.</summary>
    public RequestView View(Situation now, Delivery destination)
    {
        var status = RequestStatus.Of(now.Request, now.IsGone, now.Ledger, now.Now);
        var facts = now.Request is { } request ? policy.FactsOf(request) : now.Ledger?.Facts ?? new() { User = "" };
        var offer = policy.OfferAt(destination, now.Request, status, now.Ledger?.Decision);
        var overrides = offer == Offer.Decide && policy.OverridesThresholds(now.Request);
        return new(now.RequestId, cluster, facts, status, offer, Link(now.RequestId), overrides)
        {
            Tally =
                status is RequestStatus.Pending && now is { Request: { } pending, Ledger: { } ledger }
                    ? policy.Evaluate(pending, ledger)
                    : null,
            Thresholds =
                status is RequestStatus.Pending && now.Request is { } counted ? policy.ThresholdsOf(counted) : [],
            MustVoteAgain = status is RequestStatus.Pending
                && now is { Request.Kind: RequestKind.ShortTerm, Ledger.MustVoteAgain: true },
            Warnings = offer == Offer.Decide ? policy.WarningsFor(now.Request!) : [],
            Escalations = status is RequestStatus.Pending ? EscalationsOf(now.Request) : [],
            Confirms = offer == Offer.Decide && policy.RulesFor(now.Request!).Any(rule => rule.Confirm),
        };
    }

    /// <summary>The request's page in Teleport; null when no proxy is known.</summary>
    public Uri? Link(string requestId) =>
        proxy.Length > 0
        && Uri.TryCreate(
            $"https://{proxy}/web/requests/{Uri.EscapeDataString(requestId)}",
            UriKind.Absolute,
            out var link
        )
            ? link
            : null;

    /// <summary>
    /// Claims without reading first: the write expects that there is no entry, so a wrong guess costs one refused call.
    /// </summary>
    private Step WithoutLedger(Situation now, bool isPending, RequestStatus status)
    {
        if (isPending && !IsTooOld(now)) return AutomaticPlan.BeforeAnnouncing(policy, now) ?? AnnounceNew(now);
        if (!now.LedgerIsKnown) return new Step.ReadLedger("not to be announced now, but perhaps it was before");
        if (
            now.Request is not null
            && !IsTooOld(now)
            && NotificationPlan.WithoutLedger(now, status, Notifications, Us) is { } notice
        )
            return notice;
        return new Step.Rest(
            null,
            Forget: true,
            isPending ? "older than lookback, and never announced" : "never announced, and no longer pending"
        );
    }

    private Step AnnounceNew(Situation now)
    {
        var audience = policy.Audience(now.Request!).All;
        var ready = audience.RemoveAll(now.IsParked);
        return ready.IsEmpty && !audience.IsEmpty
            ? new Step.Rest(
                audience.Min(recipient => now.Parked[WaitKey.Of(recipient)]),
                Forget: false,
                "new request, waiting for Slack's rate limit"
            )
            : new Step.Announce(ready, "new request");
    }

    private bool IsTooOld(Situation now) => now.Request!.Created < notBefore;

    /// <summary>
    /// Once the request has ended, only the process that made the decision has something to finish: a person waits for
    /// the outcome.
    /// </summary>
    private static Decision? OpenDecision(Situation now, Ledger ledger, bool isPending) =>
        ledger.Decision is { Outcome: DecisionOutcome.Open } open
        && now.Request is not null
        && (now.DecisionIsOurs || (isPending && IsOld(now)))
        && !(isPending && now.IsParked(WaitKey.Decision))
            ? open
            : null;

    /// <summary>
    /// Another replica records its decision before Teleport hears of it. A message that showed the end without reading
    /// the ledger would say "in Teleport", and this process might die before it can correct that.
    /// </summary>
    private static bool MayHaveDecider(Situation now, RequestStatus status) =>
        now.LedgerPrecedesEnd
        && status is RequestStatus.Resolved { By: null, Resolution: Resolution.Approved or Resolution.Denied };

    /// <summary>
    /// What brings messages and ledger up to date; null when they are. The ledger must hold the end even if no message
    /// can show it yet: the request itself may be gone before that.
    /// </summary>
    private Step? Untrue(Situation now, Ledger ledger, RequestStatus status)
    {
        if (Outdated(now, ledger, status) is { IsEmpty: false } outdated)
            return new Step.Update(outdated, "the message does not show the present state");
        return status is RequestStatus.Resolved resolved && resolved.Resolution != ledger.Resolution && IsOfUse(ledger)
            ? new Step.RecordEnd("the ledger does not hold the end yet")
            : null;
    }

    /// <summary>
    /// There is, or may be, a message that needs to know the end, or someone was told it or what follows from it.
    /// </summary>
    private static bool IsOfUse(Ledger ledger) =>
        ledger.Posted.Any()
        || ledger.Claimed.Any()
        || ledger.NotificationOf(Notification.Ended) is not null
        || ledger.NotificationOf(Notification.AccessEnding) is not null;

    private ImmutableArray<Delivery.Posted> Outdated(Situation now, Ledger ledger, RequestStatus status)
    {
        // If nothing is known of the request itself (after a restart), a pending message stays as it is.
        if (now.Request is null && status is RequestStatus.Pending) return [];
        // Another replica is about to show the end, and our update could arrive after its own.
        if (
            status is RequestStatus.Pending
            && ledger.Decision is { Outcome: DecisionOutcome.Open }
            && !now.DecisionIsOurs
            && !IsOld(now)
        )
            return [];
        return [.. ledger.Posted.Where(message => !now.IsParked(message) && MustBeSent(now, message))];
    }

    private bool MustBeSent(Situation now, Delivery.Posted message) =>
        now.SendAgain || now.MustRepeat(message) || message.View != View(now, message).Hash();

    private static bool IsAnnounced(Situation now, Ledger ledger, RequestStatus status) =>
        now is { Request: not null, IsGone: false } && AutomaticPlan.IsToBeAnnounced(ledger, status);

    private DestinationPlan Destinations(Situation now, Ledger ledger, RequestStatus status) =>
        new(now, ledger, AutomaticPlan.Audience(ledger, status, policy.Audience(now.Request!).All));

    private Step.Rest Rest(Situation now, Ledger ledger, RequestStatus status)
    {
        var isPending = status is RequestStatus.Pending;
        var parked = isPending || IsAnnounced(now, ledger, status)
            ? now.Parked
            : now.Parked.Where(entry =>
                now.Unanswered.Contains(entry.Key)
                || ledger.Posted.Any(message =>
                    WaitKey.RepetitionOf(message) == entry.Key
                    || (WaitKey.Of(message) == entry.Key && MustBeSent(now, message))
                )
            );
        List<DateTimeOffset?> times =
        [
            .. parked.Where(entry => entry.Value > now.Now).Select(entry => (DateTimeOffset?)entry.Value),
        ];
        if (WaitsForOthers(ledger, isPending) && !IsOld(now)) times.Add(now.LedgerSeen + ClaimIsOld);
        times.AddRange(NotificationPlan.Times(now, status, Notifications).Where(time => time is not null));
        if (isPending) times.Add(EscalationPlan.NextTime(now, policy));
        if (isPending) times.Add(RequestStatus.Expiry(now.Request, ledger) + RequestStatus.ExpiryGrace);
        if (ReopeningPlan.LookUpAt(now, ledger) is { } lookUp) times.Add(lookUp);
        var isDone = !isPending && times.Count == 0;
        return new(
            times.Min(),
            isDone,
            isDone ? "resolved, and every message says so" : "every message is up to date, or waits"
        );
    }

    private static bool WaitsForOthers(Ledger ledger, bool isPending) =>
        ledger.Claimed.Any() || (isPending && ledger.Decision is { Outcome: DecisionOutcome.Open });

    /// <summary>The message of this claim may be looked for.</summary>
    public static bool IsDue(Situation now, Delivery.Claimed claimed) =>
        IsOld(now) || (now.Unanswered.Contains(WaitKey.Of(claimed)) && !now.IsParked(claimed));

    /// <summary>This process has seen the ledger unchanged for <see cref="ClaimIsOld"/> or longer.</summary>
    public static bool IsOld(Situation now) => now.Now - now.LedgerSeen >= ClaimIsOld;
}
