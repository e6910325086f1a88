using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Decisions;

public sealed class DecisionExecutorTests : IDisposable
{
    private const int UnconfirmedEvent = 6001;

    private static readonly Decision Approval = Some.Decision(RequestState.Approved, DecisionOutcome.Open);

    private readonly DecisionScene _scene = new();

    private DecisionExecutor Executor => _scene.Get<DecisionExecutor>();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(nameof(RequestState.Approved))]
    [InlineData(nameof(RequestState.Denied))]
    public async Task CarryOutAsync_RequestWithoutThresholds_SetsItsState(string choice)
    {
        var state = Enum.Parse<RequestState>(choice);
        var decision = Some.Decision(state, DecisionOutcome.Open);
        var tracked = _scene.TrackClaim(decision);
        _scene.TeleportSetsState(state);

        var outcome = Assert.IsType<ClickOutcome.Decided>(await CarryOutAsync(tracked, decision));

        Assert.Equal(DecisionOutcome.Done, outcome.Decision.Outcome);
        Assert.Equal(DecisionOutcome.Done, tracked.Ledger!.Decision!.Outcome);
        Assert.Equal((state, "as agreed"), (tracked.Request!.State, tracked.Request.ResolveReason));
    }

    /// <summary>The ledger keeps only the beginning of a long reason.</summary>
    [Fact]
    public async Task CarryOutAsync_OwnClaim_SendsTheReasonAsTyped()
    {
        var tracked = _scene.TrackClaim(Approval);
        tracked.SetClaim(new(Approval, new(new(""), Some.Channel, Some.User.Id), "the whole reason"));
        _scene.TeleportSetsState(RequestState.Approved);

        await CarryOutAsync(tracked);

        _scene.Teleport.Verify(teleport => teleport.SetStateAsync(
            It.IsAny<AccessRequest>(),
            RequestState.Approved,
            "slack:bob@example.com",
            "the whole reason",
            default
        ));
        Assert.Null(tracked.Claim);
    }

    [Fact]
    public async Task CarryOutAsync_ClaimOfAnotherClick_SendsTheReasonOfTheVote()
    {
        var tracked = _scene.TrackClaim(Approval);
        var other = Approval with { ActionTs = "1795262499.000200" };
        tracked.SetClaim(new(other, new(new(""), Some.Channel, "U0CAROL0001"), "not this one"));
        _scene.TeleportSetsState(RequestState.Approved);

        await CarryOutAsync(tracked);

        Assert.Equal("as agreed", tracked.Request!.ResolveReason);
    }

    [Fact]
    public void FindDone_TeleportShowsTheDecision_Holds()
    {
        Assert.Null(Executor.FindDone(_scene.Track(), Approval));
        Assert.IsType<ClickOutcome.Decided>(
            Executor.FindDone(_scene.Track(Some.Request(RequestState.Approved)), Approval)
        );
        Assert.Null(Executor.FindDone(_scene.Track(Some.Request(RequestState.Denied)), Approval));
    }

    /// <summary>Others may have reviewed: the state does not tell whether ours is among the reviews.</summary>
    [Fact]
    public void FindDone_DecidedByReviews_IsUnknown()
    {
        _scene.Use(Some.Policy() with { Settings = Some.Settings with { Via = Via.Review } });

        Assert.Null(Executor.FindDone(_scene.Track(Some.Request(RequestState.Approved)), Approval));
    }

    [Fact]
    public void Done_AnotherDecisionInTheLedger_LeavesItAlone()
    {
        var tracked = _scene.TrackClaim(Some.Decision(RequestState.Denied, DecisionOutcome.Open));

        DecisionExecutor.Done(tracked, Approval, DecisionOutcome.Done);

        var other = tracked.Ledger!.Decision!;
        Assert.Equal((RequestState.Denied, DecisionOutcome.Open), (other.State, other.Outcome));
    }

    [Fact]
    public void Withdraw_Decision_LeavesTheLedgerWithItsVote()
    {
        var tracked = _scene.TrackClaim(Approval);
        var others = Some.Vote("carol", second: 10);
        tracked.Remember(ledger => ledger with { Votes = ledger.Votes.Add(others) });
        tracked.SetClaim(new(Approval, new(new(""), Some.Channel, Some.User.Id)));

        var outcome = Executor.Withdraw(tracked, Approval, Refusals.VotesLost);

        Assert.Equal(Refusals.VotesLost, outcome.Refusal);
        Assert.Null(tracked.Ledger!.Decision);
        Assert.Equal(["U0CAROL0001"], tracked.Ledger.Votes.Select(vote => vote.SlackUserId));
        Assert.Null(tracked.Claim);
    }

    [Fact]
    public void Refuse_AnyRefusal_CarriesTheLinkToTeleport() =>
        Assert.Equal(
            $"https://teleport.example.com/web/requests/{Some.RequestId}",
            Executor.Refuse(_scene.Track(), Refusals.Failing).Request?.ToString()
        );

    [Fact]
    public async Task CarryOutAsync_NotConfirmed_WaitsLongerEachTimeAndWarnsOnce()
    {
        var tracked = _scene.TrackClaim(Approval);
        var claim = new DecisionClaim(Approval, new(new(""), Some.Channel, Some.User.Id));
        tracked.SetClaim(claim);
        _scene.TeleportSetsNoState(DecisionScene.Failed(TeleportFailure.Unreachable));
        foreach (var seconds in (int[])[1, 2, 4, 8])
        {
            var outcome = Assert.IsType<ClickOutcome.Working>(await CarryOutAsync(tracked));

            Assert.StartsWith("Teleport isn't responding", outcome.Why, StringComparison.Ordinal);
            Assert.Equal(Some.Now.AddSeconds(seconds), tracked.Waits.Until[WaitKey.Decision]);
        }

        Assert.Same(claim, tracked.Claim);
        Assert.True(Approval.IsSameClick(tracked.Ledger!.Decision));
        Assert.Equal(
            [LogLevel.Warning, LogLevel.Debug, LogLevel.Debug, LogLevel.Debug],
            _scene.Log.Entries.Where(entry => entry.Id == UnconfirmedEvent).Select(entry => entry.Level)
        );
        Assert.Equal(4, _scene.Metrics.Value("teleport_slack_retries_total", ("of", "decision")));
    }

    [Fact]
    public async Task CarryOutAsync_CredentialsRefused_IsAnErrorAndTriedAgain()
    {
        var tracked = _scene.TrackClaim(Approval);
        _scene.TeleportSetsNoState(DecisionScene.Failed(TeleportFailure.CredentialsRefused));

        Assert.IsType<ClickOutcome.Working>(await CarryOutAsync(tracked));
        Assert.Equal(LogLevel.Error, _scene.Log.Single(UnconfirmedEvent).Level);
    }

    [Fact]
    public async Task CarryOutAsync_ConfirmedAfterFailures_StartsFromTheFirstPauseAgain()
    {
        var tracked = _scene.TrackClaim(Approval);
        _scene.TeleportSetsNoState(DecisionScene.Failed(TeleportFailure.Unreachable));
        await CarryOutAsync(tracked);
        await CarryOutAsync(tracked);
        _scene.TeleportSetsState(RequestState.Approved);

        await CarryOutAsync(tracked);

        Assert.Equal(0, tracked.DecisionTries);
        Assert.DoesNotContain(WaitKey.Decision, tracked.Waits.Until);
    }

    private Task<ClickOutcome> CarryOutAsync(TrackedRequest tracked, Decision? decision = null) =>
        Executor.CarryOutAsync(tracked, decision ?? Approval, default);
}
