using System.Collections.Immutable;
using AccessSlack.Requests.Partial;
using AccessSlack.Requests.Text;

namespace AccessSlack.Requests;

/// <summary>The state of a request as its message shows it: a closed set (docs/design/message-and-log.md).</summary>
internal abstract record RequestStatus
{
    private RequestStatus() { }

    /// <param name="Reviews">Submitted in Teleport so far, without <paramref name="Submitted"/>.</param>
    /// <param name="Submitted">Our own review once it was submitted; further clicks have no effect.</param>
    internal sealed record Pending(ImmutableArray<Review> Reviews, Decision? Submitted) : RequestStatus
    {
        /// <summary>Reviews that approve, with our own: what Teleport counts.</summary>
        public int Approvals { get; init; }
    }

    /// <param name="Resolution">How it ended.</param>
    /// <param name="By">
    /// The decision in Slack that caused it; null if the request was resolved in Teleport, which does not record by
    /// whom.
    /// </param>
    /// <param name="Reason">Teleport's resolve reason, as far as the ledger keeps it.</param>
    internal sealed record Resolved(Resolution Resolution, Decision? By, string Reason) : RequestStatus
    {
        /// <summary>
        /// Votes of others that led to the decision together with <see cref="By"/>; if roles were decided one by one,
        /// also the vote of <see cref="By"/>, should it be one of them.
        /// </summary>
        public ImmutableArray<Vote> With { get; init; } = [];

        /// <summary>The click that made the decision chose role by role.</summary>
        public bool IsByRole { get; init; }

        /// <summary>Of an approval: what was granted.</summary>
        public RoleGrant Granted { get; init; } = RoleGrant.All;

        /// <summary>What an approval did not grant of what was asked for.</summary>
        public ImmutableArray<string> Refused { get; init; } = [];

        /// <summary>Reviews made in Teleport, without the one that was submitted for <see cref="By"/>.</summary>
        public ImmutableArray<Review> Reviews { get; init; } = [];

        public Resolved Granting(RoleGrant granted, ImmutableArray<string> roles) =>
            Resolution == Resolution.Approved
                ? this with { Granted = granted, Refused = granted.Refused(roles) }
                : this;
    }

    /// <summary>
    /// How long after its expiry a pending request is still shown as pending: the auth server removes it with a delay.
    /// </summary>
    public static readonly TimeSpan ExpiryGrace = TimeSpan.FromSeconds(60);

    /// <summary>Determines the state from everything that is known about a request.</summary>
    /// <param name="request">The newest snapshot, or null if there is none.</param>
    /// <param name="isGone">The request was deleted, which is final.</param>
    /// <param name="ledger">Its ledger, or null if there is none.</param>
    /// <param name="now">A pending request counts as expired <see cref="ExpiryGrace"/> after its expiry.</param>
    public static RequestStatus Of(AccessRequest? request, bool isGone, Ledger? ledger, DateTimeOffset now)
    {
        var state = request?.State ?? RequestState.Pending;
        if (state != RequestState.Pending) return Ended(state, request!, ledger);
        if (ledger?.Resolution is { } resolution)
            return Ended(resolution, Author(ledger, resolution), ledger.Facts.ResolveReason, ledger)
                .Granting(ledger.Facts.Granted, ledger.Facts.Roles);

        // Teleport has confirmed this decision, so a snapshot that is still pending is outdated.
        if (ledger?.Decision is { Outcome: DecisionOutcome.Done } done)
            return Ended(
                done.State == RequestState.Approved ? Resolution.Approved : Resolution.Denied,
                done,
                reason: "",
                ledger
            ).Granting(done.Granted, ledger.Facts.Roles);

        var expires = Expiry(request, ledger);
        if (isGone) return Over(now >= expires ? Resolution.Expired : Resolution.Removed, request, ledger);
        if (now >= expires + ExpiryGrace) return Over(Resolution.Expired, request, ledger);
        var submitted = ledger?.Decision is { Outcome: DecisionOutcome.Reviewed } review ? review : null;
        return new Pending(request is null ? [] : ReviewHistory.Besides(request, submitted), submitted)
        {
            Approvals = request?.Reviews.Count(given => given.Proposed == RequestState.Approved) ?? 0,
        };
    }

    private static Resolved Over(Resolution resolution, AccessRequest? request, Ledger? ledger) =>
        new(resolution, By: null, Reason: "")
        {
            Reviews = request is null
                ? ledger?.Reviews ?? []
                : ReviewHistory.Kept(request, ledger?.Decision, isNamed: false),
        };

    /// <summary>When the request itself expires; taken from the ledger only if there is no snapshot.</summary>
    public static DateTimeOffset? Expiry(AccessRequest? request, Ledger? ledger) =>
        request is null ? ledger?.Facts.Expires : request.Expires;

    private static Resolved Ended(RequestState state, AccessRequest request, Ledger? ledger)
    {
        var resolution = state switch
        {
            RequestState.Approved => Resolution.Approved,
            RequestState.Denied => Resolution.Denied,
            RequestState.Promoted => Resolution.Promoted,
            _ => Resolution.Unknown,
        };
        var by = Author(ledger, resolution, request);
        var ended = Ended(resolution, by, Truncation.ToBytes(request.ResolveReason, Ledger.MaxReasonBytes), ledger);
        return ended.Granting(request.Granted, request.Roles) with
        {
            Reviews = ReviewHistory.Kept(request, ledger?.Decision, isNamed: by is not null),
        };
    }

    private static Resolved Ended(Resolution resolution, Decision? by, string reason, Ledger? ledger) =>
        new(resolution, by, by is null ? reason : Typed(reason, by, ledger!))
        {
            With = by is null ? [] : ledger!.Votes.RemoveAll(vote => !vote.Supports(by)),
            IsByRole = by is not null && ledger!.Votes.Any(vote => !vote.Choices.IsEmpty && vote.IsClickOf(by)),
            Reviews = ledger?.Reviews ?? [],
        };

    /// <summary>The reason that Teleport has of a partial approval begins with what was granted.</summary>
    private static string Typed(string reason, Decision by, Ledger ledger) => by.Granted.IsAll
        ? TeleportReason.Typed(reason, by.Delegator)
        : ledger.Votes.FirstOrDefault(vote => vote.IsClickOf(by))?.Reason ?? "";

    /// <summary>
    /// A decision in Slack caused only the state it asked for. A review that we submitted for it counts as the cause
    /// only if Teleport shows that it was the one which resolved the request, since there may be others.
    /// </summary>
    private static Decision? Author(Ledger? ledger, Resolution resolution, AccessRequest? request = null) =>
        ledger?.Decision switch
        {
            { } review when request is not null && ReviewHistory.HasReviewed(request, review) =>
                ReviewHistory.HasDecided(request, review) && review.State == request.State ? review : null,
            { Outcome: DecisionOutcome.Reviewed } => null,
            { State: RequestState.Approved } decision when resolution == Resolution.Approved =>
                decision.Granted == (request?.Granted ?? decision.Granted) ? decision : null,
            { State: RequestState.Denied } decision when resolution == Resolution.Denied => decision,
            _ => null,
        };
}
