using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions.Person;

/// <summary>Submits a decision as a review: that of the person, or one of the plugin's own user.</summary>
internal sealed partial class ReviewSubmission(
    ITeleport teleport,
    TeleportUsers users,
    CurrentPolicy policy,
    ILogger<ReviewSubmission> logger
)
{
    /// <param name="tracked">The request.</param>
    /// <param name="decision">Claimed in the ledger.</param>
    /// <param name="reason">As typed, or empty.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The request after it.</returns>
    /// <exception cref="TeleportException">Teleport refused it, or did not answer.</exception>
    public async Task<AccessRequest> SubmitAsync(
        TrackedRequest tracked,
        Decision decision,
        string reason,
        CancellationToken cancel
    )
    {
        var request = tracked.Request!;
        var after = decision.Author.Length > 0
            ? await SubmitForAsync(decision, request, TeleportReason.ForState(reason), cancel)
            // A review has no delegator: the reason is where Teleport's audit log learns who decided.
            : await teleport.SubmitReviewAsync(
                request,
                decision.State,
                TeleportReason.ForReview(decision.Delegator, reason),
                cancel
            );
        tracked.Saw(after, SnapshotSource.Answer);
        return after;
    }

    /// <summary>
    /// Whether Teleport shows the person's review: an earlier attempt of this process or of another one succeeded, or
    /// the person has said the same in Teleport.
    /// </summary>
    public static bool IsSubmitted(TrackedRequest tracked, Decision decision) =>
        decision.Author.Length > 0 && tracked.Request is { } request && ReviewHistory.HasReviewed(request, decision);

    /// <summary>
    /// While the request is pending, a person's review is one of many, and Teleport keeps it. Servers up to 13 accept a
    /// review of what was resolved a moment before, and it changes nothing (docs/protocols/teleport.md 3.3).
    /// </summary>
    public ClickOutcome Conclude(TrackedRequest tracked, Decision decision, AccessRequest after)
    {
        var done = DecisionExecutor.Done(tracked, decision, DecisionOutcome.Reviewed);
        if (after.State == RequestState.Pending)
        {
            if (decision.Author.Length > 0) tracked.Remember(ledger => ledger.Without(decision));
            return done;
        }

        if (after.State == decision.State) return done with { IsResolved = true };
        Log.Overtaken(logger, tracked.Id, decision.Delegator, after.State);
        var status = RequestStatus.Of(after, isGone: false, ledger: null, tracked.Now);
        var resolution = status is RequestStatus.Resolved resolved ? resolved.Resolution : Resolution.Unknown;
        return new ClickOutcome.Refused(Refusals.Resolved(resolution), policy.Now.Planner.Link(tracked.Id));
    }

    private async Task<AccessRequest> SubmitForAsync(
        Decision decision,
        AccessRequest request,
        string reason,
        CancellationToken cancel
    )
    {
        try
        {
            var after = await teleport.SubmitReviewForAsync(decision.Author, request, decision.State, reason, cancel);
            Log.Submitted(logger, request.Id, decision.Author, decision.Person);
            Learn(PersonReviews.Possible);
            return after;
        }
        catch (TeleportException e)
        {
            if (e.Refusal == TeleportRefusal.OnBehalfOfAuthor) Learn(PersonReviews.Refused);
            if (e.Refusal == TeleportRefusal.AuthorOrRequestGone) users.Forget();
            throw;
        }
    }

    /// <summary>The first real answer counts if none was clear before; later ones are about one person.</summary>
    private void Learn(PersonReviews reviews)
    {
        if (policy.Now.Policy.PersonReviews == PersonReviews.Unknown) policy.Learn(reviews);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6003,
            Level = LogLevel.Information,
            Message = "The review of request {RequestId} for {Delegator} came too late: it was already {State}. No " +
                "action is needed"
        )]
        public static partial void Overtaken(ILogger logger, string requestId, string delegator, RequestState state);

        [LoggerMessage(
            EventId = 6803,
            Level = LogLevel.Information,
            Message = "Submitted the review of request {RequestId} as Teleport user {Author}, for {Person}"
        )]
        public static partial void Submitted(ILogger logger, string requestId, string author, string person);
    }
}
