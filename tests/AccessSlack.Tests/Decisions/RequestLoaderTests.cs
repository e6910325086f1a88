using AccessSlack.Decisions;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Decisions;

public sealed class RequestLoaderTests : IDisposable
{
    private readonly DecisionScene _scene = new();

    private RequestLoader Loader => _scene.Get<RequestLoader>();

    public void Dispose() => _scene.Dispose();

    /// <summary>Teleport is a strict mock.</summary>
    [Fact]
    public async Task KnowAsync_RequestAndMessageKnown_AsksNothing()
    {
        var tracked = _scene.Track();

        await KnowAsync(tracked);

        Assert.Equal(Some.Request().User, tracked.Request!.User);
    }

    [Fact]
    public async Task KnowAsync_NothingKnown_ReadsRequestAndLedger()
    {
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportReads(Some.Ledger());
        var tracked = Loader.Track(Some.Click());

        await KnowAsync(tracked);

        Assert.Equal(RequestState.Pending, tracked.Request?.State);
        Assert.NotNull(tracked.Ledger?.MessageAt(Some.Channel, Some.Ts));
        Assert.False(tracked.HasUnrecorded);
    }

    /// <summary>Another replica posted it: its record is in Teleport, and not known here.</summary>
    [Fact]
    public async Task KnowAsync_MessageNotKnown_ReadsAgain()
    {
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportReads(Some.Ledger() with { Rev = 2 });
        var tracked = _scene.Track(ledger: Some.Ledger(Some.Posted(channel: "C0OTHER001")));

        await KnowAsync(tracked);

        Assert.Equal(2, tracked.Rev);
        Assert.NotNull(tracked.Ledger?.MessageAt(Some.Channel, Some.Ts));
    }

    [Fact]
    public async Task KnowAsync_MessageRecordedNowhere_IsAdopted()
    {
        _scene.TeleportFinds(Some.Request());
        _scene.TeleportReads(Some.Ledger(new Delivery.Claimed([Some.Channel], Some.Channel)));
        var tracked = Loader.Track(Some.Click());

        await KnowAsync(tracked);

        Assert.True(tracked.Ledger!.MessageAt(Some.Channel, Some.Ts)!.IsFor(Some.Channel));
        Assert.True(tracked.HasUnrecorded);
    }

    [Fact]
    public async Task KnowAsync_RequestGone_LooksForNoRequester()
    {
        MayReadUsers();
        _scene.TeleportFinds(null);
        _scene.TeleportReads(null);
        _scene.Teleport.Setup(teleport => teleport.VerifyVisibilityAsync(default)).Returns(Task.CompletedTask);
        var tracked = Loader.Track(Some.Click());

        await KnowAsync(tracked);

        Assert.True(tracked.IsGone);
        Assert.Empty(tracked.OwnAccounts!.Value.AsEnumerable());
    }

    [Fact]
    public async Task LoadRequesterAsync_EveryDecision_AsksForTheRequestersAccounts()
    {
        MayReadUsers();
        var tracked = _scene.Track();
        foreach (var account in (string[])["U0ALICE001", "U0ALICE002"])
        {
            _scene.Teleport
                .Setup(teleport => teleport.FindSlackIdsAsync("alice", "slack_uid", default))
                .ReturnsAsync([account]);
            await Loader.LoadRequesterAsync(tracked, default);
            Assert.Equal([account], tracked.OwnAccounts!.Value.AsEnumerable());
        }
    }

    [Fact]
    public async Task KnowAsync_TeleportDoesNotAnswer_FailsAndKnowsNothing()
    {
        _scene.Teleport
            .Setup(teleport => teleport.FindAsync(Some.RequestId, default))
            .ThrowsAsync(DecisionScene.Failed(TeleportFailure.Unreachable));
        _scene.TeleportReads(Some.Ledger());
        var tracked = Loader.Track(Some.Click());

        await Assert.ThrowsAsync<TeleportException>(() => KnowAsync(tracked));

        Assert.Null(tracked.Request);
    }

    private void MayReadUsers() => _scene.Use(Some.Policy(), DecisionScene.Facts with { MayReadUsers = true });

    private Task<bool> KnowAsync(TrackedRequest tracked) => Loader.KnowAsync(tracked, Some.Click(), default);
}
