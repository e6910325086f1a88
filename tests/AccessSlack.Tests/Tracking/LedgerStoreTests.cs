using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Tracking;

public sealed class LedgerStoreTests : IDisposable
{
    private const int MostRaces = 8;
    private const int RefusedEvent = 4000;

    private readonly DecisionScene _scene = new();

    private LedgerStore Store => _scene.Get<LedgerStore>();

    private TrackedRequest Unread => _scene.Get<RequestTracker>().FindOrAdd(Some.RequestId);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task ReadAsync_NoEntry_IsKnownToBeAbsent()
    {
        _scene.TeleportReads(null);

        await Store.ReadAsync(Unread, default);

        Assert.Equal((true, null), (Unread.LedgerIsKnown, Unread.Ledger));
    }

    [Fact]
    public async Task ReadAsync_SealedVotesAndDecision_AreKept()
    {
        _scene.TeleportReads(Voted(Some.Vote(), Some.Decision()));

        await Store.ReadAsync(Unread, default);

        Assert.Single(Unread.Ledger!.Votes);
        Assert.NotNull(Unread.Ledger.Decision);
        Assert.Empty(_scene.Log.Entries);
    }

    /// <summary>Every plugin that may write plugin data could plant something.</summary>
    [Theory]
    [InlineData("v1", "alice")]
    [InlineData("rev", "8")]
    [InlineData("seal", "no seal")]
    [InlineData("seal", "")]
    public async Task ReadAsync_AnythingUnderTheSealIsChanged_NothingInItCounts(string key, string value)
    {
        var entry = Codec.Write(Voted(Some.Vote(), Some.Decision()));
        entry[key] = key == "v1" ? entry[key].Replace("bob", value, StringComparison.Ordinal) : value;
        TeleportReads(entry);

        await Store.ReadAsync(Unread, default);

        Assert.Equal((null, EntryFault.Unsealed), (Unread.Ledger, Unread.Entry.Rejected?.Fault));
        Assert.Empty(Unread.Entry.Rejected!.Entry!.Ledger.Votes);
        Assert.Null(Unread.Entry.Rejected.Entry.Ledger.Decision);
    }

    [Fact]
    public async Task ReadAsync_GoKeysBesideASealedDocument_AreNotRead()
    {
        var entry = Codec.Write(Some.Ledger());
        (entry["resolution"], entry["messages"], entry["user"]) = ("APPROVED", "C0MALLORY1/1.1", "mallory");
        TeleportReads(entry);

        await Store.ReadAsync(Unread, default);

        Assert.Null(Unread.Ledger!.Resolution);
        Assert.Equal(("alice", Some.Channel), (Unread.Ledger.Facts.User, Unread.Ledger.Posted.Single().Channel));
    }

    [Fact]
    public async Task ReadAllAsync_UnsealedEntry_IsOnlyAHint()
    {
        var entry = Codec.Write(Voted(Some.Vote(), Some.Decision()));
        entry["seal"] = "";
        _scene.Teleport.Setup(teleport => teleport.ReadAllPluginDataAsync(default))
            .ReturnsAsync(new PluginDataSnapshot(new() { [Some.RequestId] = default }, _ => entry));

        var all = await Store.ReadAllAsync(default);

        Assert.Equal(EntryOrigin.Unsealed, all!.Take(Some.RequestId)!.Origin);
        Assert.Null(all.Take(Some.RequestId));
    }

    [Fact]
    public async Task TryWriteAsync_KnownEntry_ExpectsTheRevThatWasRead()
    {
        var tracked = _scene.Track(ledger: Some.Ledger() with { Rev = 7 });
        _scene.TeleportWrites();

        Assert.True(await Store.TryWriteAsync(tracked, tracked.Ledger!, default));

        var (ledger, expected) = Assert.Single(_scene.Writes);
        Assert.Equal((8, 8), (ledger.Rev, tracked.Rev));
        Assert.Equal(new Dictionary<string, string> { ["rev"] = "7" }, expected);
    }

    /// <summary>An entry without rev is the Go plugin's: ours replaces it only if it was read.</summary>
    [Fact]
    public async Task TryWriteAsync_EntryOfTheGoPluginWasRead_ExpectsNoRev()
    {
        var tracked = _scene.Track(ledger: Some.Ledger() with { Rev = 0 });
        _scene.TeleportWrites();

        await Store.TryWriteAsync(tracked, tracked.Ledger!, default);

        Assert.Equal(new Dictionary<string, string> { ["rev"] = "" }, _scene.Writes.Single().Expected);
    }

    [Fact]
    public async Task TryWriteAsync_NothingRead_ExpectsNoEntryAtAll()
    {
        _scene.TeleportWrites();

        await Store.TryWriteAsync(Unread, Some.Ledger(), default);

        Assert.Equal(
            new Dictionary<string, string> { ["rev"] = "", ["user"] = "", ["messages"] = "", ["timestamp"] = "" },
            _scene.Writes.Single().Expected
        );
        Assert.Equal(1, Unread.Rev);
    }

