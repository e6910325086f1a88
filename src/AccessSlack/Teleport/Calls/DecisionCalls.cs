using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Teleport.Protocol;
using RequestState = AccessSlack.Requests.RequestState;

namespace AccessSlack.Teleport.Calls;

/// <summary>Decides and reviews access requests.</summary>
internal sealed class DecisionCalls(TeleportCalls calls, AccessRequestQueries requests)
{
    public Task SetStateAsync(
        AccessRequest request,
        RequestState state,
        string delegator,
        string reason,
        CancellationToken cancel
    ) => SetAsync(request, Setter(request, state, delegator, reason), cancel);

    public Task GrantAsync(
        AccessRequest request,
        ImmutableArray<string> roles,
        string delegator,
        string reason,
        CancellationToken cancel
    )
    {
        var setter = Setter(request, RequestState.Approved, delegator, reason);
        setter.Roles.AddRange(roles);
        return SetAsync(request, setter, cancel);
    }

    private static RequestStateSetter Setter(
        AccessRequest request,
        RequestState state,
        string delegator,
        string reason
    ) => new()
    {
        Id = request.Id,
        State = AccessRequestMapper.ToDecision(state),
        Delegator = delegator,
        Reason = reason,
    };

    private async Task SetAsync(AccessRequest request, RequestStateSetter setter, CancellationToken cancel) =>
        await calls.CallAsync(
            "SetAccessRequestState",
            (client, options) => client.SetAccessRequestStateAsync(setter, options),
            cancel,
            Context(request, isReview: false)
        );

    public Task<AccessRequest> SubmitReviewAsync(
        AccessRequest request,
        RequestState proposed,
        string reason,
        CancellationToken cancel
    )
    {
        // Without an author the server uses the caller (docs/protocols/teleport.md 3.3).
        var review = new AccessReview { ProposedState = AccessRequestMapper.ToDecision(proposed), Reason = reason };
        var ours = new Review(calls.Connection.Subject.User, proposed, reason) { IsOurs = true };
        return SubmitAsync(request, review, ours, cancel);
    }

    /// <summary>The author's rights count, and ours to submit for others (docs/protocols/teleport.md 4.8).</summary>
    public Task<AccessRequest> SubmitReviewForAsync(
        string author,
        AccessRequest request,
        RequestState proposed,
        string reason,
        CancellationToken cancel
    )
    {
        var review = new AccessReview
        {
            Author = author,
            ProposedState = AccessRequestMapper.ToDecision(proposed),
            Reason = reason,
            SubmittedOnBehalfOfAuthor = true,
        };
        return SubmitAsync(request, review, new Review(author, proposed, reason), cancel);
    }

    private async Task<AccessRequest> SubmitAsync(
        AccessRequest request,
        AccessReview review,
        Review expected,
        CancellationToken cancel
    )
    {
        var submission = new AccessReviewSubmission { RequestId = request.Id, Review = review };
        var context = Context(request, isReview: true) with { IsForAuthor = review.SubmittedOnBehalfOfAuthor };
        try
        {
            var reviewed = await calls.CallAsync(
                "SubmitAccessReview",
                (client, options) => client.SubmitAccessReviewAsync(submission, options),
                cancel,
                context
            );
            var us = calls.Connection.Subject.User;
            return AccessRequestMapper.ToRequest(reviewed, us) is { } after && after.Id == request.Id
                ? after
                : throw calls.Unexpected("SubmitAccessReview answered with another request");
        }
        catch (TeleportException e)
            when (e.Refusal is TeleportRefusal.AlreadyReviewed or TeleportRefusal.AuthorHasReviewed)
        {
            // An earlier attempt may have succeeded although its answer was lost.
            if (await requests.FindAsync(request.Id, cancel) is { } now && now.Reviews.Contains(expected)) return now;
            throw;
        }
    }

    private DecisionContext Context(AccessRequest request, bool isReview)
    {
        var subject = calls.Connection.Subject;
        return new(
            isReview,
            request.User == subject.User,
            subject.HasActiveRequests,
            !request.Thresholds.IsEmpty
        );
    }
}
