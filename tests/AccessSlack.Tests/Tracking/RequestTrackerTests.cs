using System.Runtime.CompilerServices;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;

namespace AccessSlack.Tests.Tracking;

public class RequestTrackerTests
{
    private readonly RequestTracker _book = new(_ => { });

    private TrackedRequest Tracked => _book.Find(Some.RequestId)!;

    [Fact]
    public void Listed_AfterInit_IsKnown()
    {
        _book.StartList();
        Assert.True(_book.Listed(Some.Request()));
        Assert.Equal(RequestState.Pending, Tracked.Request?.State);
    }

    [Fact]
    public void Listed_AfterTheStreamNamedIt_LosesToTheStream()
    {
        _book.StartList();
        _book.Changed(Some.Request() with { Reason = "from the stream" });
        Assert.False(_book.Listed(Some.Request()));
        Assert.Equal("from the stream", Tracked.Request?.Reason);
    }

    [Fact]
    public void Listed_AfterItsRemoval_StaysGone()
    {
        _book.StartList();
        _book.Removed(Some.RequestId);
        Assert.False(_book.Listed(Some.Request()));
        Assert.True(Tracked.IsGone);
    }

    [Fact]
    public void Listed_RemovedAndForgotten_DoesNotComeBack()
    {
        _book.StartList();
        _book.Removed(Some.RequestId);
        Assert.True(_book.Forget(Tracked, Tracked.Version));
        Assert.False(_book.Listed(Some.Request()));
        Assert.Equal(0, _book.Count);
    }

    [Fact]
    public void Listed_OfAnEndedList_IsNotTaken()
    {
        Assert.False(_book.Listed(Some.Request()));
        _book.StartList();
        _book.EndList();
        Assert.False(_book.Listed(Some.Request()));
    }

    [Fact]
    public void StartList_AfterAReconnect_ForgetsWhatTheOldStreamNamed()
    {
        _book.StartList();
        _book.Changed(Some.Request());
        _book.StartList();
        Assert.True(_book.Listed(Some.Request(RequestState.Denied)));
        Assert.Equal(RequestState.Denied, Tracked.Request?.State);
    }

    [Fact]
    public void LookedUp_NoSuchRequest_IsGoneForGood()
    {
        _book.Changed(Some.Request());
        _book.LookedUp(Some.RequestId, null);
        Assert.True(Tracked.IsGone);
        _book.LookedUp(Some.RequestId, Some.Request());
        Assert.True(Tracked.IsGone);
    }

    [Fact]
    public void Forget_NewerSnapshotCameIn_KeepsIt()
    {
        _book.Changed(Some.Request());
        var (tracked, version) = (Tracked, Tracked.Version);
        _book.Changed(Some.Request(RequestState.Approved));
        Assert.False(_book.Forget(tracked, version));
        Assert.Same(tracked, Tracked);
        Assert.True(_book.Forget(tracked, tracked.Version));
        Assert.Null(_book.Find(Some.RequestId));
    }

    [Fact]
    public void FindOrAdd_Twice_IsTheSame() =>
        Assert.Same(_book.FindOrAdd(Some.RequestId), _book.FindOrAdd(Some.RequestId));

    [Fact]
    public void Listed_SettledAndUnchanged_IsNotLookedAtAgain()
    {
        Settle(RequestState.Approved);
        for (var list = 0; list < 3; list++)
        {
            _book.StartList();
            Assert.False(_book.Listed(Some.Request(RequestState.Approved)));
            _book.EndList();
        }

        Assert.Equal(0, _book.Count);
    }

    [Fact]
    public void Listed_SettledAndListedByTheListThatFollowsAFailedOne_IsNotLookedAtAgain()
    {
        Settle(RequestState.Approved);
        _book.StartList();
        _book.Listed(Some.Request(RequestState.Approved));
        _book.StartList(); // the first one broke off
        Assert.False(_book.Listed(Some.Request(RequestState.Approved)));
    }

    [Fact]
    public void Listed_SettledAndResolvedDifferentlySince_IsLookedAt()
    {
        Settle(RequestState.Approved);
        _book.StartList();
        Assert.True(_book.Listed(Some.Request(RequestState.Denied)));
    }

    [Fact]
    public void Listed_NotNamedByTheListBefore_IsLookedAtAgain()
    {
        Settle(RequestState.Approved);
        _book.StartList();
        _book.EndList();
        _book.StartList();
        Assert.True(_book.Listed(Some.Request(RequestState.Approved)));
    }

    [Fact]
    public void Removed_Settled_ChangesNothing()
    {
        Settle(RequestState.Approved);
        Assert.False(_book.Removed(Some.RequestId));
        Assert.Equal(0, _book.Count);
        Assert.True(_book.Removed(Some.RequestId)); // nothing is known of it any more
    }

    [Fact]
    public void Listed_WithItsLedger_IsKnownOnlyWhenItWasNotTracked()
    {
        var known = new KnownLedger(new Ledger { Rev = 7, Facts = new() { User = "alice" } }, DateTimeOffset.UnixEpoch);
        _book.StartList();
        Assert.True(_book.Listed(Some.Request(), known));
        Assert.Equal(7, Tracked.Rev);
        Assert.True(_book.Listed(Some.Request(), known with { Ledger = null }));
        Assert.Equal(7, Tracked.Rev);
    }

    [Fact]
    public void EndList_TrackedAndNotNamed_IsMissing()
    {
        _book.Changed(Some.Request());
        _book.StartList();
        Assert.Equal([Some.RequestId], _book.EndList());
        _book.StartList();
        _book.Listed(Some.Request());
        Assert.Empty(_book.EndList());
        _book.StartList();
        _book.Changed(Some.Request());
        Assert.Empty(_book.EndList());
    }

    [Fact]
    public void Recall_NotListed_IsMissingUnlessTheStreamNamedIt()
    {
        var ledger = new KnownLedger(
            new Ledger
            {
                Rev = 1,
                Facts = new() { User = "alice" },
            },
            DateTimeOffset.UnixEpoch
        );
        _book.StartList();
        Assert.True(_book.Recall("a", ledger));
        _book.Removed("b");
        _book.Forget(_book.Find("b")!, _book.Find("b")!.Version);
        Assert.False(_book.Recall("b", ledger));
        Assert.Equal(["a"], _book.EndList());
    }

    /// <summary>What a hundred thousand requests in a week would add up to.</summary>
    [Fact]
    public void Forget_Resolved_KeepsNoObjectOfIt()
    {
        var traces = Enumerable.Range(0, 100).Select(number => Live($"request-{number}")).ToList();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.DoesNotContain(traces, trace => trace.TryGetTarget(out _));
        Assert.Equal(0, _book.Count);
    }

    /// <summary>In a method of its own, whose locals are gone when it returns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference<TrackedRequest> Live(string id)
    {
        _book.Changed(Some.Request() with { Id = id });
        _book.Changed(Some.Request(RequestState.Approved) with { Id = id });
        var tracked = _book.Find(id)!;
        Assert.True(_book.Forget(tracked, tracked.Version));
        return new(tracked);
    }

    private void Settle(RequestState state)
    {
        _book.Changed(Some.Request(state));
        Assert.True(_book.Forget(Tracked, Tracked.Version));
    }
}
