using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport.Requests;

/// <summary>
/// The two ways to decide a request, after the checks of the auth server (docs/protocols/teleport.md 3.2 and 3.3).
/// </summary>
internal sealed class RequestDecisions(Cluster cluster, RequestStore requests)
{
    private const int ReasonLimit = 4096;

    private TeleportRelease Release => cluster.Release;

    /// <summary>SetAccessRequestState: decides outright, regardless of thresholds.</summary>
    public void SetState(TeleportUser user, Proto.RequestStateSetter call)
    {
        if (!user.MayUpdate)
            throw GrpcFailure.Denied(
                $"access denied to perform action \"update\" on \"access_request\" for {user.Name}"
            );
        if (Release.GuardsAdminActions && user.HasActiveAccessRequests)
            throw GrpcFailure.Denied($"user {user.Name} holds access requests and cannot decide any");
        GuardAdminAction(user);
        var change = Understood(call);
        CheckState(change);
        requests.Change(change.Id, message => Apply(user, change, message.Spec));
    }

    /// <summary>SubmitAccessReview: one vote, counted against the thresholds. Returns the updated request.</summary>
    public Proto.AccessRequestV3 Review(TeleportUser user, Proto.AccessReviewSubmission call)
    {
        if (call.RequestId.Length == 0) throw GrpcFailure.Invalid("missing request ID");
        var review = call.Review?.Clone() ?? new Proto.AccessReview();
        if (review.Author.Length == 0) review.Author = user.Name;
        var author = AuthorOf(user, review);
        if (author.ReviewRoles is null) throw GrpcFailure.Denied($"user {author.Name} cannot submit reviews");
        GuardAdminAction(user);
        CheckReview(review);
        if (Release.HasReviewsForUsers) review.SubmittedBy = user.Name;
        return requests.Change(call.RequestId, message => Apply(author, review, message.Spec));
    }

    /// <summary>
    /// Whose rights count. Releases that cannot submit for others do not know the field that asks for it.
    /// </summary>
    private TeleportUser AuthorOf(TeleportUser caller, Proto.AccessReview review)
    {
        if (!Release.HasReviewsForUsers || !review.SubmittedOnBehalfOfAuthor)
        {
            review.SubmittedOnBehalfOfAuthor = false;
            return review.Author == caller.Name ? caller : throw OnBehalf(caller, review);
        }

        if (!caller.MaySubmitFor(review.Author)) throw OnBehalf(caller, review);
        if (review.SubmittedBy.Length > 0 && review.SubmittedBy != caller.Name)
            throw GrpcFailure.Invalid("submitted_by must be the caller");
        if (!cluster.Users.TryGetValue(review.Author, out var author) || !author.IsStored(cluster.Now))
            throw new GrpcFailure(GrpcCode.NotFound, $"user \"{review.Author}\" not found");
        return author.IsBot
            ? throw GrpcFailure.Denied($"bot {author.Name} cannot be the author of a review")
            : author;
    }

    private static GrpcFailure OnBehalf(TeleportUser caller, Proto.AccessReview review) =>
        GrpcFailure.Denied($"user {caller.Name} cannot submit reviews on behalf of {review.Author}");

    /// <summary>Without the fields that this release does not have, or ignores.</summary>
    private Proto.RequestStateSetter Understood(Proto.RequestStateSetter call)
    {
        var known = call.Clone();
        if (!Release.HasReasons) (known.Reason, known.Annotations) = ("", null);
        if (!Release.HasRoleOverrides || cluster.DropsRoleOverrides) known.Roles.Clear();
        return known;
    }

    private void GuardAdminAction(TeleportUser user)
    {
        if (Release.GuardsAdminActions && cluster.MfaForAdminActions && !user.ExemptFromMfa)
            throw GrpcFailure.Denied("admin-level API request requires MFA verification");
    }

