using AccessSlack.Planning;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Reconciliation;

public sealed class MessagePosterTests : IDisposable
{
    private static readonly Delivery.Claimed Claim = new([Some.Recipient], Some.Recipient);

    private readonly StepScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Post_Sent_RecordsMessageWithItsViewAndForgetsEarlierFailures()
    {
        var tracked = Claimed();
        tracked.Waits.Park(WaitKey.Of(Claim), TimeSpan.FromSeconds(4));
        _scene.OnPost(Some.Recipient, StepScene.Sent(degradation: Degradation.Blocks));

        var failure = await PostAsync(tracked);

        Assert.Null(failure);
        var posted = Assert.Single(_scene.Stored!.Posted);
        Assert.Equal((Some.Channel, Some.Ts, Degradation.Blocks), (posted.Channel, posted.Ts, posted.Degradation));
        Assert.Equal(_scene.Get<CurrentPolicy>().Now.Planner.View(tracked.Situation, posted).Hash(), posted.View);
        Assert.Null(_scene.Wait(tracked, Some.Recipient));
        Assert.Equal(1, _scene.Log.Count(LogLevel.Information, Some.Ts));
    }

    [Theory]
    [InlineData("TryLater", 4, "Warning")]
    [InlineData("Destination", 600, "Error")]
    [InlineData("Gone", 600, "Error")]
    [InlineData("Credentials", 60, "Error")]
    [InlineData("Payload", 600, "Error")]
    public async Task Post_CertainlyNotSent_RecordsTheFailureAndParksTheDestination(
        string kind,
        int seconds,
        string level
    )
    {
        var tracked = Claimed();
        _scene.OnPost(Some.Recipient, StepScene.Failed(Enum.Parse<SlackFailureKind>(kind)));

        var failure = await PostAsync(tracked);

        Assert.Equal(kind, failure!.Kind.ToString());
        Assert.Equal("some_code", Assert.Single(_scene.Stored!.Deliveries.OfType<Delivery.Failed>()).Code);
        Assert.Equal(TimeSpan.FromSeconds(seconds), _scene.Wait(tracked, Some.Recipient));
        Assert.Equal(1, _scene.Log.Count(Enum.Parse<LogLevel>(level), "some_code"));
    }

    [Fact]
    public async Task Post_Ambiguous_KeepsTheClaimAndWritesNothing()
    {
        var tracked = Claimed();
        _scene.OnPost(Some.Recipient, StepScene.Failed(SlackFailureKind.Ambiguous, "timeout"));

        var failure = await PostAsync(tracked);

        Assert.Equal(SlackFailureKind.Ambiguous, failure!.Kind);
        Assert.Equal(0, _scene.PluginData.Writes);
        Assert.False(tracked.HasUnrecorded);
        Assert.Single(tracked.Ledger!.Claimed);
        Assert.Null(_scene.Wait(tracked, Some.Recipient)); // the age of the claim is the wait
        Assert.Equal(1, _scene.Log.Count(LogLevel.Warning, "looking again in 30 s"));
    }

    [Fact]
    public async Task Post_ServerError_KeepsTheClaimAndIsLookedForSoon()
    {
        var tracked = Claimed();
        _scene.OnPost(Some.Recipient, StepScene.Failed(SlackFailureKind.Ambiguous, "http_502"));

        await PostAsync(tracked);

        Assert.Single(tracked.Ledger!.Claimed);
        Assert.InRange(_scene.Wait(tracked, Some.Recipient)!.Value.TotalSeconds, 3, 5);
        Assert.Single(tracked.Situation.Unanswered);
        tracked.Saw(new LedgerEntry(EntryOrigin.Ours, "7", tracked.Ledger with { Rev = 7 }), Some.Now);
        Assert.Empty(tracked.Situation.Unanswered); // the claim may be another replica's
    }

    [Fact]
    public async Task Post_TokenRefused_IsNotReady()
    {
        var tracked = Claimed();
        _scene.OnPost(Some.Recipient, StepScene.Failed(SlackFailureKind.Credentials, "invalid_auth"));

        await PostAsync(tracked);

        Assert.Equal("Not ready: Slack refuses the token (invalid_auth)", _scene.Readiness.Status);
    }

