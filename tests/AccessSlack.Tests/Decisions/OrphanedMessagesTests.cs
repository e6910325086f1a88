using AccessSlack.Decisions;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Decisions;

/// <summary>The directory is a strict mock: where no test sets it up, the place is told without asking Slack.</summary>
public sealed class OrphanedMessagesTests : IDisposable
{
    private const int AdoptedEvent = 6007;
    private const string OrphanTs = "1795262401.000300";
    private const string DirectMessages = "D0BOB00001";

    private static readonly string[] NamesOfExtraCopy = [.. Delivery.NamesOfExtraCopy(Some.Channel, OrphanTs)];

    private readonly DecisionScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task AdoptAsync_ChannelClaimedById_TakesThePlaceOfTheClaim()
    {
        var tracked = TrackClaimOf(Some.Channel, address: Some.Channel);

        await AdoptAsync(tracked);

        Assert.Equal([Some.Channel], NamesOfOrphan(tracked));
        Assert.Single(tracked.Ledger!.Deliveries);
        Assert.Equal(LogLevel.Warning, _scene.Log.Single(AdoptedEvent).Level);
    }

    [Theory]
    [InlineData("access-requests")]
    [InlineData("Access-Requests")]
    public async Task AdoptAsync_ChannelClaimedByName_IsComparedWithItsName(string address)
    {
        var tracked = TrackClaimOf("access-requests", address);
        SlackNames(new SlackResult<string>.Ok("access-requests"));

        await AdoptAsync(tracked);

        Assert.True(tracked.Ledger!.MessageAt(Some.Channel, OrphanTs)!.IsFor("access-requests"));
        Assert.Empty(tracked.Ledger.Claimed);
    }

    /// <summary>Authority follows from the names: in a place that no claim is for, no one decides.</summary>
    [Fact]
    public async Task AdoptAsync_ClaimForAnotherChannel_HasNoRecipient()
    {
        var tracked = TrackClaimOf("dba-team", address: "dba-team");
        SlackNames(new SlackResult<string>.Ok("access-requests"));

        await AdoptAsync(tracked);

        Assert.Equal(NamesOfExtraCopy, NamesOfOrphan(tracked));
        Assert.Single(tracked.Ledger!.Claimed);
    }

    [Fact]
    public async Task AdoptAsync_NoClaim_HasNoRecipient()
    {
        var tracked = _scene.Track();

        await AdoptAsync(tracked);

        Assert.Equal(NamesOfExtraCopy, NamesOfOrphan(tracked));
    }

    /// <summary>The click is then refused like one on a foreign message.</summary>
    [Fact]
    public async Task AdoptAsync_NameOfTheChannelNotKnown_AdoptsNothing()
    {
        var tracked = TrackClaimOf("access-requests", address: "access-requests");
        SlackNames(DecisionScene.Failed<string>(SlackFailureKind.TryLater));

        await AdoptAsync(tracked);

        Assert.Empty(tracked.Ledger!.Posted);
        Assert.False(tracked.HasUnrecorded);
    }

    [Theory]
    [InlineData("U0BOB0001", true)]
    [InlineData("U0CAROL001", false)]
    [InlineData("access-requests", false)]
    public async Task AdoptAsync_DirectMessage_BelongsToTheOneWhoClicked(string address, bool isRecipients)
    {
        var tracked = TrackClaimOf(address, address);
        var click = Click() with { Channel = DirectMessages };

        await AdoptAsync(tracked, click);

        Assert.Equal(isRecipients, tracked.Ledger!.MessageAt(DirectMessages, OrphanTs)!.IsFor(address));
    }

    [Fact]
    public async Task AdoptAsync_UserClaimedAndClickInAChannel_HasNoRecipient()
    {
        var tracked = TrackClaimOf(Some.User.Id, Some.User.Id);

        await AdoptAsync(tracked);

        Assert.Equal(NamesOfExtraCopy, NamesOfOrphan(tracked));
    }

    /// <summary>Without our bot's id and this request in its metadata, anybody may have posted it.</summary>
    [Fact]
    public async Task AdoptAsync_NotCertainlyOurs_AdoptsNothing()
    {
        var tracked = TrackClaimOf(Some.Channel, address: Some.Channel);

        await AdoptAsync(tracked, Click() with { MessageBotId = "" });
        await AdoptAsync(tracked, Click() with { MessageBotId = "B0OTHER01" });
        await AdoptAsync(tracked, Click() with { MetadataRequestId = "" });
        await AdoptAsync(tracked, Click() with { MetadataRequestId = "another request" });

        Assert.False(tracked.HasUnrecorded);
        Assert.Equal(0, _scene.Log.Count(AdoptedEvent));
    }

    /// <summary>Two ids that are not known are not the same one.</summary>
    [Fact]
    public async Task AdoptAsync_OurBotIdIsNotKnown_AdoptsNothing()
    {
        var (tracked, policy) = (TrackClaimOf(Some.Channel, address: Some.Channel), _scene.Get<CurrentPolicy>());
        policy.Now = policy.Now with { Home = policy.Now.Home with { BotId = "" } };

        await AdoptAsync(tracked, Click() with { MessageBotId = "" });

        Assert.False(tracked.HasUnrecorded);
    }

    [Fact]
    public async Task AdoptAsync_RecordedMessage_ChangesNothing()
    {
        var tracked = _scene.Track();

        await AdoptAsync(tracked, Some.Click());

        Assert.False(tracked.HasUnrecorded);
    }

    [Fact]
    public async Task AdoptAsync_NoLedger_ChangesNothing()
    {
        var tracked = _scene.Get<RequestTracker>().FindOrAdd(Some.RequestId);
        tracked.Saw((Ledger?)null);

        await AdoptAsync(tracked);

        Assert.False(tracked.HasUnrecorded);
    }

    private TrackedRequest TrackClaimOf(string name, string address) =>
        _scene.Track(ledger: Some.Ledger(new Delivery.Claimed([name], address)));

    private void SlackNames(SlackResult<string> result) =>
        _scene.Directory.Setup(slack => slack.GetChannelNameAsync(Some.Channel, default)).ReturnsAsync(result);

    private static Click Click() => Some.Click() with { MessageTs = OrphanTs };

    private Task AdoptAsync(TrackedRequest tracked, Click? click = null) =>
        _scene.Get<OrphanedMessages>().AdoptAsync(tracked, click ?? Click(), default);

    private static string[] NamesOfOrphan(TrackedRequest tracked) =>
        [.. tracked.Ledger!.MessageAt(Some.Channel, OrphanTs)!.Names];
}
