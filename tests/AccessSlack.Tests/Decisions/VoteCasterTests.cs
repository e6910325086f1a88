using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Decisions;

/// <summary>Bob clicks on a request of Alice.</summary>
public sealed class VoteCasterTests : IDisposable
{
    private const int UnreachableEvent = 6008;

    private readonly DecisionScene _scene = new();

    public VoteCasterTests()
    {
        _scene.SlackKnows(DecisionScene.User("bob"), DecisionScene.User("carol"));
        _scene.TeleportFinds(Some.Request());
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task CastAsync_VoteThatDecides_IsClaimedFirstAndThenCarriedOut()
    {
        var tracked = _scene.Track();
        _scene.TeleportWrites();
        Decision? claimedBefore = null;
        _scene.Teleport
            .Setup(teleport => teleport.SetStateAsync(
                It.IsAny<AccessRequest>(),
                RequestState.Approved,
                "slack:bob@example.com",
                "ok",
                default
            ))
            .Callback(() => claimedBefore = _scene.Writes.Single().Ledger.Decision)
            .Returns(Task.CompletedTask);

        var outcome = Assert.IsType<ClickOutcome.Decided>(await CastAsync(reason: "ok"));

        Assert.Equal(DecisionOutcome.Open, claimedBefore?.Outcome);
        Assert.Equal(DecisionOutcome.Done, outcome.Decision.Outcome);
        Assert.Equal(("alice", "implicit"), (outcome.Requester, outcome.Rules));
        Assert.Null(tracked.Claim);
        Assert.Equal(DecisionOutcome.Done, tracked.Ledger!.Decision!.Outcome);
    }

    [Fact]
    public async Task CastAsync_VoteThatOnlyCounts_EndsWithTheRecord()
    {
        TwoMustApprove();
        var tracked = _scene.Track();
        _scene.TeleportWrites();

        var outcome = Assert.IsType<ClickOutcome.Voted>(await CastAsync());

        Assert.Equal((1, 2), outcome.Tally.Lacking(RequestState.Approved));
        Assert.Null(_scene.Writes.Single().Ledger.Decision);
        Assert.Single(tracked.Ledger!.Votes);
        Assert.Null(tracked.Claim);
    }

    [Fact]
    public async Task CastAsync_SecondOfTwo_Decides()
    {
        TwoMustApprove();
        _scene.Track(ledger: Some.Ledger() with { Votes = [Some.Vote("carol", second: 10)] });
        _scene.TeleportWrites();
        _scene.TeleportSetsState(RequestState.Approved);

        var outcome = Assert.IsType<ClickOutcome.Decided>(await CastAsync());

        Assert.Equal("bob@example.com", outcome.Decision.Person);
    }

    /// <summary>Carol has left since: her vote goes, and Bob's is the first again.</summary>
    [Fact]
    public async Task CastAsync_EarlierVoterLeft_OnlyCounts()
    {
        TwoMustApprove();
        _scene.Track(ledger: Some.Ledger() with { Votes = [Some.Vote("carol", second: 10)] });
        _scene.SlackKnows(DecisionScene.User("carol") with { Deleted = true });
        _scene.TeleportWrites();

        Assert.IsType<ClickOutcome.Voted>(await CastAsync());

        Assert.Equal(["U0BOB0001"], _scene.Writes.Single().Ledger.Votes.Select(vote => vote.SlackUserId));
    }

    [Fact]
    public async Task CastAsync_EarlierVoterCannotBeLookedUp_IsRefusedWithoutAWrite()
    {
        TwoMustApprove();
        _scene.Track(ledger: Some.Ledger() with { Votes = [Some.Vote("carol", second: 10)] });
        _scene.SlackAnswers("U0CAROL0001", DecisionScene.Failed<SlackUser>(SlackFailureKind.TryLater));

        Assert.Equal(Refusals.NoEntitlement, Refusal(await CastAsync()));
    }

    [Fact]
    public async Task CastAsync_RefusedByWhatIsKnown_MakesNoCall()
    {
        _scene.Track(Some.Request() with { User = "bob" });

        Assert.Equal(Refusals.Resembles, Refusal(await CastAsync()));
        _scene.Teleport.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task CastAsync_GroupsUnknown_IsRefusedForThat()
    {
        _scene.Use(Some.Ruled(Some.Rule("group:leads")));
        _scene.Track();
        _scene.SlackHasNoGroup("leads");

        Assert.Equal(Refusals.NoEntitlement, Refusal(await CastAsync()));
    }

    /// <summary>A refusal that no group could change is the better answer.</summary>
    [Fact]
    public async Task CastAsync_GroupsUnknownAndRequestResolved_IsRefusedForTheLatter()
    {
        _scene.Use(Some.Ruled(Some.Rule("group:leads")));
        _scene.Track(Some.Request(RequestState.Denied));
        _scene.SlackHasNoGroup("leads");

        Assert.Equal("already_denied", Refusal(await CastAsync()).Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task CastAsync_LookUpBesideTheWriteForbids_WithdrawsTheVote(int required)
    {
        _scene.Use(Some.Ruled(Some.Rule() with { Required = required }));
        var tracked = _scene.Track();
        _scene.TeleportWrites();
        _scene.TeleportFinds(Some.Request(RequestState.Denied));

        Assert.Equal("already_denied", Refusal(await CastAsync()).Code);

        Assert.Single(_scene.Writes.Single().Ledger.Votes);
        Assert.Empty(tracked.Ledger!.Votes);
        Assert.Null(tracked.Ledger.Decision);
        Assert.True(tracked.HasUnrecorded);
        Assert.Null(tracked.Claim);
    }

    [Fact]
    public async Task CastAsync_TeleportFailsBeforeTheClaim_SaysThatNothingWasDecided()
    {
        _scene.Teleport
            .Setup(teleport => teleport.FindAsync(Some.RequestId, default))
            .ThrowsAsync(DecisionScene.Failed(TeleportFailure.Unreachable));
        _scene.TeleportReads(Some.Ledger());

        Assert.Equal(Refusals.Unreachable, Refusal(await CastAsync()));
        Assert.Equal(LogLevel.Warning, _scene.Log.Single(UnreachableEvent).Level);
    }

    /// <summary>
    /// Teleport answers, and does not show the request: the vote that was written beside the look-up does not count.
    /// </summary>
    [Theory]
    [InlineData(nameof(TeleportFailure.NothingShown), "not_found")]
    [InlineData(nameof(TeleportFailure.NotPermitted), "request_hidden")]
    public async Task CastAsync_TeleportDoesNotShowTheRequest_TakesTheClaimBack(string failure, string code)
    {
        var tracked = _scene.Track();
        _scene.TeleportWrites();
        _scene.TeleportFinds(null);
        _scene.Teleport
            .Setup(teleport => teleport.VerifyVisibilityAsync(default))
            .ThrowsAsync(DecisionScene.Failed(Enum.Parse<TeleportFailure>(failure)));

        Assert.Equal(code, Refusal(await CastAsync()).Code);

        Assert.NotNull(_scene.Writes.Single().Ledger.Decision);
        Assert.Equal((null, null, 0), (tracked.Claim, tracked.Ledger!.Decision, tracked.Ledger.Votes.Length));
        Assert.True(tracked.HasWithdrawn);
    }

    /// <summary>The write may have happened: only a later reading tells, and the clicker is told then.</summary>
    [Fact]
    public async Task CastAsync_TeleportFailsWithTheClaim_KeepsTheClaim()
    {
        var tracked = _scene.Track();
        _scene.TeleportWrites(DecisionScene.Failed(TeleportFailure.Unreachable));

        Assert.IsType<ClickOutcome.Working>(await CastAsync(reason: "as typed"));

        var claim = tracked.Claim!;
        Assert.Equal(("as typed", Some.User.Id), (claim.Reason, claim.ReplyTo.UserId));
        Assert.Equal(Some.Click().ActionTs, claim.Decision.ActionTs);
    }

    /// <summary>Carol's approval has been enough since the rules changed, which Bob's denial brings to light.</summary>
    [Fact]
    public async Task CastAsync_EarlierVotesDecideAgainstIt_IsRefusedWithTheirDecision()
    {
        _scene.Use(Some.Ruled(Some.Rule() with { DenyRequired = 2 }));
        _scene.Track(ledger: Some.Ledger() with { Votes = [Some.Vote("carol", second: 10)] });
        _scene.TeleportWrites();
        _scene.TeleportSetsState(RequestState.Approved);

        var refusal = Refusal(await CastAsync(Some.Click(RequestState.Denied)));

        Assert.Contains("carol@example.com has already approved", refusal.Sentence, StringComparison.Ordinal);
    }

    private void TwoMustApprove() => _scene.Use(Some.Ruled(Some.Rule() with { Required = 2 }));

    private Task<ClickOutcome> CastAsync(Click? click = null, string reason = "") =>
        _scene.Get<VoteCaster>().CastAsync(click ?? Some.Click(), Some.Actor, reason, default);

    private static Refusal Refusal(ClickOutcome outcome) => Assert.IsType<ClickOutcome.Refused>(outcome).Refusal;
}
