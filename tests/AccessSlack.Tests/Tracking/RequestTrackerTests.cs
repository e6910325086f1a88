using System.Runtime.CompilerServices;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Testing;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;

namespace AccessSlack.Tests.Tracking;

public class RequestTrackerTests
{
    private readonly RequestTracker _tracker = new(new ManualTime(), _ => { });

    private TrackedRequest Tracked => _tracker.Find(Some.RequestId)!;

    [Fact]
    public void Listed_AfterInit_IsKnown()
    {
        _tracker.StartList();
        Assert.True(_tracker.Listed(Some.Request()));
        Assert.Equal(RequestState.Pending, Tracked.Request?.State);
    }

    [Fact]
    public void Listed_AfterTheStreamNamedIt_LosesToTheStream()
    {
        _tracker.StartList();
        _tracker.Changed(Some.Request() with { Reason = "from the stream" });
        Assert.False(_tracker.Listed(Some.Request()));
        Assert.Equal("from the stream", Tracked.Request?.Reason);
    }

    [Fact]
    public void Listed_AfterItsRemoval_StaysGone()
    {
        _tracker.StartList();
        _tracker.Removed(Some.RequestId);
        Assert.False(_tracker.Listed(Some.Request()));
        Assert.True(Tracked.IsGone);
    }

    [Fact]
    public void Listed_RemovedAndForgotten_DoesNotComeBack()
    {
        _tracker.StartList();
        _tracker.Removed(Some.RequestId);
        Assert.True(_tracker.Forget(Tracked, Tracked.Version));
        Assert.False(_tracker.Listed(Some.Request()));
        Assert.Equal(0, _tracker.Count);
    }

    [Fact]
    public void Listed_OfAnEndedList_IsNotTaken()
    {
        Assert.False(_tracker.Listed(Some.Request()));
        _tracker.StartList();
        _tracker.EndList();
        Assert.False(_tracker.Listed(Some.Request()));
    }

    [Fact]
    public void StartList_AfterAReconnect_ForgetsWhatTheOldStreamNamed()
    {
        _tracker.StartList();
        _tracker.Changed(Some.Request());
        _tracker.StartList();
        Assert.True(_tracker.Listed(Some.Request(RequestState.Denied)));
        Assert.Equal(RequestState.Denied, Tracked.Request?.State);
    }

    [Fact]
    public void LookedUp_NoSuchRequest_IsGoneForGood()
    {
        _tracker.Changed(Some.Request());
        _tracker.LookedUp(Some.RequestId, null);
        Assert.True(Tracked.IsGone);
        _tracker.LookedUp(Some.RequestId, Some.Request());
        Assert.True(Tracked.IsGone);
    }

    [Fact]
    public void Forget_NewerSnapshotCameIn_KeepsIt()
    {
        _tracker.Changed(Some.Request());
        var (tracked, version) = (Tracked, Tracked.Version);
        _tracker.Changed(Some.Request(RequestState.Approved));
        Assert.False(_tracker.Forget(tracked, version));
        Assert.Same(tracked, Tracked);
        Assert.True(_tracker.Forget(tracked, tracked.Version));
        Assert.Null(_tracker.Find(Some.RequestId));
    }

    [Fact]
    public void FindOrAdd_Twice_IsTheSame() =>
        Assert.Same(_tracker.FindOrAdd(Some.RequestId), _tracker.FindOrAdd(Some.RequestId));

    [Fact]
    public void Listed_SettledAndUnchanged_IsNotLookedAtAgain()
    {
        Settle(RequestState.Approved);
        for (var list = 0; list < 3; list++)
        {
            _tracker.StartList();
            Assert.False(_tracker.Listed(Some.Request(RequestState.Approved)));
            _tracker.EndList();
        }

        Assert.Equal(0, _tracker.Count);
    }

    [Fact]
    public void Listed_SettledAndListedByTheListThatFollowsAFailedOne_IsNotLookedAtAgain()
    {
        Settle(RequestState.Approved);
        _tracker.StartList();
        _tracker.Listed(Some.Request(RequestState.Approved));
        _tracker.StartList(); // the first one broke off
        Assert.False(_tracker.Listed(Some.Request(RequestState.Approved)));
    }

    [Fact]
    public void Listed_SettledAndResolvedDifferentlySince_IsLookedAt()
    {
        Settle(RequestState.Approved);
        _tracker.StartList();
        Assert.True(_tracker.Listed(Some.Request(RequestState.Denied)));
    }