    private void CheckState(Proto.RequestStateSetter call)
    {
        if (call.Id.Length == 0) throw GrpcFailure.Invalid("missing request ID");
        if (call.State is not (Proto.RequestState.Pending or Proto.RequestState.Approved or Proto.RequestState.Denied))
            throw GrpcFailure.Invalid($"cannot set state {call.State}");
        if (call.Roles.Count > 0 && call.State != Proto.RequestState.Approved)
            throw GrpcFailure.Invalid("cannot override roles when setting state other than APPROVED");
        CheckReason(call.Reason);
    }

    private void CheckReview(Proto.AccessReview review)
    {
        if (review.ProposedState is not (Proto.RequestState.Approved or Proto.RequestState.Denied))
            throw GrpcFailure.Invalid($"cannot propose state {review.ProposedState}");
        if (review.Annotations is { Values.Count: > 0 })
            throw new GrpcFailure(GrpcCode.Unimplemented, "review annotations are not supported");
        CheckReason(review.Reason);
    }

    private void CheckReason(string reason)
    {
        if (Release.LimitsReasons && reason.Length > ReasonLimit)
            throw GrpcFailure.Invalid($"reason is too long, maximum {ReasonLimit} characters");
    }

    private AuditEvent Apply(TeleportUser user, Proto.RequestStateSetter call, Proto.AccessRequestSpecV3 spec)
    {
        if (Release.GuardsAdminActions && spec.User == user.Name)
            throw GrpcFailure.Denied($"user {user.Name} cannot decide this request");
        if (spec.State == Proto.RequestState.Denied && call.State != Proto.RequestState.Denied)
            throw GrpcFailure.Invalid($"cannot set request state to {call.State} (already denied)");
        if (call.Roles.Except(spec.Roles).FirstOrDefault() is { } foreign)
            throw GrpcFailure.Invalid($"role {foreign} is not in the request");
        spec.State = call.State;
        spec.ResolveReason = call.Reason;
        spec.ResolveAnnotations = call.Annotations;
        if (call.Roles.Count > 0)
        {
            spec.Roles.Clear();
            spec.Roles.AddRange(call.Roles);
        }
        return new AuditEvent(default, "access_request.update", "", user.Name, call.State, call.Delegator, call.Reason);
    }

    private AuditEvent Apply(TeleportUser user, Proto.AccessReview review, Proto.AccessRequestSpecV3 spec)
    {
        if (spec.User == user.Name || !user.MayReview(spec.Roles))
            throw GrpcFailure.Denied($"user {user.Name} cannot review request");
        if (review.Roles.Count > 0 && spec.Roles.Except(review.Roles).Any())
            throw new GrpcFailure(GrpcCode.Unimplemented, "reviewing a part of the roles is not supported");
        if (spec.Thresholds.Count == 0) throw GrpcFailure.Invalid("request does not support reviews");
        if (spec.Reviews.Any(r => r.Author == review.Author))
            throw GrpcFailure.Denied($"user {review.Author} has already reviewed this request");
        var pending = spec.State == Proto.RequestState.Pending;
        if (!pending && Release.RefusesReviewOfResolved)
            throw GrpcFailure.Denied($"the access request has been already {spec.State.ToString().ToLowerInvariant()}");
        Count(review, spec);
        if (pending && ReviewTally.Outcome(spec) is var outcome and not Proto.RequestState.Pending)
        {
            spec.State = outcome;
            spec.ResolveReason = review.Reason;
        }
        return new AuditEvent(
            default,
            "access_request.review",
            "",
            review.Author,
            review.ProposedState,
            Reason: review.Reason,
            SubmittedBy: review.SubmittedBy
        );
    }

    private void Count(Proto.AccessReview review, Proto.AccessRequestSpecV3 spec)
    {
        review.Created = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(cluster.Now);
        review.ThresholdIndexes.Clear();
        review.ThresholdIndexes.AddRange(Enumerable.Range(0, spec.Thresholds.Count).Select(i => (uint)i));
        spec.Reviews.Add(review);
    }
}
