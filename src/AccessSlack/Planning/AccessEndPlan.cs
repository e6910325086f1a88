using System.Globalization;
using AccessSlack.Requests;

namespace AccessSlack.Planning;

/// <summary>
/// When the requester hears that an approved access is about to end, and that it has ended. Teleport tells of neither:
/// only the request's own end time counts (docs/protocols/teleport.md). Pure, like the <see cref="Planner"/>.
/// </summary>
internal static class AccessEndPlan
{
    /// <summary>
    /// An end that is further back is no longer news: the person has noticed it, and may hold a new grant by now.
    /// </summary>
    private static readonly TimeSpan NewsFor = TimeSpan.FromHours(1);

    /// <summary>A clock that is put forward, or a machine that sleeps, must not delay a warning by more.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>What should have been said by now, and may not have been.</summary>
    public static IEnumerable<Notification> Wanted(Situation now, RequestStatus status, NotificationSettings settings)
    {
        if (Grant.Of(now, status, settings) is not { } grant) yield break;
        if (grant.WarnAt is { } warnAt && now.Now >= warnAt && now.Now < grant.End)
            yield return Notice(Notification.AccessEnding, grant);
        if (now.Now >= grant.End) yield return Notice(Notification.AccessEnded, grant);
    }

    /// <summary>When to look again; null if nothing is to be said any more.</summary>
    public static DateTimeOffset? Next(Situation now, RequestStatus status, NotificationSettings settings)
    {
        if (Grant.Of(now, status, settings) is not { } grant || IsCancelled(now, grant)) return null;
        if (now.Now >= grant.End) return null;
        var next = grant.WarnAt > now.Now ? grant.WarnAt.Value : grant.End;
        return now.Now + (next - now.Now < LongestWait ? next - now.Now : LongestWait);
    }

    /// <summary>
    /// The mark that nothing more is to be said, because the request was removed long before its end; null otherwise.
    /// Without it a later start would find only that the end has passed.
    /// </summary>
    public static Notification? Cancellation(Situation now, RequestStatus status, NotificationSettings settings) =>
        Grant.Of(now, status, settings) is { } grant && IsCancelled(now, grant)
            ? Notice(Notification.AccessEnded, grant) with { Waiting = [] }
            : null;

    /// <summary>Teleport removes a request at its end, by a clock that need not be ours.</summary>
    private static bool IsCancelled(Situation now, Grant grant) =>
        now.IsGone && now.Now < grant.End - RequestStatus.ExpiryGrace;

    private static Notification Notice(string key, Grant grant) =>
        new(key, grant.Stamp) { Waiting = [Notification.Requester] };

    /// <param name="End">When the access ends.</param>
    /// <param name="WarnAt">Null if it is too short for a warning, or the request is gone.</param>
    private sealed record Grant(DateTimeOffset End, DateTimeOffset? WarnAt)
    {
        public string Stamp => End.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        /// <summary>
        /// Null if there is no such access, or all was said. Only an approved snapshot shows what was granted; if none
        /// is left, the ledger tells.
        /// </summary>
        public static Grant? Of(Situation now, RequestStatus status, NotificationSettings settings)
        {
            if (settings.BeforeEnd is not { } lead) return null;
            if (status is not RequestStatus.Resolved { Resolution: Resolution.Approved }) return null;
            if (now.Request is not (null or { State: RequestState.Approved })) return null;
            var until = now.Request is { } request ? request.AccessUntil : now.Ledger?.Facts.AccessUntil;
            if (until is not { } end || now.Now - end >= NewsFor) return null;
            var grant = new Grant(end, WarnTime(now, end, lead));
            return HasEnded(now.Ledger, grant) ? null : grant;
        }

        private static DateTimeOffset? WarnTime(Situation now, DateTimeOffset end, TimeSpan lead) =>
            now is { IsGone: false, Request: { } request } && !(end - StartOf(request) < lead + lead)
                ? end - lead
                : null;

        /// <summary>
        /// Teleport does not record when a request was approved. Null if nothing is known.
        /// </summary>
        private static DateTimeOffset? StartOf(AccessRequest request) =>
            request.AccessFrom > (request.Created ?? DateTimeOffset.MinValue) ? request.AccessFrom : request.Created;

        private static bool HasEnded(Ledger? ledger, Grant grant) =>
            ledger?.NotificationOf(Notification.AccessEnded) is { Waiting.IsEmpty: true, Claimed.IsEmpty: true } said
            && said.Stamp == grant.Stamp;
    }
}
