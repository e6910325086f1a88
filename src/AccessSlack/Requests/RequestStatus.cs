using System.Collections.Immutable;

namespace AccessSlack.Requests;

/// <summary>The state of a request as its message shows it: a closed set (docs/design/message-and-log.md).</summary>
internal abstract record RequestStatus
{
    private RequestStatus() { }

    /// <param name="Reviews">Made in Teleport so far.</param>
    /// <param name="Submitted">Our own review, when one was submitted: no click can follow it.</param>
    internal sealed record Pending(ImmutableArray<Review> Reviews, Decision? Submitted) : RequestStatus;

    /// <param name="Resolution">How it ended.</param>
    /// <param name="By">
    /// The Slack decision that did it; null when it was done in Teleport, whose requests do not tell by whom.
    /// </param>
    /// <param name="Reason">Teleport's resolve reason, as far as the ledger keeps it.</param>
    internal sealed record Resolved(Resolution Resolution, Decision? By, string Reason) : RequestStatus
    {
        /// <summary>Votes of others that made the decision together with <see cref="By"/>.</summary>
        public ImmutableArray<Vote> With { get; init; } = [];
    }

    /// <summary>
    /// How long after its expiry a pending request is still shown as pending: the auth server removes it with some
    /// delay.
    /// </summary>
    public static readonly TimeSpan ExpiryGrace = TimeSpan.FromSeconds(60);

    /// <summary>The one place that decides what is true of a request now.</summary>
    /// <param name="request">The newest snapshot, or null when there is none.</param>
    /// <param name="isGone">The request was deleted: final.</param>
    /// <param name="ledger">What we wrote about it, or null.</param>
    /// <param name="now">
    /// From its expiry plus <see cref="ExpiryGrace"/> on, a pending request counts as expired.
    /// </param>
    public static RequestStatus Of(AccessRequest? request, bool isGone, Ledger? ledger, DateTimeOffset now)
    {
        var state = request?.State ?? RequestState.Pending;
        if (state != RequestState.Pending) return Ended(state, request!.ResolveReason, ledger);
        if (ledger?.Resolution is { } resolution)
            return Ended(resolution, Author(ledger, resolution), ledger.Facts.ResolveReason, ledger);

        // Teleport has confirmed this one; a snapshot that still says pending is older.
        if (ledger?.Decision is { Outcome: DecisionOutcome.Done } done)
            return Ended(
                done.State == RequestState.Approved ? Resolution.Approved : Resolution.Denied,
                done,
                reason: "",
                ledger
            );

        var expires = Expiry(request, ledger);
        if (isGone) return new Resolved(now >= expires ? Resolution.Expired : Resolution.Removed, By: null, Reason: "");
        if (now >= expires + ExpiryGrace) return new Resolved(Resolution.Expired, By: null, Reason: "");
        var submitted = ledger?.Decision is { Outcome: DecisionOutcome.Reviewed } review ? review : null;
        return new Pending(request?.Reviews ?? [], submitted);
    }

    /// <summary>When the request itself ends; the ledger is asked only when nothing else is known of it.</summary>
    public static DateTimeOffset? Expiry(AccessRequest? request, Ledger? ledger) =>
        request is null ? ledger?.Facts.Expires : request.Expires;

    private static Resolved Ended(RequestState state, string reason, Ledger? ledger)
    {
        var resolution = state switch
        {
            RequestState.Approved => Resolution.Approved,
            RequestState.Denied => Resolution.Denied,
            RequestState.Promoted => Resolution.Promoted,
            _ => Resolution.Unknown,
        };
        return Ended(
            resolution,
            Author(ledger, resolution),
            SlackText.CutBytes(reason, LedgerCodec.LongestReason),
            ledger
        );
    }

    private static Resolved Ended(Resolution resolution, Decision? by, string reason, Ledger? ledger) =>
        new(resolution, by, reason)
        {
            With = by is null ? [] : ledger!.Votes.RemoveAll(vote => vote.Choice != by.State || vote.IsClickOf(by)),
        };

    /// <summary>
    /// A Slack decision is the author only of the state it asked for; a review is one voice among others.
    /// </summary>
    private static Decision? Author(Ledger? ledger, Resolution resolution) => ledger?.Decision switch
    {
        { Outcome: DecisionOutcome.Reviewed } => null,
        { State: RequestState.Approved } decision when resolution == Resolution.Approved => decision,
        { State: RequestState.Denied } decision when resolution == Resolution.Denied => decision,
        _ => null,
    };
}
