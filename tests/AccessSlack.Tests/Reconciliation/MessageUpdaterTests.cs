using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Reconciliation;

public sealed class MessageUpdaterTests : IDisposable
{
    private const string OtherChannel = "C0DBA00001";

    private readonly StepScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Run_Updated_RecordsTheViewTheEndAndWhatSlackRefused()
    {
        var tracked = Track(Some.Request(RequestState.Denied) with { ResolveReason = "no" }, Some.Posted());
        _scene.OnUpdate(Some.Channel, StepScene.Sent(degradation: Degradation.Blocks));

        await RunAsync(tracked);

        var posted = Assert.Single(_scene.Stored!.Posted);
        Assert.Equal(Hash(tracked, posted), posted.View);
        Assert.Equal(Degradation.Blocks, posted.Degradation);
        Assert.Equal((Resolution.Denied, "no"), (_scene.Stored.Resolution, _scene.Stored.Facts.ResolveReason));
        Assert.Equal(1, _scene.PluginData.Writes);
    }

    [Fact]
    public async Task Run_SeveralMessages_AreUpdatedAndRecordedInOneWrite()
    {
        var tracked = Track(Some.Request(RequestState.Approved), Some.Posted(), Elsewhere());
        _scene.OnUpdate(Some.Channel, StepScene.Sent());
        _scene.OnUpdate(OtherChannel, StepScene.Sent(OtherChannel));

        await RunAsync(tracked);

        Assert.Equal([$"UpdateAsync {Some.Channel}", $"UpdateAsync {OtherChannel}"], _scene.SlackCalls);
        Assert.All(_scene.Stored!.Posted, posted => Assert.NotEmpty(posted.View));
        Assert.Equal(1, _scene.PluginData.Writes);
    }

    [Theory]
    [InlineData("TryLater", 4)]
    [InlineData("Ambiguous", 4)]
    [InlineData("Credentials", 60)]
    [InlineData("Payload", 600)]
    public async Task Run_NotUpdated_IsParkedAndNothingIsRecorded(string kind, int seconds)
    {
        var tracked = Track(Some.Request(RequestState.Approved), Some.Posted());
        _scene.OnUpdate(Some.Channel, StepScene.Failed(Enum.Parse<SlackFailureKind>(kind)));

        await RunAsync(tracked);

        Assert.Equal(TimeSpan.FromSeconds(seconds), _scene.Wait(tracked, Some.Recipient));
        Assert.Equal(0, _scene.PluginData.Writes);
        Assert.Equal("", Assert.Single(tracked.Ledger!.Posted).View);
        Assert.Equal(kind != "Credentials", _scene.Readiness.IsReady);
        Assert.Equal(1, _scene.Log.Count(LogLevel.Warning, "could not be updated yet (some_code)"));
    }

    [Fact]
    public async Task Run_FailsAgainAndAgain_WaitsLongerUntilItWorks()
    {
        var tracked = Track(Some.Request(RequestState.Approved), Some.Posted());
        _scene.OnUpdate(Some.Channel, StepScene.Failed(SlackFailureKind.TryLater));

        await RunAsync(tracked);
        await RunAsync(tracked);
        Assert.Equal(TimeSpan.FromSeconds(8), _scene.Wait(tracked, Some.Recipient));

        _scene.OnUpdate(Some.Channel, StepScene.Sent());
        await RunAsync(tracked);
        Assert.Null(_scene.Wait(tracked, Some.Recipient));
    }

    [Theory]
    [InlineData("Gone")]
    [InlineData("Destination")]
    public async Task Run_CanNeverBeUpdatedAndResolved_RecordsTheLoss(string kind)
    {
        var tracked = Track(Some.Request(RequestState.Approved), Some.Posted());
        _scene.OnUpdate(Some.Channel, StepScene.Failed(Enum.Parse<SlackFailureKind>(kind), "message_not_found"));

        await RunAsync(tracked);

        var failed = Assert.IsType<Delivery.Failed>(Assert.Single(_scene.Stored!.Deliveries));
        Assert.Equal("message_not_found", failed.Code);
        Assert.Equal(Resolution.Approved, _scene.Stored.Resolution);
        Assert.Null(_scene.Wait(tracked, Some.Recipient));
    }

    [Fact]
    public async Task Run_MessageDeletedAndRequestPending_IsForgottenSoThatItIsPostedAgain()
    {
        var tracked = Track(Some.Request(), Some.Posted(), Elsewhere());
        _scene.OnUpdate(Some.Channel, StepScene.Failed(SlackFailureKind.Gone));

        await RunAsync(tracked, Some.Posted());

        Assert.Equal([OtherChannel], _scene.Stored!.Posted.Select(posted => posted.Channel));
        Assert.False(_scene.Stored.HasDeliveryFor(Some.Recipient));
    }

    [Fact]
    public async Task Run_ChannelArchivedAndRequestPending_RecordsTheFailureAndDoesNotPostAgainAtOnce()
    {
        var tracked = Track(Some.Request(), Some.Posted());
        _scene.OnUpdate(Some.Channel, StepScene.Failed(SlackFailureKind.Destination, "is_archived"));

        await RunAsync(tracked);

        Assert.Equal("is_archived", Assert.Single(_scene.Stored!.Deliveries.OfType<Delivery.Failed>()).Code);
    }