    [Fact]
    public async Task Post_SentAndAnotherReplicaWritesMeanwhile_RecordsTheMessageOnTopOfTheirs()
    {
        var tracked = Claimed();
        _scene.OnPost(Some.Recipient, StepScene.Sent());
        _scene.PluginData.LoseRaceTo(Some.Ledger(Claim, Elsewhere()) with { Rev = 2 });

        await PostAsync(tracked);

        Assert.Equal(3, _scene.Stored!.Rev);
        Assert.Equal([Some.Channel, "C0DBA00001"], _scene.Stored.Posted.Select(posted => posted.Channel));
        Assert.Equal([$"PostAsync {Some.Recipient}"], _scene.SlackCalls);
    }

    [Fact]
    public async Task Post_FailedAndAnotherReplicaTookTheClaimMeanwhile_TheirClaimStands()
    {
        var tracked = Claimed();
        _scene.OnPost(Some.Recipient, StepScene.Failed(SlackFailureKind.Destination));
        _scene.PluginData.LoseRaceTo(Some.Ledger(Claim) with { Rev = 2 });

        await PostAsync(tracked);

        Assert.Single(_scene.Stored!.Claimed);
        Assert.Empty(_scene.Stored.Deliveries.OfType<Delivery.Failed>());
    }

    [Theory]
    [InlineData("Unreachable")]
    [InlineData("Busy")]
    [InlineData("Refused")]
    public async Task Post_SentAndTheRecordCannotBeWritten_IsRememberedUntilItCan(string failure)
    {
        var tracked = Claimed();
        _scene.OnPost(Some.Recipient, StepScene.Sent());
        _scene.PluginData.FailWrite(Enum.Parse<TeleportFailure>(failure));

        await Assert.ThrowsAsync<TeleportException>(() => PostAsync(tracked));
        Assert.Empty(_scene.Stored!.Posted);
        Assert.Equal(Some.Ts, Assert.Single(tracked.Ledger!.Posted).Ts); // so that the planner posts nothing again

        await _scene.Get<LedgerStore>().SaveAsync(tracked, default);
        Assert.Equal(Some.Ts, Assert.Single(_scene.Stored.Posted).Ts);
    }

    [Fact]
    public async Task Post_EveryWriteLosesItsRace_GivesUpAfterEightAndRemembersTheMessage()
    {
        var tracked = Claimed();
        _scene.OnPost(Some.Recipient, StepScene.Sent());
        for (var rev = 2; rev < 12; rev++) _scene.PluginData.LoseRaceTo(Some.Ledger(Claim) with { Rev = rev });

        var thrown = await Assert.ThrowsAsync<TeleportException>(() => PostAsync(tracked));

        Assert.Equal(TeleportFailure.Busy, thrown.Failure);
        Assert.Equal(8, _scene.PluginData.Writes);
        Assert.True(tracked.HasUnrecorded);
        Assert.Equal([$"PostAsync {Some.Recipient}"], _scene.SlackCalls);
    }

    [Fact]
    public async Task Post_LedgersOnlyInMemory_RecordsTheMessageThere()
    {
        _scene.Use(Some.Policy(), isDurable: false);
        var tracked = Claimed();
        _scene.OnPost(Some.Recipient, StepScene.Sent());

        await PostAsync(tracked);

        Assert.Equal(0, _scene.PluginData.Writes);
        Assert.False(tracked.HasUnrecorded);
        Assert.Equal(Some.Ts, Assert.Single(tracked.Ledger!.Posted).Ts);
    }

    [Fact]
    public void ReportReach_NothingDelivered_SaysSoOnce()
    {
        var tracked = Claimed();
        List<SlackFailure> failures = [new(SlackFailureKind.Destination, "is_archived")];
        _scene.Get<MessagePoster>().ReportFailure(tracked, [Some.Recipient], failures[0]);

        _scene.Get<MessagePoster>().ReportReach(tracked, failures);
        _scene.Get<MessagePoster>().ReportReach(tracked, failures);

        Assert.Equal(1, _scene.Log.Count(LogLevel.Error, "could not be posted anywhere"));
        Assert.False(_scene.Readiness.IsReady);
    }

    [Fact]
    public void ReportReach_OneMessageStandsAlready_IsReadyWhateverElseFailed()
    {
        var tracked = _scene.Track(Some.Request(), Some.Ledger());

        _scene.Get<MessagePoster>().ReportReach(tracked, [new(SlackFailureKind.Destination, "is_archived")]);

        Assert.True(_scene.Readiness.IsReady);
    }

    private TrackedRequest Claimed() => _scene.Track(Some.Request(), Some.Ledger(Claim));

    private static Delivery.Posted Elsewhere() => Some.Posted("dba-team", "C0DBA00001");

    private Task<SlackFailure?> PostAsync(TrackedRequest tracked) =>
        _scene.Get<MessagePoster>().PostAsync(tracked, Claim, default);
}
