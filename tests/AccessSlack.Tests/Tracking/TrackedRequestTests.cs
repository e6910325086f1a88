using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Testing;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;

namespace AccessSlack.Tests.Tracking;

public class TrackedRequestTests
{
    private readonly TrackedRequest _tracked = new(Some.RequestId, new ManualTime(Some.Now), _ => { });

    [Fact]
    public void Saw_PendingAfterResolved_IsOlderAndPassedOver()
    {
        _tracked.Saw(Some.Request());
        _tracked.Saw(Some.Request(RequestState.Denied));
        _tracked.Saw(Some.Request());
        Assert.Equal(RequestState.Denied, _tracked.Request?.State);
        _tracked.Saw(Some.Request(RequestState.Approved));
        Assert.Equal(RequestState.Approved, _tracked.Request?.State);
    }

    [Fact]
    public void Saw_PendingOnTheStreamThatHasShownTheEnd_IsReopened()
    {
        _tracked.Saw(Some.Ledger() with { Resolution = Resolution.Approved }, Some.Now);
        _tracked.Saw(Some.Request(RequestState.Approved), SnapshotSource.Stream);
        _tracked.Saw(Some.Request(), SnapshotSource.Stream);
        Assert.Equal((RequestState.Pending, true), (_tracked.Request!.State, _tracked.Situation.IsReopened));
    }

    [Theory]
    [InlineData("List")]
    [InlineData("Answer")]
    public void Saw_PendingOnAStreamThatHasNotShownTheEnd_IsOnlyADoubt(string from)
    {
        _tracked.Saw(Some.Request(RequestState.Approved), Enum.Parse<SnapshotSource>(from));
        _tracked.Saw(Some.Request(), SnapshotSource.Stream);
        Assert.Equal(RequestState.Approved, _tracked.Request!.State);
        Assert.Equal((false, true), (_tracked.Situation.IsReopened, _tracked.Situation.MayBeReopened));
    }

    [Fact]
    public void Saw_PendingOnTheNextStream_IsOnlyADoubt()
    {
        _tracked.Saw(Some.Request(RequestState.Approved), SnapshotSource.Stream);
        _tracked.End.WatchBegan();
        _tracked.Saw(Some.Request(), SnapshotSource.Stream);
        Assert.Equal((false, true), (_tracked.Situation.IsReopened, _tracked.Situation.MayBeReopened));
        _tracked.Saw(Some.Request(RequestState.Approved), SnapshotSource.LookUp);
        Assert.False(_tracked.Situation.MayBeReopened);
    }

    /// <summary>A look-up right after our own decision may lag behind it.</summary>
    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    public void Saw_PendingByALookUp_IsReopenedOnlyAMinuteAfterTheEndWasRecorded(int seconds, bool isReopened)
    {
        var time = new ManualTime(Some.Now);
        var tracked = new TrackedRequest(Some.RequestId, time, _ => { });
        tracked.Saw(Some.Request(RequestState.Approved), SnapshotSource.Answer);
        tracked.Saw(Some.Ledger() with { Rev = 5, Decision = Some.Decision() }, Some.Now);
        time.Advance(TimeSpan.FromSeconds(seconds));
        tracked.Saw(Some.Request(), SnapshotSource.LookUp);
        Assert.Equal(isReopened, tracked.Request!.State == RequestState.Pending);
        Assert.Equal((isReopened, !isReopened), (tracked.Situation.IsReopened, tracked.Situation.MayBeReopened));
    }

    /// <summary>What another replica has written since may be a newer end, with a vote that counts.</summary>
    [Fact]
    public void Saw_ReopenedAndAnotherReplicaHasWritten_ClearsNothing()
    {
        _tracked.Saw(Some.Ledger() with { Rev = 5, Resolution = Resolution.Approved }, Some.Now);
        _tracked.Saw(Some.Request(RequestState.Approved), SnapshotSource.Stream);
        _tracked.Saw(Some.Request(), SnapshotSource.Stream);
        _tracked.Saw(Some.Ledger() with { Rev = 7, Resolution = Resolution.Denied }, Some.Now);
        Assert.False(_tracked.Situation.IsReopened);
    }

    /// <summary>Read again after a write that has nothing to do with the end, with every value in a new list.</summary>
    [Fact]
    public void Saw_TheSameEndInALaterLedger_KeepsTheTimeItWasFirstSeen()
    {
        _tracked.Saw(Decided(rev: 5), Some.Now);
        _tracked.Saw(Decided(rev: 6), Some.Now.AddSeconds(30));
        Assert.Equal(Some.Now, _tracked.Situation.EndSeen);

        static Ledger Decided(long rev) => Some.Ledger() with
        {
            Rev = rev,
            Decision = Some.Decision() with { Roles = RoleShare.Of(["dba", "prod-admin"]) },
        };
    }

    /// <summary>What a reload may try again has failed; a post without an answer may still arrive.</summary>
    [Fact]
    public void UnparkAll_PostWithoutAnAnswer_IsNotLookedForEarlier()
    {
        _tracked.Waits.Park(WaitKey.Of("#dba"), TimeSpan.FromMinutes(10));
        _tracked.Waits.ParkUnanswered(WaitKey.Of("#access"), TimeSpan.FromSeconds(3));

        Assert.True(_tracked.Waits.UnparkAll());

        Assert.Equal(
            (false, true),
            (_tracked.Situation.IsParked("#dba"), _tracked.Situation.IsParked("#access"))
        );
        Assert.False(_tracked.Waits.UnparkAll());
    }

