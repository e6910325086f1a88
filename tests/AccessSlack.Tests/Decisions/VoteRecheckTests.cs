using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Decisions;

/// <summary>Two must approve: Carol and then Bob did, and Bob's click made the decision.</summary>
public sealed class VoteRecheckTests : IDisposable
{
    private static readonly Decision Approval = Some.Decision(RequestState.Approved, DecisionOutcome.Open);

    private readonly DecisionScene _scene = new();

    public VoteRecheckTests()
    {
        _scene.Use(Some.Ruled(Some.Rule() with { Required = 2 }));
        _scene.SlackKnows(DecisionScene.User("bob"), DecisionScene.User("carol"));
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task JudgeAsync_NothingChanged_Stands() => Assert.Null(await JudgeAsync(Track()));

    /// <summary>Slack is not asked for people who cannot matter any more.</summary>
    [Fact]
    public async Task JudgeAsync_RequestResolved_IsOverWithoutALookUp()
    {
        var refusal = await JudgeAsync(Track(Some.Request(RequestState.Promoted)));

        Assert.Equal("already_promoted", refusal?.Code);
        _scene.Directory.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task JudgeAsync_VoterWhoDecidedLeft_IsRefusedForThat()
    {
        _scene.SlackKnows(DecisionScene.User("bob") with { Deleted = true });

        Assert.Equal(Refusals.Deactivated, await JudgeAsync(Track()));
    }

    [Fact]
    public async Task JudgeAsync_VoterWhoDecidedCannotBeLookedUp_IsRefusedForThat()
    {
        _scene.SlackAnswers("U0BOB0001", DecisionScene.Failed<SlackUser>(SlackFailureKind.TryLater));

        Assert.Equal(Refusals.Unreadable, await JudgeAsync(Track()));
    }

    [Fact]
    public async Task JudgeAsync_AnotherVoterLeft_HasTooFewVotes()
    {
        _scene.SlackKnows(DecisionScene.User("carol") with { Deleted = true });

        Assert.Equal(Refusals.VotesLost, await JudgeAsync(Track()));
    }

    [Fact]
    public async Task JudgeAsync_AnotherVoterCannotBeLookedUp_IsUncertain()
    {
        _scene.SlackAnswers("U0CAROL0001", DecisionScene.Failed<SlackUser>(SlackFailureKind.TryLater));

        Assert.Equal(Refusals.NoEntitlement, await JudgeAsync(Track()));
    }

    [Fact]
    public async Task JudgeAsync_RulesNameOthersNow_HasTooFewVotes()
    {
        _scene.Use(Some.Ruled(Some.Rule("dave@example.com")));

        Assert.Equal(Refusals.VotesLost, await JudgeAsync(Track()));
    }

    [Fact]
    public async Task JudgeAsync_ReloadWhileSlackIsAsked_CountsByTheNewRules()
    {
        _scene.Directory
            .Setup(slack => slack.GetUserAsync("U0CAROL0001", It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .Callback(() => _scene.Use(Some.Ruled(Some.Rule("dave@example.com"))))
            .ReturnsAsync(new SlackResult<SlackUser>.Ok(DecisionScene.User("carol")));

        Assert.Equal(Refusals.VotesLost, await JudgeAsync(Track()));
    }

    [Fact]
    public async Task JudgeAsync_VoterWhoDecidedIsTheRequester_IsRefused()
    {
        var tracked = Track(Some.Request() with { User = "bob@example.com" });

        Assert.Equal(Refusals.Self, await JudgeAsync(tracked));
    }

    /// <summary>Earlier releases recorded the decision alone.</summary>
    [Fact]
    public async Task JudgeAsync_DecisionWithoutItsVote_IsNotCarriedOut()
    {
        _scene.Use(Some.Policy());
        Assert.Equal(Refusals.VotesLost, await JudgeAsync(Track(votes: [])));
    }

    private TrackedRequest Track(AccessRequest? request = null, Vote[]? votes = null) =>
        _scene.Track(
            request,
            Some.Ledger() with
            {
                Votes = [.. votes ?? [Some.Vote("carol", second: 10), Some.Vote()]],
                Decision = Approval,
            }
        );

    private Task<Refusal?> JudgeAsync(TrackedRequest tracked) =>
        _scene.Get<VoteRecheck>().JudgeAsync(tracked, Approval, default);
}
