using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;

namespace AccessSlack.Tests.Reconciliation;

public sealed class RequestListingTests : IDisposable
{
    private static readonly AccessRequest Pending = Some.Request();
    private static readonly AccessRequest Approved = Some.Request(RequestState.Approved);

    private readonly StepScene _scene = new();
    private readonly RequestListing _listing;

    public RequestListingTests()
    {
        _listing = _scene.Get<RequestListing>();
        _listing.Start();
    }

    private TrackedRequest? Tracked => _scene.Get<RequestTracker>().Find(Some.RequestId);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Take_PendingWithItsLedger_IsTrackedAndItsLedgerNeedsNoReading()
    {
        _scene.PluginData.Ledger = Some.Ledger();

        Assert.True(_listing.Take(Pending, await AllAsync()));

        Assert.True(Tracked!.LedgerIsKnown);
        Assert.Equal(1, Tracked.Rev);
    }

    [Fact]
    public void Take_LedgersCouldNotBeReadInOneCall_IsTrackedAndItsLedgerIsNotKnown()
    {
        Assert.True(_listing.Take(Pending, ledgers: null));

        Assert.False(Tracked!.LedgerIsKnown);
    }

    [Fact]
    public async Task Take_ResolvedAndEverythingSaysSo_IsNotTrackedNowOrAtTheNextList()
    {
        _scene.PluginData.Ledger = _scene.Shown(Approved);

        Assert.False(_listing.Take(Approved, await AllAsync()));
        _listing.End();
        _listing.Start();
        Assert.False(_listing.Take(Approved, ledgers: null));

        Assert.Null(Tracked);
    }

    [Fact]
    public async Task Take_SettledAndThenResolvedInAnotherWay_IsTracked()
    {
        _scene.PluginData.Ledger = _scene.Shown(Approved);
        _listing.Take(Approved, await AllAsync());
        _listing.End();
        _listing.Start();

        Assert.True(_listing.Take(Some.Request(RequestState.Denied), ledgers: null));
    }

    [Fact]
    public async Task Take_ResolvedAndItsMessageDoesNotSaySo_IsTracked()
    {
        _scene.PluginData.Ledger = _scene.Shown(Pending);

        Assert.True(_listing.Take(Approved, await AllAsync()));

        Assert.NotNull(Tracked);
    }

    [Fact]
    public async Task Take_ResolvedAndNeverAnnounced_IsNotTracked()
    {
        Assert.False(_listing.Take(Approved, await AllAsync()));

        Assert.Null(Tracked);
    }

    [Fact]
    public void Take_TheStreamNamedItSinceTheStart_TheListIsOlder()
    {
        _scene.Get<RequestTracker>().Changed(Approved);

        Assert.False(_listing.Take(Pending, ledgers: null));

        Assert.Equal(Approved, Tracked!.Request);
    }

    [Fact]
    public void End_TrackedAndNeitherListedNorStreamed_IsMissing()
    {
        _listing.Take(Pending, ledgers: null);
        _listing.End();
        _listing.Start();

        Assert.Equal([Some.RequestId], _listing.End());
    }

    [Fact]
    public async Task Recall_LedgerOfAVanishedRequestWhoseMessageIsOpen_IsTrackedAndMissing()
    {
        _scene.PluginData.Ledger = _scene.Shown(Pending);

        _listing.Recall(await AllAsync());

        Assert.Equal(1, Tracked!.Rev);
        Assert.True(_listing.IsOpen(Some.RequestId));
        Assert.Equal([Some.RequestId], _listing.End());
    }

    [Fact]
    public async Task Recall_MessageSaysThatItIsGone_IsNotTracked()
    {
        _scene.PluginData.Ledger = _scene.Shown(request: null);

        _listing.Recall(await AllAsync());

        Assert.Null(Tracked);
    }

    [Fact]
    public async Task Recall_GoPluginShowedTheEnd_IsNotTracked()
    {
        _scene.PluginData.PutRaw(
            Some.RequestId,
            new()
            {
                ["user"] = "alice",
                ["messages"] = $"{Some.Channel}/{Some.Ts}",
                ["resolution"] = "APPROVED",
            }
        );

        _listing.Recall(await AllAsync());

        Assert.Null(Tracked);
    }

    [Fact]
    public async Task Recall_RequestWasListed_LeavesItAlone()
    {
        _scene.PluginData.Ledger = _scene.Shown(Pending);
        var all = await AllAsync();
        _listing.Take(Pending, all);

        _listing.Recall(all);

        Assert.Empty(_listing.End());
    }

    [Theory]
    [InlineData("Pending", true)]
    [InlineData("Approved", false)]
    public void IsOpen_TrackedRequest_FollowsItsState(string state, bool isOpen)
    {
        _listing.Take(Some.Request(Enum.Parse<RequestState>(state)), ledgers: null);

        Assert.Equal(isOpen, _listing.IsOpen(Some.RequestId));
        Assert.False(_listing.IsOpen("another"));
    }

    [Fact]
    public void LookedUp_NoSuchRequest_IsGone()
    {
        _listing.Take(Pending, ledgers: null);

        _listing.LookedUp(Some.RequestId, request: null);

        Assert.True(Tracked!.IsGone);
    }

    private async Task<LedgerSnapshot> AllAsync() => (await _scene.Get<LedgerStore>().ReadAllAsync(default))!;
}
