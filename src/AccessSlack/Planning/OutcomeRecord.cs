using AccessSlack.Approvals;
using AccessSlack.Requests;

namespace AccessSlack.Planning;

/// <summary>What the ledger must hold for the time when the request itself is gone. Pure.</summary>
internal static class OutcomeRecord
{
    /// <summary>The ledger with what is true now; without a resolution while the request is open.</summary>
    public static Ledger In(Ledger ledger, Situation now, ApprovalPolicy policy) => ledger with
    {
        Facts = now.Request is { } request ? policy.FactsOf(request) : ledger.Facts,
        ReviewsCount = now.Request?.Reviews.Length ?? ledger.ReviewsCount,
        Resolution = (StatusOf(now, ledger) as RequestStatus.Resolved)?.Resolution,
    };

    /// <summary>
    /// The same after a post: the ledger of an open request is left as it is, and that of one which ended meanwhile
    /// holds the end with the message, however soon this process stops.
    /// </summary>
    public static Ledger AfterPost(Ledger ledger, Situation now, ApprovalPolicy policy) =>
        StatusOf(now, ledger) is RequestStatus.Resolved ? In(ledger, now, policy) : ledger;

    private static RequestStatus StatusOf(Situation now, Ledger ledger) =>
        RequestStatus.Of(now.Request, now.IsGone, ledger, now.Now);
}
