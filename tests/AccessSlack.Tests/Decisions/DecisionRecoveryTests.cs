using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Decisions;

/// <summary>Bob's approval stands in the ledger without an outcome.</summary>
public sealed class DecisionRecoveryTests : IDisposable
{
    private const int FinishingEvent = 6004;

    private static readonly Decision Approval = Some.Decision(RequestState.Approved, DecisionOutcome.Open);
    private static readonly ReplyAddress Bob = new(new("https://hooks.slack.com/x"), Some.Channel, Some.User.Id);

    private readonly DecisionScene _scene = new();

    private DecisionRecovery Recovery => _scene.Get<DecisionRecovery>();

    public DecisionRecoveryTests() => _scene.SlackKnows(DecisionScene.User("bob"));

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task FinishAsync_OfAReplicaThatDied_IsTakenOverAndCarriedOut()
    {
        var tracked = _scene.TrackClaim(Approval);
        _scene.TeleportWrites();
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportSetsState(RequestState.Approved);

        await FinishAsync(tracked);

        Assert.Equal(DecisionOutcome.Done, tracked.Ledger!.Decision!.Outcome);
        Assert.Equal((2L, "1"), (_scene.Writes.Single().Ledger.Rev, _scene.Writes.Single().Expected["rev"]));
        Assert.Equal("bob@example.com", _scene.Log.Single(FinishingEvent).Fields["Person"]);
    }

    [Fact]
    public async Task FinishAsync_Own_TellsTheClickerTheOutcome()
    {
        var tracked = TrackOwnClaim();
        _scene.TeleportWrites();
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportSetsState(RequestState.Approved);
        _scene.SlackTellsPeople();

        await FinishAsync(tracked);

        Assert.Equal([(Bob, "You approved alice's request.")], _scene.Told);
        Assert.Equal(0, _scene.Log.Count(FinishingEvent));
        Assert.Null(tracked.Claim);
    }

    [Fact]
    public async Task FinishAsync_TeleportDoesNotShowTheRequest_IsDroppedAndTheClickerIsTold()
    {
        var tracked = TrackOwnClaim();
        _scene.TeleportWrites();
        _scene.TeleportFinds(null);
        _scene.Teleport
            .Setup(teleport => teleport.VerifyVisibilityAsync(default))
            .ThrowsAsync(DecisionScene.Failed(TeleportFailure.NothingShown));
        _scene.SlackTellsPeople();

        await FinishAsync(tracked);

        Assert.Contains("no longer exists in Teleport", _scene.Told.Single().Text, StringComparison.Ordinal);
        Assert.Null(tracked.Ledger!.Decision);
    }

    /// <summary>Teleport has the state: setting it again would be a second decision.</summary>
    [Fact]
    public async Task FinishAsync_DoneAlready_IsOnlyRecorded()
    {
        var tracked = TrackOwnClaim();
        _scene.TeleportWrites();
        _scene.TeleportFinds(Some.Request(RequestState.Approved));
        _scene.SlackTellsPeople();

        await FinishAsync(tracked);

        Assert.Equal(DecisionOutcome.Done, tracked.Ledger!.Decision!.Outcome);
        Assert.Equal("You approved alice's request.", _scene.Told.Single().Text);
    }

    [Fact]
    public async Task FinishAsync_StreamShowedTheDecision_WritesNoTakeOver()
    {
        var tracked = _scene.TrackClaim(Approval, Some.Request(RequestState.Approved));
        _scene.TeleportFinds(Some.Request(RequestState.Approved));

        await FinishAsync(tracked);

        Assert.Equal(DecisionOutcome.Done, tracked.Ledger!.Decision!.Outcome);
    }

    /// <summary>Nothing is asked or told: the replica that wrote first does it.</summary>
    [Fact]
    public async Task FinishAsync_AnotherReplicaTakesOver_LeavesItAloneUntilThatClaimIsOld()
    {
        var tracked = TrackOwnClaim();
        _scene.TeleportWrites(DecisionScene.Failed(TeleportFailure.Conflict));
        _scene.TeleportReads(Some.Ledger() with { Rev = 2, Decision = Approval });

        await FinishAsync(tracked);

        Assert.Equal(Some.Now + Planner.ClaimIsOld, tracked.Waits.Until[WaitKey.Decision]);
        Assert.NotNull(tracked.Claim);
    }

