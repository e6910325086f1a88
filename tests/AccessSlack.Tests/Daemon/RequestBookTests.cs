using AccessSlack.Daemon;
using AccessSlack.Requests;
using AccessSlack.Tests.Requests;

namespace AccessSlack.Tests.Daemon;

public class RequestBookTests
{
    private readonly RequestBook _book = new();

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
    public void FindOrAdd_Twice_IsTheSame() => Assert.Same(_book.FindOrAdd(Some.RequestId), _book.FindOrAdd(Some.RequestId));
}
