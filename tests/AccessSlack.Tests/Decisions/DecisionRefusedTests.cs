using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Decisions;

/// <summary>Decisions that Teleport refuses, and that <see cref="DecisionExecutor"/> therefore gives up.</summary>
public sealed class DecisionRefusedTests : IDisposable
{
    private const int RefusedEvent = 6000;
    private const int UnknownEvent = 6002;

    private static readonly Decision Approval = Some.Decision(RequestState.Approved, DecisionOutcome.Open);

    private readonly DecisionScene _scene = new();

    public DecisionRefusedTests() => _scene.TeleportFinds(Some.Request());

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(nameof(TeleportRefusal.MissingUpdate), "teleport_not_permitted", LogLevel.Error)]
    [InlineData(nameof(TeleportRefusal.MfaRequired), "mfa_required", LogLevel.Error)]
    [InlineData(nameof(TeleportRefusal.OwnRequest), "plugins_request", LogLevel.Warning)]
    [InlineData(nameof(TeleportRefusal.ActiveRequests), "plugin_elevated", LogLevel.Error)]
    [InlineData(nameof(TeleportRefusal.AlreadyResolved), "resolved_meanwhile", LogLevel.Information)]
    [InlineData(nameof(TeleportRefusal.NotUnderstood), "teleport_refused", LogLevel.Error)]
    public async Task CarryOutAsync_Refused_WithdrawsTheClaimAndLogsTheRemedy(
        string refusal,
        string code,
        LogLevel level
    )
    {
        var tracked = _scene.TrackClaim(Approval);
        tracked.SetClaim(new(Approval, new(new(""), Some.Channel, Some.User.Id)));
        var reason = Enum.Parse<TeleportRefusal>(refusal);
        _scene.TeleportSetsNoState(DecisionScene.Refused(reason));

        Assert.Equal(code, Refusal(await CarryOutAsync(tracked)).Code);

        Assert.Null(tracked.Claim);
        Assert.Null(tracked.Ledger!.Decision);
        Assert.Empty(tracked.Ledger.Votes);
        var entry = _scene.Log.Single(RefusedEvent);
        Assert.Equal((level, DecisionFailureAdvice.Of(reason).Remedy), (entry.Level, entry.Fields["Cure"]));
    }

    /// <summary>What Teleport shows now explains the refusal better than the refusal itself.</summary>
    [Fact]
    public async Task CarryOutAsync_RefusedAndDeniedElsewhere_TellsTheDenial()
    {
        var tracked = _scene.TrackClaim(Approval);
        _scene.TeleportSetsNoState(DecisionScene.Refused(TeleportRefusal.MissingUpdate));
        _scene.TeleportFinds(Some.Request(RequestState.Denied));

        Assert.Equal("already_denied", Refusal(await CarryOutAsync(tracked)).Code);
        var entry = _scene.Log.Single(RefusedEvent);
        Assert.Equal((LogLevel.Information, "No action is needed"), (entry.Level, entry.Fields["Cure"]));
    }

    /// <summary>Teleport has said so itself: asking whether every request is visible would fail the test.</summary>
    [Fact]
    public async Task CarryOutAsync_RefusedAsGone_NeedsNoProofThatItIsDeleted()
    {
        var tracked = _scene.TrackClaim(Approval);
        _scene.TeleportSetsNoState(DecisionScene.Refused(TeleportRefusal.Gone));
        _scene.TeleportFinds(null);

        Assert.Equal(Refusals.Gone, Refusal(await CarryOutAsync(tracked)));
        Assert.True(tracked.IsGone);
    }

    [Fact]
    public async Task CarryOutAsync_RefusedAndLookUpFails_KeepsTheRefusal()
    {
        var tracked = _scene.TrackClaim(Approval);
        _scene.TeleportSetsNoState(DecisionScene.Refused(TeleportRefusal.MfaRequired));
        _scene.Teleport
            .Setup(teleport => teleport.FindAsync(Some.RequestId, default))
            .ThrowsAsync(DecisionScene.Failed(TeleportFailure.Busy));

        Assert.Equal(Refusals.MfaRequired, Refusal(await CarryOutAsync(tracked)));
        Assert.Equal(LogLevel.Warning, _scene.Log.Single(UnknownEvent).Level);
    }

    [Theory]
    [InlineData(nameof(TeleportFailure.Unexpected))]
    [InlineData(nameof(TeleportFailure.Conflict))]
    public async Task CarryOutAsync_SameAnswerFiveTimes_IsGivenUp(string failure)
    {
        var tracked = _scene.TrackClaim(Approval);
        _scene.TeleportSetsNoState(DecisionScene.Failed(Enum.Parse<TeleportFailure>(failure)));
        for (var tries = 1; tries < 5; tries++)
            Assert.IsType<ClickOutcome.Working>(await CarryOutAsync(tracked));

        Assert.Equal(Refusals.Failing, Refusal(await CarryOutAsync(tracked)));
        Assert.Null(tracked.Ledger!.Decision);
        Assert.Empty(tracked.Waits.Until);
    }

    /// <summary>The answers were lost, the decision was not.</summary>
    [Fact]
    public async Task CarryOutAsync_GivenUpAndTeleportShowsTheDecision_IsDone()
    {
        var tracked = _scene.TrackClaim(Approval);
        for (var i = 0; i < 4; i++) tracked.CountDecisionTry();
        _scene.TeleportSetsNoState(DecisionScene.Failed(TeleportFailure.Unexpected));
        _scene.TeleportFinds(Some.Request(RequestState.Approved));

        Assert.IsType<ClickOutcome.Decided>(await CarryOutAsync(tracked));
        Assert.Equal(DecisionOutcome.Done, tracked.Ledger!.Decision!.Outcome);
        Assert.Equal(0, _scene.Log.Count(RefusedEvent));
    }

    /// <summary>A refusal is certain: the same state was set by someone else.</summary>
    [Fact]
    public async Task CarryOutAsync_RefusedAndApprovedElsewhere_IsNotOurs()
    {
        var tracked = _scene.TrackClaim(Approval);
        _scene.TeleportSetsNoState(DecisionScene.Refused(TeleportRefusal.AlreadyResolved));
        _scene.TeleportFinds(Some.Request(RequestState.Approved));

        Assert.Equal("already_approved", Refusal(await CarryOutAsync(tracked)).Code);
        Assert.Null(tracked.Ledger!.Decision);
    }

    private Task<ClickOutcome> CarryOutAsync(TrackedRequest tracked) =>
        _scene.Get<DecisionExecutor>().CarryOutAsync(tracked, Approval, default);

    private static Refusal Refusal(ClickOutcome outcome) => Assert.IsType<ClickOutcome.Refused>(outcome).Refusal;
}
