using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;

namespace AccessSlack.Tests.Decisions;

public sealed class VoteRecorderTests : IDisposable
{
    private static readonly ClickedVote BobApproves = new(Some.Click(), Some.Who, "looks fine");

    private readonly DecisionScene _scene = new();

    private VoteRecorder Recorder => _scene.Get<VoteRecorder>();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Judge_VoteThatCounts_HasNoObjection()
    {
        var tracked = _scene.Track();

        Assert.Null(Recorder.Judge(tracked, BobApproves, tracked.Ledger));
    }

    [Fact]
    public void Judge_RequestGone_IsRefused()
    {
        var tracked = _scene.Track();
        tracked.SawRemoval();

        Assert.Equal(Refusals.Gone, Recorder.Judge(tracked, BobApproves, tracked.Ledger));
    }

    [Fact]
    public void Add_Vote_IsSealedAndKeepsItsReason()
    {
        var tracked = _scene.Track();

        var vote = Assert.Single(Recorder.Add(tracked, BobApproves).Votes);

        Assert.Equal(("bob@example.com", "looks fine"), (vote.Voter, vote.Reason));
        Assert.Equal(vote, vote);
        Assert.Empty(tracked.Ledger!.Votes);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void WouldDecide_OneVote_DependsOnHowManyTheRuleAsksFor(int required, bool expected)
    {
        _scene.Use(Some.Ruled(Some.Rule() with { Required = required }));
        var tracked = _scene.Track();

        Assert.Equal(expected, Recorder.WouldDecide(tracked.Request!, Recorder.Add(tracked, BobApproves)));
    }

    [Fact]
    public void Count_EnoughVotes_MakesASealedDecisionOfTheClicker()
    {
        var tracked = _scene.Track();
        var voted = Some.Ledger() with { Votes = [Some.Vote("bob"), Some.Vote("carol", second: 10)] };

        var decision = Count(tracked, voted, clicker: Some.User.Id).Decision!;

        Assert.Equal(("U0BOB0001", RequestState.Approved), (decision.SlackUserId, decision.State));
        Assert.Equal(DecisionOutcome.Open, decision.Outcome);
        Assert.Equal(decision, decision);
    }

    /// <summary>Rules that changed since may find that earlier votes decide, whatever this one says.</summary>
    [Fact]
    public void Count_OthersDecideAgainstTheClicker_MakesADecisionOfTheLastOfThem()
    {
        _scene.Use(Some.Ruled(Some.Rule() with { DenyRequired = 2 }));
        var tracked = _scene.Track();
        ImmutableArray<Vote> votes =
        [
            Some.Vote("carol", second: 10),
            Some.Vote("dave", second: 20),
            Some.Vote("bob", RequestState.Denied),
        ];

        var decision = Count(tracked, Some.Ledger() with { Votes = votes }, clicker: Some.User.Id).Decision!;

        Assert.Equal(("U0DAVE0001", RequestState.Approved), (decision.SlackUserId, decision.State));
    }

    [Fact]
    public void Count_VoterWhoMayNoLongerDecide_IsDroppedAndTooFewAreLeft()
    {
        _scene.Use(Some.Ruled(Some.Rule("bob@example.com") with { Required = 2 }));
        var tracked = _scene.Track();
        var voted = Some.Ledger() with { Votes = [Some.Vote("carol", second: 10), Some.Vote("bob")] };

        var counted = Count(tracked, voted, clicker: Some.User.Id);

        Assert.Null(counted.Decision);
        Assert.Equal(["U0BOB0001"], counted.Votes.Select(vote => vote.SlackUserId));
    }

    [Fact]
    public async Task WriteAndLookUpAsync_Written_ShowsBothResults()
    {
        _scene.TeleportFinds(Some.Request(RequestState.Denied));
        _scene.TeleportWrites();
        var tracked = _scene.Track();

        Assert.Equal(WriteResult.Written, await WriteAsync(tracked));
        Assert.Equal((2, RequestState.Denied), (tracked.Rev, tracked.Request!.State));
    }

    [Fact]
    public async Task WriteAndLookUpAsync_AnotherWriterCameFirst_ReadsAgain()
    {
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportWrites(DecisionScene.Failed(TeleportFailure.Conflict));
        _scene.TeleportReads(Some.Ledger() with { Rev = 7 });
        var tracked = _scene.Track();

        Assert.Equal(WriteResult.LostRace, await WriteAsync(tracked));
        Assert.Equal(7, tracked.Rev);
    }

    [Theory]
    [InlineData(nameof(TeleportFailure.Refused))]
    [InlineData(nameof(TeleportFailure.NotPermitted))]
    [InlineData(nameof(TeleportFailure.Unsupported))]
    public async Task WriteAndLookUpAsync_TeleportRefuses_RecordsNothing(string failure)
    {
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportWrites(DecisionScene.Failed(Enum.Parse<TeleportFailure>(failure)));
        var tracked = _scene.Track();

        Assert.Equal(WriteResult.Refused, await WriteAsync(tracked));
        Assert.Equal(1, tracked.Rev);
    }

    [Fact]
    public async Task WriteAndLookUpAsync_NoAnswer_Fails()
    {
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportWrites(DecisionScene.Failed(TeleportFailure.Unreachable));

        await Assert.ThrowsAsync<TeleportException>(() => WriteAsync(_scene.Track()));
    }

    [Fact]
    public void Voted_FirstOfTwo_TellsHowManyAreMissing()
    {
        _scene.Use(Some.Ruled(Some.Rule() with { Required = 2 }));
        var tracked = _scene.Track();

        var outcome = Recorder.Voted(tracked, BobApproves, Recorder.Add(tracked, BobApproves));

        Assert.Equal("Your vote was recorded: approve. 1 of 2 approvals so far.", outcome.Sentence);
    }

    [Fact]
    public void Explain_RequestKnown_NamesTheRules()
    {
        _scene.Use(Some.Ruled(Some.Rule() with { Roles = ["audit"] }, Some.Rule()));
        var (known, unknown) = (_scene.Track(), _scene.Get<RequestTracker>().FindOrAdd("another"));

        Assert.Equal("2", Recorder.Explain(known, new ClickOutcome.Working()).Rules);
        Assert.Equal("", Recorder.Explain(unknown, new ClickOutcome.Working()).Rules);
    }

    private Ledger Count(TrackedRequest tracked, Ledger voted, string clicker) =>
        Recorder.Count(tracked.Request!, voted, [.. voted.Votes.Select(Verified)], By(clicker));

    private Task<WriteResult> WriteAsync(TrackedRequest tracked) =>
        Recorder.WriteAndLookUpAsync(
            tracked,
            Recorder.Add(tracked, BobApproves),
            new(_scene.Get<RequesterAccounts>(), requester: null, default),
            default
        );

    private static VoterRights By(string account) =>
        Some.Who with { Actor = Some.Actor with { SlackUserId = account } };

    private static VerifiedVote Verified(Vote vote) =>
        new(vote, new(new(vote.SlackUserId, vote.Voter, vote.Person, IsMapped: false)) { Places = [vote.Channel] });
}
