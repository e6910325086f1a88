using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Tracking;

/// <summary>Teleport is a strict mock: unless a test sets it up, asking for proof fails the test.</summary>
public sealed class RequestLookupTests : IDisposable
{
    private const int LostEvent = 4600;

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
        VisibilityIs(Task.FromException(DecisionScene.Failed(TeleportFailure.NothingShown)));

        Assert.Equal(TeleportFailure.NothingShown, await FailureAsync(tracked));

        Assert.False(tracked.IsGone);
        Assert.Equal(RequestState.Pending, tracked.Existing?.State);
        Assert.Equal(0, _scene.Log.Count(LostEvent));
    }

    /// <summary>The live watch has shown it and not told of its removal: so it is there.</summary>
    [Fact]
    public async Task RefreshAsync_AbsentAlthoughTheWatchShowsIt_ProvesThatWeMayNotSeeIt()
    {
        _scene.Readiness.Watching(true);
        var tracker = _scene.Get<RequestTracker>();
        tracker.WatchBegan();
        tracker.Changed(Some.Request());
        _scene.TeleportFinds(null);
        VisibilityIs(Task.FromException(DecisionScene.Failed(TeleportFailure.NothingShown)));

        Assert.Equal(TeleportFailure.Hidden, await FailureAsync(tracker.Find(Some.RequestId)!));
        Assert.Equal(TeleportFailure.Hidden, await FailureAsync(tracker.Find(Some.RequestId)!));

        Assert.Contains("verbs: [list, read, update]", (string?)_scene.Log.Single(LostEvent).Fields["Role"]);
        Assert.Contains("does not list access requests", _scene.Readiness.Status, StringComparison.Ordinal);
    }

    /// <summary>While there was no watch, it may have been removed.</summary>
    [Fact]
    public async Task RefreshAsync_AbsentAndShownByAnEarlierWatch_ProvesNothing()
    {
        var tracker = _scene.Get<RequestTracker>();
        tracker.WatchBegan();
        tracker.Changed(Some.Request());
        tracker.WatchEnded();
        _scene.TeleportFinds(null);
        VisibilityIs(Task.FromException(DecisionScene.Failed(TeleportFailure.NothingShown)));

        Assert.Equal(TeleportFailure.NothingShown, await FailureAsync(tracker.Find(Some.RequestId)!));
        tracker.WatchBegan();
        Assert.Equal(TeleportFailure.NothingShown, await FailureAsync(tracker.Find(Some.RequestId)!));
    }

    /// <summary>The watch tells of the removal while we ask.</summary>
    [Fact]
    public async Task RefreshAsync_RemovedMeanwhile_IsGone()
    {
        var tracker = _scene.Get<RequestTracker>();
        tracker.WatchBegan();
        tracker.Changed(Some.Request());
        _scene.TeleportFinds(null);
        _scene.Teleport
            .Setup(teleport => teleport.VerifyVisibilityAsync(default))
            .Callback(() => tracker.Removed(Some.RequestId))
            .ThrowsAsync(DecisionScene.Failed(TeleportFailure.NothingShown));

        await Lookup.RefreshAsync(tracker.Find(Some.RequestId)!, default);

        Assert.True(tracker.Find(Some.RequestId)!.IsGone);
        Assert.Equal(0, _scene.Log.Count(LostEvent));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RefreshAsync_WatchOrLookUpNotPermitted_IsProofToo(bool isLookUp)
    {
        var tracked = _scene.Track();
        _scene.TeleportFinds(null);
        var refused = DecisionScene.Failed(TeleportFailure.NotPermitted);
        if (isLookUp)
            _scene.Teleport.Setup(teleport => teleport.FindAsync(Some.RequestId, default)).ThrowsAsync(refused);
        VisibilityIs(Task.FromException(refused));

        Assert.Equal(TeleportFailure.Hidden, await FailureAsync(tracked));

        Assert.Equal(1, _scene.Log.Count(LostEvent));
    }

    [Fact]
    public async Task RefreshAsync_FoundAgain_IsSaidAndReadyAgain()
    {
        _scene.Readiness.Watching(true);
        _scene.Get<RequestVisibility>().Lost(Some.RequestId, "some detail");
        _scene.TeleportFinds(Some.Request());

        await Lookup.RefreshAsync(_scene.Track(), default);

        Assert.DoesNotContain("does not list", _scene.Readiness.Status, StringComparison.Ordinal);
        Assert.False(_scene.Get<RequestVisibility>().WhenLost.IsCompleted);
    }

    /// <summary>
    /// Of a request that this process has never seen, the ledger tells when it expired, or how it ended.
    /// </summary>
    [Theory]
    [InlineData(null, 60)]
    [InlineData(nameof(Resolution.Denied), 0)]
    public async Task RefreshAsync_OverByItsLedger_NeedsNoProof(string? resolution, int minutes)
    {
        var tracked = _scene.Get<RequestTracker>().FindOrAdd(Some.RequestId);
        tracked.Saw(Some.Ledger() with { Resolution = EnumName.Parse<Resolution>(resolution) });
        _scene.TeleportFinds(null);
        _scene.Time.Advance(TimeSpan.FromMinutes(minutes));

        await Lookup.RefreshAsync(tracked, default);

        Assert.True(tracked.IsGone);
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

    private async Task<TeleportFailure> FailureAsync(TrackedRequest tracked) =>
        (await Assert.ThrowsAsync<TeleportException>(() => Lookup.RefreshAsync(tracked, default))).Failure;

    private void VisibilityIs(Task result) =>
        _scene.Teleport.Setup(teleport => teleport.VerifyVisibilityAsync(default)).Returns(result);
}
