using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Reconciliation;

public sealed class ReconcilerTests : IDisposable
{
    private static readonly AccessRequest Approved = Some.Request(RequestState.Approved);

    private readonly StepScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Reconcile_NewRequest_PostsItAndRestsUntilItHasExpired()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        _scene.OnPost(Some.Recipient, StepScene.Sent());

        Assert.Equal(TimeSpan.FromMinutes(61), await ReconcileAsync(tracked));
        Assert.Equal(TimeSpan.FromMinutes(61), await ReconcileAsync(tracked));

        Assert.Equal([$"PostAsync {Some.Recipient}"], _scene.SlackCalls);
    }

    [Fact]
    public async Task Reconcile_ResolvedAndEverythingSaysSo_IsForgotten()
    {
        var tracked = _scene.Track(Approved, _scene.Shown(Approved));

        Assert.Null(await ReconcileAsync(tracked));

        Assert.Null(_scene.Get<RequestTracker>().Find(Some.RequestId));
    }

    [Fact]
    public async Task Reconcile_NewSnapshotArrivesBeforeItIsForgotten_StaysTracked()
    {
        var tracked = _scene.Track(Approved, _scene.Shown(Approved));
        tracked.Remember(ledger => ledger);
        _scene.PluginData.BeforeWrite(() =>
            _scene.Get<RequestTracker>().Changed(Some.Request(RequestState.Denied)));

        await ReconcileAsync(tracked);

        Assert.Same(tracked, _scene.Get<RequestTracker>().Find(Some.RequestId));
    }

    [Fact]
    public async Task Reconcile_EndedBeforeItsLedgerWasRead_ReadsItAndUpdatesTheMessage()
    {
        _scene.PluginData.Ledger = _scene.Shown(Some.Request());
        var tracked = _scene.Track(Approved, ledger: null);
        _scene.OnUpdate(Some.Channel, StepScene.Sent());
        _scene.OnReply(Some.Channel, StepScene.Sent());

        Assert.Null(await ReconcileAsync(tracked));

        Assert.Equal([$"UpdateAsync {Some.Channel}", $"ReplyAsync {Some.Channel}"], _scene.SlackCalls);
        Assert.Equal(Resolution.Approved, _scene.Stored!.Resolution);
    }

    [Fact]
    public async Task Reconcile_AnotherReplicaAnnouncesFirst_LooksAgainWhenItsClaimIsOld()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        _scene.PluginData.LoseRaceTo(Claimed());

        Assert.Equal(TimeSpan.FromSeconds(30), await ReconcileAsync(tracked));

        Assert.Empty(_scene.SlackCalls);
    }

    [Fact]
    public async Task Reconcile_SlackDidNotSayWhetherItPosted_LooksForTheMessageInsteadOfPostingAgain()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        _scene.OnPost(Some.Recipient, StepScene.Failed(SlackFailureKind.Ambiguous, "timeout"));
        Assert.Equal(TimeSpan.FromSeconds(30), await ReconcileAsync(tracked));
        _scene.Time.Advance(TimeSpan.FromSeconds(30));
        _scene.OnFind(Some.Recipient, new SlackResult<PostedMessage?>.Ok(new(Some.Channel, Some.Ts, default)));
        _scene.OnUpdate(Some.Channel, StepScene.Sent());

        await ReconcileAsync(tracked);

        Assert.Equal(
            [$"PostAsync {Some.Recipient}", $"FindPostedAsync {Some.Recipient}", $"UpdateAsync {Some.Channel}"],
            _scene.SlackCalls
        );
    }

    [Theory]
    [InlineData("TryLater", 4)]
    [InlineData("Credentials", 60)]
    [InlineData("Destination", 600)]
    [InlineData("Payload", 600)]
    public async Task Reconcile_SlackRefuses_TriesAgainAfterThePauseAndNotBefore(string kind, int seconds)
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        _scene.OnPost(Some.Recipient, StepScene.Failed(Enum.Parse<SlackFailureKind>(kind)));

        Assert.Equal(TimeSpan.FromSeconds(seconds), await ReconcileAsync(tracked));
        Assert.Equal(TimeSpan.FromSeconds(seconds), await ReconcileAsync(tracked));
        Assert.Single(_scene.SlackCalls);
        _scene.Time.Advance(TimeSpan.FromSeconds(seconds));
        _scene.OnPost(Some.Recipient, StepScene.Sent());
        await ReconcileAsync(tracked);

        Assert.Equal(2, _scene.SlackCalls.Count());
        Assert.Single(_scene.Stored!.Posted);
    }

    [Fact]
    public async Task Reconcile_RateLimitHasNoRoom_RestsUntilItsTurn()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        _scene.Slack.Setup(slack => slack.AcquirePostPermit(Some.Recipient, It.IsAny<Waiter>(), false))
            .Returns(TimeSpan.FromSeconds(3));

        Assert.Equal(TimeSpan.FromSeconds(3), await ReconcileAsync(tracked));

        Assert.Equal(0, _scene.PluginData.Writes);
    }

    [Theory]
    [InlineData("Unreachable")]
    [InlineData("Busy")]
    [InlineData("NotFound")]
    [InlineData("NotPermitted")]
    [InlineData("CredentialsRefused")]
    [InlineData("Refused")]
    [InlineData("Unsupported")]
    [InlineData("Unexpected")]
    public async Task Reconcile_TeleportFails_TriesAgainMoreAndMoreSeldomUntilItWorks(string failure)
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        for (var time = 0; time < 3; time++) _scene.PluginData.FailWrite(Enum.Parse<TeleportFailure>(failure));
        _scene.OnPost(Some.Recipient, StepScene.Sent());

        Assert.Equal(TimeSpan.FromSeconds(1), await ReconcileAsync(tracked));
        Assert.Equal(TimeSpan.FromSeconds(2), await ReconcileAsync(tracked));
        Assert.Equal(TimeSpan.FromSeconds(4), await ReconcileAsync(tracked));
        Assert.Empty(_scene.SlackCalls);
        Assert.Equal(3, _scene.Counted("retries_total", "look"));
        Assert.Equal(1, _scene.Log.Count(LogLevel.Warning, $"({failure}): the write failed. Trying again in 4 s"));

        await ReconcileAsync(tracked);
        Assert.Equal([$"PostAsync {Some.Recipient}"], _scene.SlackCalls);
        Assert.Equal(0, tracked.Failures);
    }

    [Fact]
    public async Task Reconcile_TeleportFailsWhileTheMessageIsRecorded_RecordsItLaterAndPostsOnce()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        _scene.OnPost(Some.Recipient, StepScene.Sent());
        _scene.PluginData.BeforeWrite(() => { /* the claim */ });
        _scene.PluginData.FailWrite(TeleportFailure.Unreachable);

        Assert.Equal(TimeSpan.FromSeconds(1), await ReconcileAsync(tracked));
        await ReconcileAsync(tracked);

        Assert.Equal([$"PostAsync {Some.Recipient}"], _scene.SlackCalls);
        Assert.Equal(Some.Ts, Assert.Single(_scene.Stored!.Posted).Ts);
    }

    [Fact]
    public async Task Reconcile_DoesNotComeToRest_PausesAndReportsADefect()
    {
        var tracked = _scene.Track(Approved, Some.Ledger());
        _scene.OnUpdate(Some.Channel, StepScene.Sent());
        _scene.Teleport.Setup(teleport => teleport.FindAsync(Some.RequestId, default)).ReturnsAsync(Approved);
        for (var rev = 2; rev < 200; rev++) _scene.PluginData.LoseRaceTo(Some.Ledger() with { Rev = rev });

        Assert.Equal(TimeSpan.FromSeconds(60), await ReconcileAsync(tracked));

        Assert.Equal(1, _scene.Counted("defects_total"));
        Assert.Equal(1, _scene.Log.Count(LogLevel.Error, "for now, after 82 steps"));
    }

    [Fact]
    public async Task Reconcile_Stopped_EndsWithoutAFailure()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReconcileAsync(tracked, new(canceled: true)));

        Assert.Equal(0, tracked.Failures);
        Assert.Empty(_scene.SlackCalls);
    }

    private static Ledger Claimed() => Some.Ledger(new Delivery.Claimed([Some.Recipient], Some.Recipient));

    private Task<TimeSpan?> ReconcileAsync(TrackedRequest tracked, CancellationToken cancel = default) =>
        _scene.Get<Reconciler>().ReconcileAsync(tracked, cancel);
}
