using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;

namespace AccessSlack.Planning;

/// <summary>What the ledger must hold for the time when the request itself is gone. Pure.</summary>
internal static class OutcomeRecord
{
    /// <summary>The ledger with what is true now; without a resolution while the request is open.</summary>
    public static Ledger In(Ledger ledger, Situation now, ApprovalPolicy policy)
    {
        var end = StatusOf(now, ledger) as RequestStatus.Resolved;
        return ledger with
        {
            Facts = now.Request is { } request ? policy.FactsOf(request) : ledger.Facts,
            ReviewsCount = now.Request?.Reviews.Length ?? ledger.ReviewsCount,
            Reviews = end?.Reviews ?? PendingReviews(now, ledger),
            Resolution = end?.Resolution,
            // Once the request is gone, nothing else tells that it was this review which decided.
            Decision = end?.By is { Outcome: DecisionOutcome.Reviewed } by
                ? by with { Outcome = DecisionOutcome.Done }
                : ledger.Decision,
        };
    }

    /// <summary>
    /// The same after a post: the ledger of an open request is left as it is, and that of one which ended meanwhile
    /// holds the end with the message, however soon this process stops.
    /// </summary>
    public static Ledger AfterPost(Ledger ledger, Situation now, ApprovalPolicy policy) =>
        StatusOf(now, ledger) is RequestStatus.Resolved ? In(ledger, now, policy) : ledger;

    /// <summary>
    /// For a notice about the end of the access, at which the request itself may be gone. A request that was never
    /// announced gets its ledger now.
    /// </summary>
    public static Ledger Of(Situation now, ApprovalPolicy policy) =>
        In(now.Ledger ?? New(now.Request!), now, policy);

    private static Ledger New(AccessRequest request) =>
        new() { Facts = RequestFacts.Of(request), Digest = request.Digest };

    /// <summary>It may be removed while this daemon does not run.</summary>
    private static ImmutableArray<Review> PendingReviews(Situation now, Ledger ledger) =>
        now.Request is { } request
            ? ReviewHistory.Kept(request, ledger.Decision, isNamed: false)
            : ledger.Reviews;

    private static RequestStatus StatusOf(Situation now, Ledger ledger) =>
        RequestStatus.Of(now.Request, now.IsGone, ledger, now.Now);
}