    [Fact]
    public async Task TryWriteAsync_AnotherWriterCameFirst_ReadsAndKeepsWhatIsUnrecorded()
    {
        var tracked = _scene.Track();
        tracked.Remember(ledger => ledger with { ReviewsCount = 3 });
        _scene.TeleportWrites(DecisionScene.Failed(TeleportFailure.Conflict));
        _scene.TeleportReads(Some.Ledger() with { Rev = 9 });

        Assert.False(await Store.TryWriteAsync(tracked, tracked.Ledger!, default));

        Assert.Equal((9, 3, true), (tracked.Rev, tracked.Ledger!.ReviewsCount, tracked.HasUnrecorded));
    }

    [Fact]
    public async Task TryWriteAsync_RefusedTwice_LogsTheRemedyOnceUntilItWorks()
    {
        var tracked = _scene.Track();
        var refusal = DecisionScene.Failed(TeleportFailure.NotPermitted);
        _scene.TeleportWrites(refusal, refusal);

        await Assert.ThrowsAsync<TeleportException>(() => WriteAsync(tracked));
        await Assert.ThrowsAsync<TeleportException>(() => WriteAsync(tracked));
        Assert.Contains("access_plugin_data", (string)_scene.Log.Single(RefusedEvent).Fields["Cure"]!);

        Assert.True(await WriteAsync(tracked));
        _scene.TeleportWrites(refusal);
        await Assert.ThrowsAsync<TeleportException>(() => WriteAsync(tracked));
        Assert.Equal(2, _scene.Log.Count(RefusedEvent));
    }

    /// <summary>What this release does not know would be lost.</summary>
    [Fact]
    public async Task SaveAsync_LedgerOfANewerRelease_IsNotWritten()
    {
        var tracked = _scene.Track(ledger: Some.Ledger() with { NeedsNewerRelease = true });
        tracked.Remember(ledger => ledger with { ReviewsCount = 7 });

        await Store.SaveAsync(tracked, default);

        Assert.Empty(_scene.Writes);
        Assert.True(tracked.HasUnrecorded);
    }

    [Fact]
    public async Task SaveAsync_LostRaces_AreWrittenOnTopOfWhatOthersWrote()
    {
        var tracked = _scene.Track();
        tracked.Remember(ledger => ledger with { ReviewsCount = 3 });
        _scene.TeleportWrites(Conflicts(MostRaces - 1));
        _scene.TeleportReads(Some.Ledger() with { Rev = 9, Resolution = Resolution.Denied });

        await Store.SaveAsync(tracked, default);

        var written = _scene.Writes[^1].Ledger;
        Assert.Equal((10, 3, Resolution.Denied), (written.Rev, written.ReviewsCount, written.Resolution));
        Assert.False(tracked.HasUnrecorded);
    }

    [Fact]
    public async Task SaveAsync_EightLostRaces_GivesUpForNow()
    {
        var tracked = _scene.Track();
        tracked.Remember(ledger => ledger with { ReviewsCount = 3 });
        _scene.TeleportWrites(Conflicts(MostRaces));
        _scene.TeleportReads(Some.Ledger());

        var failure = await Assert.ThrowsAsync<TeleportException>(() => Store.SaveAsync(tracked, default));

        Assert.Equal(TimeSpan.FromSeconds(5), failure.RetryAfter);
        Assert.Equal((TeleportFailure.Busy, MostRaces), (failure.Failure, _scene.Writes.Count));
        Assert.True(tracked.HasUnrecorded);
    }

    [Fact]
    public async Task SaveAsync_NothingUnrecorded_WritesNothing() => await Store.SaveAsync(_scene.Track(), default);

    /// <summary>Teleport is a strict mock: nothing is read or written there.</summary>
    [Fact]
    public async Task AllMethods_MayNotWritePluginData_StayInMemory()
    {
        _scene.Use(Some.Policy(), DecisionScene.Facts with { MayWritePluginData = false });
        var tracked = Unread;

        await Store.ReadAsync(tracked, default);
        Assert.Equal((true, null), (tracked.LedgerIsKnown, tracked.Ledger));
        Assert.True(await Store.TryWriteAsync(tracked, Some.Ledger(), default));
        await Store.ReadAsync(tracked, default);

        Assert.Equal(1, tracked.Rev);
        Assert.NotNull(tracked.Ledger?.MessageAt(Some.Channel, Some.Ts));
        Assert.Null(await Store.ReadAllAsync(default));
    }

    private void TeleportReads(Dictionary<string, string> entry) =>
        _scene.Teleport.Setup(teleport => teleport.ReadPluginDataAsync(Some.RequestId, default)).ReturnsAsync(entry);

    private Task<bool> WriteAsync(TrackedRequest tracked) => Store.TryWriteAsync(tracked, tracked.Ledger!, default);

    private static Ledger Voted(Vote vote, Decision decision) =>
        Some.Ledger() with { Votes = [vote], Decision = decision };

    private static TeleportException[] Conflicts(int count) =>
        [.. Enumerable.Repeat(DecisionScene.Failed(TeleportFailure.Conflict), count)];
}
