using Grpc.Core;

namespace AccessSlack.Teleport.Calls;

/// <summary>What determines the refusal of a decision, besides Teleport's answer.</summary>
/// <param name="IsReview">SubmitAccessReview; else SetAccessRequestState.</param>
/// <param name="IsOwnRequest">The plugin's own user made the request.</param>
/// <param name="HasActiveRequests">The plugin's certificate carries active access requests.</param>
/// <param name="HasThresholds">The request has thresholds to count reviews against.</param>
internal sealed record DecisionContext(bool IsReview, bool IsOwnRequest, bool HasActiveRequests, bool HasThresholds)
{
    /// <summary>The review is that of another user, whose rights count.</summary>
    public bool IsForAuthor { get; init; }
}

/// <summary>
/// Tells the refusals of docs/protocols/teleport.md 3.2 and 3.3 apart. If several share a code, our own knowledge
/// decides first, and then the few texts without a code of their own. The text comes from the server: it selects the
/// explanation that people read, but never determines whether something was decided.
/// </summary>
internal static class DecisionRefusals
{
    private const string NeedsMfa = "admin-level API request requires MFA verification";
    private const string HasReviewed = "has already reviewed this request";
    private const string IsResolved = "the access request has been already ";
    private const string CannotReviewForOthers = "cannot submit reviews on behalf of";
    private const string CannotReview = "cannot submit reviews";
    private const string CannotReviewThis = "cannot review request";

    /// <summary>
    /// Null if this is not a refusal but a failure that says nothing about the decision (no answer, a lost race, load).
    /// </summary>
    public static TeleportRefusal? Of(StatusCode code, string text, DecisionContext call) => code switch
    {
        StatusCode.NotFound => call.IsForAuthor ? TeleportRefusal.AuthorOrRequestGone : TeleportRefusal.Gone,
        StatusCode.PermissionDenied when call.IsForAuthor => OfDeniedAuthor(text),
        StatusCode.PermissionDenied => call.IsReview ? OfDeniedReview(text, call) : OfDeniedState(text, call),
        // The official plugin of 2026 interprets this code as "has reviewed".
        StatusCode.AlreadyExists when call.IsForAuthor => TeleportRefusal.AuthorHasReviewed,
        StatusCode.AlreadyExists when call.IsReview => TeleportRefusal.AlreadyReviewed,
        StatusCode.InvalidArgument when call is { IsReview: true, HasThresholds: false } =>
            TeleportRefusal.MadeWithoutReviews,
        // Partial reviews and reviews with annotations are Unimplemented too, but we send neither.
        StatusCode.Unimplemented when call.IsReview => TeleportRefusal.ReviewsUnknown,
        StatusCode.InvalidArgument
        or StatusCode.OutOfRange
        or StatusCode.AlreadyExists
        or StatusCode.Unimplemented => TeleportRefusal.NotUnderstood,
        _ => null,
    };

    private static TeleportRefusal OfDeniedState(string text, DecisionContext call) => call switch
    {
        _ when Says(text, NeedsMfa) => TeleportRefusal.MfaRequired,
        { HasActiveRequests: true } => TeleportRefusal.ActiveRequests,
        { IsOwnRequest: true } => TeleportRefusal.OwnRequest,
        _ => TeleportRefusal.MissingUpdate,
    };

    private static TeleportRefusal OfDeniedReview(string text, DecisionContext call) => text switch
    {
        _ when text.TrimEnd().EndsWith(HasReviewed, StringComparison.Ordinal) => TeleportRefusal.AlreadyReviewed,
        _ when Says(text, NeedsMfa) => TeleportRefusal.MfaRequired,
        _ when Says(text, IsResolved) => TeleportRefusal.AlreadyResolved,
        _ when Says(text, CannotReviewForOthers) => TeleportRefusal.OnBehalf,
        _ when Says(text, CannotReview) => TeleportRefusal.NoReviewRule,
        _ when call.IsOwnRequest => TeleportRefusal.OwnRequest,
        _ when Says(text, CannotReviewThis) => TeleportRefusal.RolesNotCovered,
        _ => TeleportRefusal.ReviewNotPermitted,
    };

    /// <summary>Everything else that is said is about the author, because ours is only the right to submit.</summary>
    private static TeleportRefusal OfDeniedAuthor(string text) => text switch
    {
        _ when text.TrimEnd().EndsWith(HasReviewed, StringComparison.Ordinal) => TeleportRefusal.AuthorHasReviewed,
        _ when Says(text, NeedsMfa) => TeleportRefusal.MfaRequired,
        _ when Says(text, IsResolved) => TeleportRefusal.AlreadyResolved,
        _ when Says(text, CannotReviewForOthers) => TeleportRefusal.OnBehalfOfAuthor,
        _ => TeleportRefusal.AuthorMayNotReview,
    };

    private static bool Says(string text, string words) => text.Contains(words, StringComparison.Ordinal);
}
