using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Decisions;

/// <summary>Decisions that <see cref="DecisionExecutor"/> submits as a review, because Teleport counts.</summary>
public sealed class DecisionReviewTests : IDisposable
{
    private const int OvertakenEvent = 6003;

    private static readonly Decision Approval = Some.Decision(RequestState.Approved, DecisionOutcome.Open);

    private readonly DecisionScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task CarryOutAsync_RequestWithThresholds_SubmitsAReviewThatNamesTheClicker()
    {
        var tracked = Track();
        TeleportAnswers(RequestState.Pending);

        var outcome = Assert.IsType<ClickOutcome.Decided>(await CarryOutAsync(tracked));

        Assert.Equal((DecisionOutcome.Reviewed, false), (outcome.Decision.Outcome, outcome.IsResolved));
        Assert.Equal(DecisionOutcome.Reviewed, tracked.Ledger!.Decision!.Outcome);
        _scene.Teleport.Verify(teleport => teleport.SubmitReviewAsync(
            It.IsAny<AccessRequest>(),
            RequestState.Approved,
            TeleportReason.ForReview("slack:bob@example.com", "as agreed"),
            default
        ), Times.Once);
    }

    [Fact]
    public async Task CarryOutAsync_LastReviewThatWasMissing_EndsTheRequest()
    {
        var tracked = Track();
        TeleportAnswers(RequestState.Approved);

        var outcome = Assert.IsType<ClickOutcome.Decided>(await CarryOutAsync(tracked));

        Assert.True(outcome.IsResolved);
        Assert.Equal(RequestState.Approved, tracked.Request!.State);
    }

    /// <summary>Servers up to 13 accept a review of what was denied a moment before, and it changes nothing.</summary>
    [Fact]
    public async Task CarryOutAsync_ReviewOvertakenByADenial_TellsWhatIsTrue()
    {
        var tracked = Track();
        TeleportAnswers(RequestState.Denied);

        var outcome = Assert.IsType<ClickOutcome.Refused>(await CarryOutAsync(tracked));

        Assert.Equal("already_denied", outcome.Refusal.Code);
        Assert.Equal(DecisionOutcome.Reviewed, tracked.Ledger!.Decision!.Outcome);
        Assert.Equal(RequestState.Denied, _scene.Log.Single(OvertakenEvent).Fields["State"]);
    }

    [Fact]
    public async Task CarryOutAsync_ViaState_DecidesDespiteThresholds()
    {
        _scene.Use(Some.Policy() with { Settings = Some.Settings with { Via = Via.State } });
        var tracked = Track();
        _scene.TeleportSetsState(RequestState.Approved);

        Assert.IsType<ClickOutcome.Decided>(await CarryOutAsync(tracked));
    }

    [Theory]
    [InlineData(nameof(TeleportRefusal.NoReviewRule), "no_review_rule")]
    [InlineData(nameof(TeleportRefusal.RolesNotCovered), "roles_not_covered")]
    [InlineData(nameof(TeleportRefusal.AlreadyReviewed), "plugin_reviewed")]
    [InlineData(nameof(TeleportRefusal.MadeWithoutReviews), "made_without_reviews")]
    [InlineData(nameof(TeleportRefusal.ReviewNotPermitted), "review_not_permitted")]
    public async Task CarryOutAsync_ReviewRefused_IsGivenUp(string refusal, string code)
    {
        var tracked = Track();
        _scene.TeleportFinds(tracked.Request);
        _scene.Teleport
            .Setup(teleport => teleport.SubmitReviewAsync(
                It.IsAny<AccessRequest>(),
                RequestState.Approved,
                It.IsAny<string>(),
                default
            ))
            .ThrowsAsync(DecisionScene.Refused(Enum.Parse<TeleportRefusal>(refusal)));

        var outcome = Assert.IsType<ClickOutcome.Refused>(await CarryOutAsync(tracked));

        Assert.Equal(code, outcome.Refusal.Code);
        Assert.Null(tracked.Ledger!.Decision);
        Assert.Empty(tracked.Ledger.Votes);
    }

    private TrackedRequest Track() => _scene.TrackClaim(Approval, Requested(RequestState.Pending));

    private void TeleportAnswers(RequestState after) =>
        _scene.Teleport
            .Setup(teleport => teleport.SubmitReviewAsync(
                It.IsAny<AccessRequest>(),
                RequestState.Approved,
                It.IsAny<string>(),
                default
            ))
            .ReturnsAsync(Requested(after));

    private Task<ClickOutcome> CarryOutAsync(TrackedRequest tracked) =>
        _scene.Get<DecisionExecutor>().CarryOutAsync(tracked, Approval, default);

    private static AccessRequest Requested(RequestState state) =>
        Some.Request(state) with { Thresholds = [new("", Approve: 2, Deny: 1)] };
}