    [Fact]
    public void Reconciled_ReopenedBeforeAnythingWasRecorded_IsSettled()
    {
        _tracked.Saw(Some.Request(RequestState.Approved), SnapshotSource.Stream);
        var version = _tracked.Version;
        _tracked.Saw(Some.Request(), SnapshotSource.Stream);
        _tracked.Reconciled(version);
        Assert.True(_tracked.Situation.IsReopened);
        _tracked.Reconciled(_tracked.Version);
        Assert.False(_tracked.Situation.IsReopened);
    }

    [Fact]
    public void Saw_AnySnapshotsThatProveNothing_NeverPendingAgain() =>
        Any.Holds(
            Any.Of(random =>
                Enumerable
                    .Range(0, 10)
                    .Select(_ => Any.Pick<RequestState>(random, Enum.GetValues<RequestState>()))
                    .ToList()
            ),
            states =>
            {
                var tracked = new TrackedRequest(Some.RequestId, new ManualTime(), _ => { });
                var wasResolved = false;
                foreach (var state in states)
                {
                    tracked.Saw(Some.Request(state));
                    Assert.True(tracked.Request!.State != RequestState.Pending || !wasResolved);
                    wasResolved |= tracked.Request.State != RequestState.Pending;
                }
            }
        );

    [Fact]
    public void Version_EverySnapshotAndRemoval_IsCounted()
    {
        _tracked.Saw(Some.Request());
        _tracked.SawRemoval();
        Assert.Equal((2, true), (_tracked.Version, _tracked.IsGone));
    }

    [Fact]
    public void Saw_LedgerUnchanged_KeepsTheTimeItWasFirstSeen()
    {
        _tracked.Saw((Ledger?)null, Some.Now);
        Assert.Equal((true, Some.Now), (_tracked.LedgerIsKnown, _tracked.LedgerSeen));
        _tracked.Saw(Some.Ledger(), Some.Now.AddSeconds(10));
        _tracked.Saw(Some.Ledger(), Some.Now.AddSeconds(20));
        Assert.Equal(Some.Now.AddSeconds(10), _tracked.LedgerSeen);
        _tracked.Saw(Some.Ledger() with { Rev = 2 }, Some.Now.AddSeconds(30));
        Assert.Equal((2, Some.Now.AddSeconds(30)), (_tracked.Rev, _tracked.LedgerSeen));
    }

    [Fact]
    public void At_EndSeenAfterTheLedger_SaysSoUntilTheLedgerIsReadAgain()
    {
        _tracked.Saw(Some.Request());
        _tracked.Saw(Some.Ledger(), Some.Now);
        Assert.False(_tracked.At(Some.Now).LedgerPrecedesEnd);
        _tracked.Saw(Some.Request(RequestState.Approved));
        Assert.True(_tracked.At(Some.Now).LedgerPrecedesEnd);
        _tracked.Saw(Some.Ledger(), Some.Now);
        _tracked.Saw(Some.Request(RequestState.Approved));
        Assert.False(_tracked.At(Some.Now).LedgerPrecedesEnd);
    }

    [Fact]
    public void Remember_UntilWritten_IsAppliedToWhateverIsRead()
    {
        _tracked.Saw(Some.Ledger(), Some.Now);
        _tracked.Remember(ledger => ledger with { ReviewsCount = ledger.ReviewsCount + 1 });
        Assert.Equal((1, true), (_tracked.Ledger?.ReviewsCount, _tracked.HasUnrecorded));
        _tracked.Saw(Some.Ledger() with { Rev = 2, ReviewsCount = 5 }, Some.Now);
        Assert.Equal(6, _tracked.Ledger?.ReviewsCount);
        _tracked.Wrote(_tracked.Ledger! with { Rev = 3 });
        Assert.Equal((6, false), (_tracked.Ledger?.ReviewsCount, _tracked.HasUnrecorded));
    }

    [Fact]
    public void At_OwnClaim_IsOursOnlyWhileItStandsInTheLedger()
    {
        var decision = Some.Decision(outcome: DecisionOutcome.Open);
        _tracked.SetClaim(new(decision, new(new(""), Some.Channel, "U0BOB0001")));
        _tracked.Saw(Some.Ledger() with { Decision = decision }, Some.Now);
        Assert.True(_tracked.At(Some.Now).DecisionIsOurs);
        _tracked.Saw(Some.Ledger() with { Rev = 2, Decision = decision with { SlackUserId = "U0OTHER01" } }, Some.Now);
        Assert.False(_tracked.At(Some.Now).DecisionIsOurs);
    }

    [Fact]
    public void At_ParkedDestination_IsParkedUntilItsTime()
    {
        _tracked.Waits.Park(WaitKey.Of(Some.Recipient), TimeSpan.FromSeconds(5));
        Assert.True(_tracked.At(Some.Now).IsParked(Some.Posted()));
        Assert.False(_tracked.At(Some.Now.AddSeconds(5)).IsParked(Some.Posted()));
        _tracked.Waits.Unpark(WaitKey.Of(Some.Recipient));
        Assert.False(_tracked.At(Some.Now).IsParked(Some.Posted()));
    }
}