    [Theory]
    [InlineData("Pending", false)]
    [InlineData("Approved", true)]
    public async Task Run_RateLimitHasNoRoom_ParksAndOnlyTheEndIsUrgent(string state, bool isUrgent)
    {
        var tracked = Track(Some.Request(Enum.Parse<RequestState>(state)), Some.Posted());
        NoRoom(isUrgent);

        await RunAsync(tracked);

        Assert.Empty(_scene.SlackCalls);
        Assert.Equal(TimeSpan.FromSeconds(2), _scene.Wait(tracked, Some.Recipient));
        Assert.Equal(0, _scene.PluginData.Writes);
    }

    [Fact]
    public async Task Run_AnotherReplicaWritesFirst_LooksTheRequestUpAndSendsOnceMore()
    {
        var tracked = Track(Some.Request(), Some.Posted());
        var newest = Some.Request(RequestState.Approved);
        _scene.OnUpdate(Some.Channel, StepScene.Sent());
        _scene.PluginData.LoseRaceTo(Some.Ledger(Some.Posted(view: "theirs")) with { Rev = 2 });
        _scene.Teleport.Setup(teleport => teleport.FindAsync(Some.RequestId, default)).ReturnsAsync(newest);

        await RunAsync(tracked);

        Assert.True(tracked.SendAgain);
        Assert.Equal(newest, tracked.Request);
        Assert.Equal("theirs", Assert.Single(_scene.Stored!.Posted).View);

        await RunAsync(tracked);
        Assert.False(tracked.SendAgain);
        Assert.Equal(Resolution.Approved, _scene.Stored.Resolution);
        Assert.Equal(2, _scene.SlackCalls.Count());
    }

    [Fact]
    public async Task Run_AnotherReplicaWritesFirstAndTheLookUpFails_StillSendsOnceMore()
    {
        var tracked = Track(Some.Request(), Some.Posted());
        _scene.OnUpdate(Some.Channel, StepScene.Sent());
        _scene.PluginData.LoseRaceTo(Some.Ledger() with { Rev = 2 });
        _scene.Teleport.Setup(teleport => teleport.FindAsync(Some.RequestId, default))
            .ThrowsAsync(new TeleportException(TeleportFailure.Unreachable, "no answer"));

        await Assert.ThrowsAsync<TeleportException>(() => RunAsync(tracked));

        Assert.True(tracked.SendAgain);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_MustSendOnceMoreAndHasToWait_TheLedgerNoLongerSaysWhatIsShown(bool isRateLimited)
    {
        var tracked = Track(Some.Request(RequestState.Approved), Some.Posted(view: "theirs"));
        tracked.RequireSendAgain(true);
        if (isRateLimited) NoRoom(isUrgent: true);
        _scene.OnUpdate(Some.Channel, StepScene.Failed(SlackFailureKind.TryLater));

        await RunAsync(tracked);

        Assert.Equal("", Assert.Single(_scene.Stored!.Posted).View);
        Assert.NotNull(_scene.Wait(tracked, Some.Recipient));
        Assert.False(tracked.SendAgain);
    }

    [Theory]
    [InlineData("Unreachable")]
    [InlineData("Busy")]
    [InlineData("NotPermitted")]
    [InlineData("Refused")]
    public async Task Run_RecordCannotBeWritten_IsUpdatedAgainLater(string failure)
    {
        var tracked = Track(Some.Request(RequestState.Approved), Some.Posted());
        _scene.OnUpdate(Some.Channel, StepScene.Sent());
        _scene.PluginData.FailWrite(Enum.Parse<TeleportFailure>(failure));

        await Assert.ThrowsAsync<TeleportException>(() => RunAsync(tracked));

        Assert.Equal("", Assert.Single(tracked.Ledger!.Posted).View);
        Assert.Null(tracked.Ledger.Resolution);
    }

    [Fact]
    public async Task RecordEnd_RequestIsGone_WritesTheEndAndSendsNothing()
    {
        var tracked = Track(Some.Request(), Some.Posted());
        tracked.SawRemoval();

        await _scene.Get<MessageUpdater>().RecordEndAsync(tracked, default);

        Assert.Equal(Resolution.Removed, _scene.Stored!.Resolution);
        Assert.Empty(_scene.SlackCalls);
    }

    [Fact]
    public async Task RecordEnd_AnotherReplicaWritesFirst_TakesItsLedger()
    {
        var tracked = Track(Some.Request(RequestState.Approved), Some.Posted());
        _scene.PluginData.LoseRaceTo(Some.Ledger() with { Rev = 2, Resolution = Resolution.Denied });

        await _scene.Get<MessageUpdater>().RecordEndAsync(tracked, default);

        Assert.Equal((2, Resolution.Denied), (tracked.Rev, tracked.Ledger!.Resolution));
        Assert.Equal(1, _scene.PluginData.Writes);
    }

    private TrackedRequest Track(AccessRequest request, params Delivery.Posted[] messages) =>
        _scene.Track(request, Some.Ledger([.. messages]));

    private Task RunAsync(TrackedRequest tracked, params Delivery.Posted[] messages) =>
        _scene.Get<MessageUpdater>()
            .RunAsync(tracked, [.. messages.Length == 0 ? tracked.Ledger!.Posted : messages], default);

    private static Delivery.Posted Elsewhere() => Some.Posted("dba-team", OtherChannel);

    private string Hash(TrackedRequest tracked, Delivery.Posted message) =>
        _scene.Get<CurrentPolicy>().Now.Planner.View(tracked.Situation, message).Hash();

    private void NoRoom(bool isUrgent) =>
        _scene.Slack.Setup(slack => slack.AcquireUpdatePermit(It.IsAny<Waiter>(), isUrgent))
            .Returns(TimeSpan.FromSeconds(2));
}