    [Fact]
    public void Listed_NotNamedByTheListBefore_IsLookedAtAgain()
    {
        Settle(RequestState.Approved);
        _tracker.StartList();
        _tracker.EndList();
        _tracker.StartList();
        Assert.True(_tracker.Listed(Some.Request(RequestState.Approved)));
    }

    [Fact]
    public void Removed_Settled_ChangesNothing()
    {
        Settle(RequestState.Approved);
        Assert.False(_tracker.Removed(Some.RequestId));
        Assert.Equal(0, _tracker.Count);
        Assert.True(_tracker.Removed(Some.RequestId)); // nothing is known of it any more
    }

    [Theory]
    [InlineData(7, false, true)]
    [InlineData(8, false, false)] // another replica has written since
    [InlineData(7, true, false)] // another watch, which may lag behind the one before
    public void Changed_SettledAndPendingOnTheSameStream_IsReopened(long rev, bool isNewWatch, bool isReopened)
    {
        _tracker.Changed(Some.Request(RequestState.Approved));
        Tracked.Saw(EndedAt(7), DateTimeOffset.UnixEpoch);
        Assert.True(_tracker.Forget(Tracked, Tracked.Version));
        if (isNewWatch)
        {
            _tracker.StartList();
            _tracker.Listed(Some.Request(RequestState.Approved));
            _tracker.EndList();
        }

        _tracker.Changed(Some.Request());
        Tracked.Saw(EndedAt(rev), DateTimeOffset.UnixEpoch);

        Assert.Equal(isReopened, Tracked.Situation.IsReopened);
    }

    private static Ledger EndedAt(long rev) =>
        new() { Rev = rev, Facts = new() { User = "alice" }, Resolution = Resolution.Approved };

    [Fact]
    public void Listed_WithItsLedger_IsKnownOnlyWhenItWasNotTracked()
    {
        var known = new KnownLedger(EntryOf(rev: 7), DateTimeOffset.UnixEpoch);
        _tracker.StartList();
        Assert.True(_tracker.Listed(Some.Request(), known));
        Assert.Equal(7, Tracked.Rev);
        Assert.True(_tracker.Listed(Some.Request(), known with { Entry = null }));
        Assert.Equal(7, Tracked.Rev);
    }

    [Fact]
    public void EndList_TrackedAndNotNamed_IsMissing()
    {
        _tracker.Changed(Some.Request());
        _tracker.StartList();
        Assert.Equal([Some.RequestId], _tracker.EndList());
        _tracker.StartList();
        _tracker.Listed(Some.Request());
        Assert.Empty(_tracker.EndList());
        _tracker.StartList();
        _tracker.Changed(Some.Request());
        Assert.Empty(_tracker.EndList());
    }

    [Fact]
    public void Recall_NotListed_IsMissingUnlessTheStreamNamedIt()
    {
        var ledger = new KnownLedger(EntryOf(rev: 1), DateTimeOffset.UnixEpoch);
        _tracker.StartList();
        Assert.True(_tracker.Recall("a", ledger));
        _tracker.Removed("b");
        _tracker.Forget(_tracker.Find("b")!, _tracker.Find("b")!.Version);
        Assert.False(_tracker.Recall("b", ledger));
        Assert.Equal(["a"], _tracker.EndList());
    }

    private static LedgerEntry EntryOf(long rev) =>
        new(EntryOrigin.Ours, $"{rev}", new() { Rev = rev, Facts = new() { User = "alice" } });

    /// <summary>What a hundred thousand requests in a week would add up to.</summary>
    [Fact]
    public void Forget_Resolved_KeepsNoObjectOfIt()
    {
        var traces = Enumerable.Range(0, 100).Select(number => Live($"request-{number}")).ToList();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.DoesNotContain(traces, trace => trace.TryGetTarget(out _));
        Assert.Equal(0, _tracker.Count);
    }

    /// <summary>In a method of its own, whose locals are gone when it returns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference<TrackedRequest> Live(string id)
    {
        _tracker.Changed(Some.Request() with { Id = id });
        _tracker.Changed(Some.Request(RequestState.Approved) with { Id = id });
        var tracked = _tracker.Find(id)!;
        Assert.True(_tracker.Forget(tracked, tracked.Version));
        return new(tracked);
    }

    private void Settle(RequestState state)
    {
        _tracker.Changed(Some.Request(state));
        Assert.True(_tracker.Forget(Tracked, Tracked.Version));
    }
}
