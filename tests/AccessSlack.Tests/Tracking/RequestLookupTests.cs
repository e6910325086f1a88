using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Tracking;

/// <summary>Teleport is a strict mock: unless a test sets it up, asking for proof fails the test.</summary>
public sealed class RequestLookupTests : IDisposable
{
    private readonly DecisionScene _scene = new();

    private RequestLookup Lookup => _scene.Get<RequestLookup>();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task RefreshAsync_Found_IsTakenOver()
    {
        var tracked = _scene.Track();
        _scene.TeleportFinds(Some.Request(RequestState.Denied));

        await Lookup.RefreshAsync(tracked, default);

        Assert.Equal(RequestState.Denied, tracked.Existing?.State);
    }

    [Fact]
    public async Task RefreshAsync_AbsentAndEverythingIsVisible_IsGone()
    {
        var tracked = _scene.Track();
        _scene.TeleportFinds(null);
        VisibilityIs(Task.CompletedTask);

        await Lookup.RefreshAsync(tracked, default);

        Assert.True(tracked.IsGone);
    }

    /// <summary>A role that lost its rights is shown nothing, without an error: that proves no removal.</summary>
    [Fact]
    public async Task RefreshAsync_AbsentAndWeMaySeeNothing_ProvesNothing()
    {
        var tracked = _scene.Track();
        _scene.TeleportFinds(null);
        VisibilityIs(Task.FromException(DecisionScene.Failed(TeleportFailure.NotPermitted)));

        await Assert.ThrowsAsync<TeleportException>(() => Lookup.RefreshAsync(tracked, default));

        Assert.False(tracked.IsGone);
        Assert.Equal(RequestState.Pending, tracked.Existing?.State);
    }

    [Fact]
    public async Task RefreshAsync_AbsentAfterItsExpiry_NeedsNoProof()
    {
        var tracked = _scene.Track();
        _scene.TeleportFinds(null);
        _scene.Time.Advance(TimeSpan.FromHours(1));

        await Lookup.RefreshAsync(tracked, default);

        Assert.True(tracked.IsGone);
    }

    [Fact]
    public async Task RefreshAsync_AbsentJustBeforeItsExpiry_NeedsProof()
    {
        var tracked = _scene.Track();
        _scene.TeleportFinds(null);
        VisibilityIs(Task.CompletedTask);
        _scene.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));

        await Lookup.RefreshAsync(tracked, default);

        _scene.Teleport.Verify(teleport => teleport.VerifyVisibilityAsync(default), Times.Once);
    }

    [Fact]
    public async Task RefreshAsync_NeverSeenAndAbsent_NeedsProof()
    {
        _scene.TeleportFinds(null);
        VisibilityIs(Task.CompletedTask);

        await Lookup.RefreshAsync(_scene.Get<RequestTracker>().FindOrAdd(Some.RequestId), default);

        _scene.Teleport.Verify(teleport => teleport.VerifyVisibilityAsync(default), Times.Once);
    }

    [Fact]
    public async Task RefreshAsync_KnownToBeGone_NeedsNoProofAgain()
    {
        var tracked = _scene.Track();
        tracked.SawRemoval();
        _scene.TeleportFinds(null);

        await Lookup.RefreshAsync(tracked, default);

        Assert.True(tracked.IsGone);
    }

    [Fact]
    public async Task RefreshReportedGoneAsync_Absent_NeedsNoProof()
    {
        var tracked = _scene.Track();
        _scene.TeleportFinds(null);

        await Lookup.RefreshReportedGoneAsync(tracked, default);

        Assert.True(tracked.IsGone);
    }

    [Fact]
    public async Task RefreshReportedGoneAsync_FoundAfterAll_IsKept()
    {
        var tracked = _scene.Track();
        _scene.TeleportFinds(Some.Request());

        await Lookup.RefreshReportedGoneAsync(tracked, default);

        Assert.False(tracked.IsGone);
    }

    /// <summary>The other work sees the request as it was when it began.</summary>
    [Fact]
    public async Task RefreshBesideAsync_BothSucceed_TakesOverTheLookUpWhenBothAreDone()
    {
        var tracked = _scene.Track();
        _scene.TeleportFinds(Some.Request(RequestState.Denied));
        var work = new TaskCompletionSource<string>();

        var both = Lookup.RefreshBesideAsync(tracked, () => work.Task, default);
        Assert.Equal(RequestState.Pending, tracked.Request?.State);
        work.SetResult("done");

        Assert.Equal("done", await both);
        Assert.Equal(RequestState.Denied, tracked.Request?.State);
    }

    [Fact]
    public async Task RefreshBesideAsync_OtherWorkFails_TakesOverNothing()
    {
        var tracked = _scene.Track();
        _scene.TeleportFinds(Some.Request(RequestState.Denied));
        var failure = DecisionScene.Failed(TeleportFailure.Busy);

        var thrown = await Assert.ThrowsAsync<TeleportException>(() =>
            Lookup.RefreshBesideAsync(tracked, () => Task.FromException<bool>(failure), default)
        );

        Assert.Same(failure, thrown);
        Assert.Equal(RequestState.Pending, tracked.Request?.State);
    }

    private void VisibilityIs(Task result) =>
        _scene.Teleport.Setup(teleport => teleport.VerifyVisibilityAsync(default)).Returns(result);
}