    [Fact]
    public async Task FinishAsync_VoterLostTheRight_IsWithdrawnAndTold()
    {
        _scene.Use(Some.Ruled(Some.Rule("carol@example.com")));
        var tracked = TrackOwnClaim();
        _scene.TeleportWrites();
        _scene.TeleportFinds(Some.Request());
        _scene.SlackTellsPeople();

        await FinishAsync(tracked);

        Assert.Equal(Refusals.VotesLost.Sentence, _scene.Told.Single().Text);
        Assert.Null(tracked.Ledger!.Decision);
        Assert.Empty(tracked.Ledger.Votes);
    }

    [Fact]
    public async Task FinishAsync_VoterIsAnAccountOfTheRequester_IsWithdrawn()
    {
        _scene.Use(Some.Policy(), DecisionScene.Facts with { MayReadUsers = true });
        var tracked = TrackOwnClaim();
        _scene.TeleportWrites();
        _scene.TeleportFinds(Some.Request());
        _scene.Teleport.Setup(t => t.FindSlackIdsAsync("alice", "slack_uid", default)).ReturnsAsync([Some.User.Id]);
        _scene.SlackTellsPeople();

        await FinishAsync(tracked);

        Assert.Equal(Refusals.Self.Sentence, _scene.Told.Single().Text);
    }

    [Fact]
    public async Task FinishAsync_StillNotConfirmed_TellsNothingYet()
    {
        var tracked = TrackOwnClaim();
        _scene.TeleportWrites();
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportSetsNoState(DecisionScene.Failed(TeleportFailure.Unreachable));

        await FinishAsync(tracked);

        Assert.NotNull(tracked.Claim);
        Assert.Contains(WaitKey.Decision, tracked.Waits.Until);
    }

    [Fact]
    public async Task ResumeClaimAsync_NoClaim_AsksNothing() =>
        await Recovery.ResumeClaimAsync(_scene.TrackClaim(Approval), default);

    [Fact]
    public async Task ResumeClaimAsync_ClaimInTheLedger_AsksNothing()
    {
        var tracked = TrackOwnClaim();

        await Recovery.ResumeClaimAsync(tracked, default);

        Assert.NotNull(tracked.Claim);
    }

    [Fact]
    public async Task ResumeClaimAsync_WrittenAfterAll_StaysClaimed()
    {
        var tracked = _scene.Track();
        tracked.SetClaim(new(Approval, Bob));
        _scene.TeleportReads(Some.Ledger() with { Rev = 2, Decision = Approval });

        await Recovery.ResumeClaimAsync(tracked, default);

        Assert.NotNull(tracked.Claim);
    }

    [Fact]
    public async Task ResumeClaimAsync_NeverWritten_TellsThatNothingWasDecided()
    {
        var tracked = _scene.Track();
        tracked.SetClaim(new(Approval, Bob));
        _scene.TeleportReads(Some.Ledger());
        _scene.SlackTellsPeople();

        await Recovery.ResumeClaimAsync(tracked, default);

        Assert.Null(tracked.Claim);
        Assert.Equal([(Bob, Refusals.Unreachable.Sentence)], _scene.Told);
    }

    [Fact]
    public async Task ResumeClaimAsync_CannotBeRead_KeepsTheClaim()
    {
        var tracked = _scene.Track();
        tracked.SetClaim(new(Approval, Bob));
        _scene.Teleport
            .Setup(teleport => teleport.ReadPluginDataAsync(Some.RequestId, default))
            .ThrowsAsync(DecisionScene.Failed(TeleportFailure.Unreachable));

        await Assert.ThrowsAsync<TeleportException>(() => Recovery.ResumeClaimAsync(tracked, default));

        Assert.NotNull(tracked.Claim);
    }

    private TrackedRequest TrackOwnClaim()
    {
        var tracked = _scene.TrackClaim(Approval);
        tracked.SetClaim(new(Approval, Bob));
        return tracked;
    }

    private Task FinishAsync(TrackedRequest tracked) =>
        Recovery.FinishAsync(tracked, tracked.Ledger!.Decision!, default);
}
