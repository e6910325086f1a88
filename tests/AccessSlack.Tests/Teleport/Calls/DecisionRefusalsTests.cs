using AccessSlack.Teleport;
using AccessSlack.Teleport.Calls;
using Grpc.Core;

namespace AccessSlack.Tests.Teleport.Calls;

/// <summary>The refusals of docs/protocols/teleport.md 3.2 and 3.3, row by row.</summary>
public sealed class DecisionRefusalsTests
{
    private static readonly DecisionContext SetState = new(
        IsReview: false,
        IsOwnRequest: false,
        HasActiveRequests: false,
        HasThresholds: true
    );
    private static readonly DecisionContext Review = SetState with { IsReview = true };

    [Theory]
    [InlineData(StatusCode.PermissionDenied, "access denied", TeleportRefusal.MissingUpdate)]
    [InlineData(
        StatusCode.PermissionDenied,
        "admin-level API request requires MFA verification",
        TeleportRefusal.MfaRequired
    )]
    [InlineData(StatusCode.NotFound, "cannot set state of access request x (not found)", TeleportRefusal.Gone)]
    [InlineData(StatusCode.InvalidArgument, "cannot set state (already denied)", TeleportRefusal.NotUnderstood)]
    [InlineData(StatusCode.Unimplemented, "", TeleportRefusal.NotUnderstood)]
    [InlineData(StatusCode.AlreadyExists, "", TeleportRefusal.NotUnderstood)]
    // What reviews say means nothing here.
    [InlineData(StatusCode.PermissionDenied, "bob has already reviewed this request", TeleportRefusal.MissingUpdate)]
    public void Of_SetState_IsToldByItsCode(StatusCode code, string text, object expected) =>
        Assert.Equal(expected, DecisionRefusals.Of(code, text, SetState));

    [Fact]
    public void Of_SetState_WhatWeKnowExplainsADenial()
    {
        Assert.Equal(
            TeleportRefusal.OwnRequest,
            DecisionRefusals.Of(StatusCode.PermissionDenied, "x", SetState with { IsOwnRequest = true })
        );
        Assert.Equal(
            TeleportRefusal.ActiveRequests,
            DecisionRefusals.Of(StatusCode.PermissionDenied, "x", SetState with { HasActiveRequests = true })
        );
        Assert.Equal(
            TeleportRefusal.Gone,
            DecisionRefusals.Of(StatusCode.NotFound, "x", SetState with { IsOwnRequest = true })
        );
    }

    [Theory]
    [InlineData(StatusCode.PermissionDenied, "user \"slack\" cannot submit reviews", TeleportRefusal.NoReviewRule)]
    [InlineData(
        StatusCode.PermissionDenied,
        "user \"slack\" cannot submit reviews on behalf of \"bob\"",
        TeleportRefusal.OnBehalf
    )]
    [InlineData(
        StatusCode.PermissionDenied,
        "user \"slack\" cannot review request \"x\"",
        TeleportRefusal.RolesNotCovered
    )]
    [InlineData(
        StatusCode.PermissionDenied,
        "user \"slack\" has already reviewed this request",
        TeleportRefusal.AlreadyReviewed
    )]
    [InlineData(
        StatusCode.PermissionDenied,
        "has already reviewed this request, says nobody",
        TeleportRefusal.ReviewNotPermitted
    )]
    [InlineData(
        StatusCode.PermissionDenied,
        "the access request has been already approved",
        TeleportRefusal.AlreadyResolved
    )]
    [InlineData(
        StatusCode.PermissionDenied,
        "the access request has been already denied",
        TeleportRefusal.AlreadyResolved
    )]
    [InlineData(
        StatusCode.PermissionDenied,
        "the access request has been already promoted",
        TeleportRefusal.AlreadyResolved
    )]
    [InlineData(
        StatusCode.PermissionDenied,
        "admin-level API request requires MFA verification",
        TeleportRefusal.MfaRequired
    )]
    [InlineData(StatusCode.PermissionDenied, "", TeleportRefusal.ReviewNotPermitted)]
    [InlineData(StatusCode.AlreadyExists, "", TeleportRefusal.AlreadyReviewed)]
    [InlineData(StatusCode.Unimplemented, "unknown method", TeleportRefusal.ReviewsUnknown)]
    [InlineData(StatusCode.InvalidArgument, "", TeleportRefusal.NotUnderstood)]
    [InlineData(StatusCode.NotFound, "", TeleportRefusal.Gone)]
    public void Of_Review_IsToldByItsCodeAndTheTextsOfTheContract(StatusCode code, string text, object expected) =>
        Assert.Equal(expected, DecisionRefusals.Of(code, text, Review));

