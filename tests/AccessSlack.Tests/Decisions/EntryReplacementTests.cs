using AccessSlack.Decisions;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Decisions;

public sealed class EntryReplacementTests : IDisposable
{
    private const string Place = "C0PLANTED1";
    private const string UnsealedText = "do not have our seal";

    private readonly StepScene _scene = new();

    public EntryReplacementTests() => _scene.Slack
        .Setup(slack => slack.FindChannelAsync(Some.Recipient, default))
        .ReturnsAsync(new SlackResult<string>.Ok(Some.Channel));

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("B0OURBOT1", Some.RequestId, true)]
    [InlineData("B0OURBOT1", "another-request", false)]
    [InlineData("B0ANOTHER", Some.RequestId, false)]
    [InlineData("", "", false)]
    public async Task Run_MessageAnywhere_IsKeptOnlyIfSlackSaysThatItIsOurs(string bot, string request, bool isKept)
    {
        var tracked = Plant(Some.Posted("mallory", Place));
        SlackFinds(Place, new FoundMessage(bot, request, Mark: null));

        await RunAsync(tracked);

        Assert.Equal(isKept, _scene.Stored!.MessageAt(Place, Some.Ts) is not null);
        Assert.All(_scene.Stored.Posted, posted => Assert.DoesNotContain("mallory", posted.Names));
        Assert.Equal(1, _scene.Log.Count(LogLevel.Error, UnsealedText));
    }

    [Fact]
    public async Task Run_MessageThatDoesNotExist_IsDropped()
    {
        var tracked = Plant(Some.Posted(channel: Some.Channel));
        SlackFinds(Some.Channel, null);

        await RunAsync(tracked);

        Assert.Empty(_scene.Stored!.Deliveries);
    }

    /// <summary>Without the scope the place must be one of the configuration, and no other request's message.</summary>
    [Theory]
    [InlineData(Some.Channel, false, true)]
    [InlineData(Some.Channel, true, false)]
    [InlineData(Place, false, false)]
    [InlineData("D0PLANTED1", false, false)]
    public async Task Run_SlackCannotBeAsked_KeepsWhatTheConfigurationNames(
        string channel,
        bool isOfAnother,
        bool isKept
    )
    {
        var tracked = Plant(Some.Posted(channel: channel));
        if (isOfAnother)
            _scene.Get<RequestTracker>().FindOrAdd("another").Saw(Some.Ledger(Some.Posted(channel: channel)));
        SlackFails(channel, SlackFailureKind.Credentials, "missing_scope");

        await RunAsync(tracked);

        Assert.Equal(isKept, _scene.Stored!.MessageAt(channel, Some.Ts) is not null);
    }

    [Fact]
    public async Task Run_SlackCannotBeAskedNow_WritesNothingAndWaits()
    {
        var tracked = Plant(Some.Posted());
        SlackFails(Some.Channel, SlackFailureKind.TryLater, "ratelimited");

        await RunAsync(tracked);

        Assert.Equal(0, _scene.PluginData.Writes);
        Assert.NotNull(tracked.Entry.Rejected);
        Assert.Equal(Planner.ClaimIsOld, _scene.Wait(tracked, WaitKey.Entry));
    }

    [Fact]
    public async Task Run_ReplacedAMomentAgo_Waits()
    {
        var tracked = Plant();
        await RunAsync(tracked);
        PlantAgain(tracked);

        await RunAsync(tracked);
        Assert.Equal(1, _scene.PluginData.Writes);
        _scene.Time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(tracked);

        Assert.Equal(2, _scene.PluginData.Writes);
    }

    [Fact]
    public async Task Run_MemoryHoldsVotes_KeepsThem()
    {
        var tracked = _scene.Track(Some.Request(), Some.Ledger() with { Rev = 5, Votes = [Some.Vote()] });
        PlantAgain(tracked);

        await RunAsync(tracked);

        Assert.Single(_scene.Stored!.Votes);
        Assert.False(_scene.Stored.MustVoteAgain);
        Assert.InRange(_scene.Stored.Rev, 6, 20);
    }

    [Fact]
    public async Task Run_MessageIsNewerThanMemory_DropsTheVotes()
    {
        var tracked = _scene.Track(Some.Request(), Some.Ledger() with { Rev = 5, Votes = [Some.Vote()] });
        tracked.Entry.SawMessage(7);
        tracked.Entry.Compared(tracked.Ledger, tracked.Now);

        await RunAsync(tracked);

        Assert.Empty(_scene.Stored!.Votes);
        Assert.True(_scene.Stored.MustVoteAgain);
        Assert.Equal(8, _scene.Stored.Rev);
        Assert.Equal(1, _scene.Log.Count(LogLevel.Error, "put back to an earlier state"));
    }

    [Fact]
    public async Task Run_RequestHasEnded_TellsNothingAfterwards()
    {
        var tracked = Plant(Some.Request(RequestState.Approved));

        await RunAsync(tracked);

        Assert.Equal(["new", "end"], _scene.Stored!.Notifications.Select(note => note.Key));
    }

    [Fact]
    public async Task Run_LostRace_IsPlannedAgain()
    {
        var tracked = Plant();
        _scene.PluginData.LoseRaceTo(Some.Ledger() with { Rev = 30 });

        await RunAsync(tracked);

        Assert.Equal((null, 30), (tracked.Entry.Rejected, tracked.Rev));
        Assert.Equal(0, _scene.Log.Count(LogLevel.Error, UnsealedText));
    }

    private Task RunAsync(TrackedRequest tracked) => _scene.Get<EntryReplacement>().RunAsync(tracked, default);

    private TrackedRequest Plant(params Delivery[] deliveries) => Plant(Some.Request(), deliveries);

    private TrackedRequest Plant(AccessRequest request, params Delivery[] deliveries)
    {
        var tracked = _scene.Track(request, ledger: null);
        PlantAgain(tracked, deliveries);
        return tracked;
    }

    private void PlantAgain(TrackedRequest tracked, params Delivery[] deliveries)
    {
        var entry = Codec.Write(Some.Ledger() with { Rev = 9, Deliveries = [.. deliveries] });
        entry[LedgerCodec.SealKey] = "";
        _scene.PluginData.PutRaw(Some.RequestId, entry);
        tracked.Saw(Codec.Entry(entry), tracked.Now);
    }

    private void SlackFinds(string channel, FoundMessage? found) => _scene.Slack
        .Setup(slack => slack.ReadMessageAsync(channel, Some.Ts, Some.RequestId, default))
        .ReturnsAsync(new SlackResult<FoundMessage?>.Ok(found));

    private void SlackFails(string channel, SlackFailureKind kind, string code) => _scene.Slack
        .Setup(slack => slack.ReadMessageAsync(channel, Some.Ts, Some.RequestId, default))
        .ReturnsAsync(StepScene.Failed<FoundMessage?>(kind, code));
}