    /// <summary>Our own rights besides submitting play no part, so everything else is about the author.</summary>
    [Theory]
    [InlineData(
        StatusCode.PermissionDenied,
        "user \"slack\" cannot submit reviews on behalf of \"bob\"",
        TeleportRefusal.OnBehalfOfAuthor
    )]
    [InlineData(
        StatusCode.PermissionDenied,
        "user \"bob\" has already reviewed this request",
        TeleportRefusal.AuthorHasReviewed
    )]
    [InlineData(StatusCode.AlreadyExists, "", TeleportRefusal.AuthorHasReviewed)]
    [InlineData(
        StatusCode.PermissionDenied,
        "the access request has been already denied",
        TeleportRefusal.AlreadyResolved
    )]
    [InlineData(
        StatusCode.PermissionDenied,
        "admin-level API request requires MFA verification",
        TeleportRefusal.MfaRequired
    )]
    [InlineData(
        StatusCode.PermissionDenied,
        "user \"bob\" cannot submit reviews",
        TeleportRefusal.AuthorMayNotReview
    )]
    [InlineData(
        StatusCode.PermissionDenied,
        "user \"bob\" cannot review request \"x\"",
        TeleportRefusal.AuthorMayNotReview
    )]
    [InlineData(StatusCode.PermissionDenied, "", TeleportRefusal.AuthorMayNotReview)]
    [InlineData(StatusCode.NotFound, "user \"bob\" not found", TeleportRefusal.AuthorOrRequestGone)]
    [InlineData(StatusCode.Unimplemented, "unknown method", TeleportRefusal.ReviewsUnknown)]
    [InlineData(StatusCode.InvalidArgument, "", TeleportRefusal.NotUnderstood)]
    public void Of_ReviewForAnAuthor_IsAboutTheAuthor(StatusCode code, string text, object expected)
    {
        var context = Review with { IsForAuthor = true };

        Assert.Equal(expected, DecisionRefusals.Of(code, text, context));
        Assert.Equal(
            expected,
            DecisionRefusals.Of(code, text, context with { IsOwnRequest = true, HasActiveRequests = true })
        );
    }

    [Fact]
    public void Of_Review_WhatWeKnowExplainsTheRest()
    {
        Assert.Equal(
            TeleportRefusal.MadeWithoutReviews,
            DecisionRefusals.Of(StatusCode.InvalidArgument, "x", Review with { HasThresholds = false })
        );
        Assert.Equal(
            TeleportRefusal.OwnRequest,
            DecisionRefusals.Of(
                StatusCode.PermissionDenied,
                "user \"slack\" cannot review request \"x\"",
                Review with
                {
                    IsOwnRequest = true,
                }
            )
        );
    }

    [Theory]
    [InlineData(StatusCode.FailedPrecondition)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.Unauthenticated)]
    [InlineData(StatusCode.Unknown)]
    [InlineData(StatusCode.Internal)]
    public void Of_FailureThatSaysNothingOfTheDecision_IsNoRefusal(StatusCode code)
    {
        Assert.Null(DecisionRefusals.Of(code, "admin-level API request requires MFA verification", SetState));
        Assert.Null(DecisionRefusals.Of(code, "has already reviewed this request", Review));
    }
}
