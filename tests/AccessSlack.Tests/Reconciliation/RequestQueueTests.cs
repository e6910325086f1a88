using AccessSlack.Planning;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Reconciliation;

public sealed class RequestQueueTests : IDisposable
{
    private readonly StepScene _scene = new();
    private readonly RequestQueue _queue;

    public RequestQueueTests() => _queue = _scene.Get<RequestQueue>();

    private RequestTracker Tracker => _scene.Get<RequestTracker>();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Changed_NewRequest_IsReconciled()
    {
        _scene.OnPost(Some.Recipient, StepScene.Sent());

        _queue.Changed(Some.Request());
        await _scene.IdleAsync();

        Assert.Equal([$"PostAsync {Some.Recipient}"], _scene.SlackCalls);
    }

    [Fact]
    public async Task Changed_SomethingHasToWait_IsReconciledAgainByTheClock()
    {
        _scene.OnPost(Some.Recipient, StepScene.Failed(SlackFailureKind.TryLater));
        _queue.Changed(Some.Request());
        await _scene.IdleAsync();
        _scene.OnPost(Some.Recipient, StepScene.Sent());

        _scene.Time.Advance(TimeSpan.FromSeconds(3.9));
        await _scene.IdleAsync();
        Assert.Single(_scene.SlackCalls);
        _scene.Time.Advance(TimeSpan.FromSeconds(0.1));
        await _scene.IdleAsync();

        Assert.Equal(2, _scene.SlackCalls.Count());
        Assert.Single(_scene.Stored!.Posted);
    }

    [Fact]
    public async Task Changed_Again_ReplacesTheTimer()
    {
        _scene.OnPost(Some.Recipient, StepScene.Sent());

        for (var time = 0; time < 3; time++)
        {
            _queue.Changed(Some.Request());
            await _scene.IdleAsync();
        }

        Assert.Equal(1, _scene.Time.Waiting);
    }

    [Fact]
    public async Task Changed_RequestLivesForYears_SleepsForADayAtMost()
    {
        _scene.OnPost(Some.Recipient, StepScene.Sent());

        _queue.Changed(Some.Request() with { Expires = Some.Now.AddYears(300) });
        await _scene.IdleAsync();

        Assert.True(_scene.Time.AdvanceToNext(Some.Now.AddDays(2)));
        Assert.Equal(Some.Now.AddDays(1), _scene.Time.GetUtcNow());
        await _scene.IdleAsync();
    }

    [Fact]
    public async Task Reconcile_RequestIsNotTracked_DoesNothing()
    {
        _queue.Reconcile(Some.RequestId);
        await _scene.IdleAsync();

        Assert.Empty(_scene.Teleport.Invocations);
        Assert.Equal(0, Tracker.Count);
    }

    [Fact]
    public async Task Removed_OpenRequest_ItsMessageSaysSoAndItIsForgotten()
    {
        var request = Some.Request();
        _scene.Track(request, _scene.Shown(request));
        _scene.OnUpdate(Some.Channel, StepScene.Sent());

        _queue.Removed(Some.RequestId);
        await _scene.IdleAsync();

        Assert.Equal(Resolution.Removed, _scene.Stored!.Resolution);
        Assert.Equal(0, Tracker.Count);
    }

    [Fact]
    public async Task Removed_EverythingWasSaid_CostsNoCall()
    {
        Tracker.Settle(Some.Request(RequestState.Approved));

        _queue.Removed(Some.RequestId);
        await _scene.IdleAsync();

        Assert.Empty(_scene.Teleport.Invocations);
    }

    [Fact]
    public async Task ReconcileAll_SomethingHasToWait_IsTriedAtOnce()
    {
        var tracked = _scene.Track(Some.Request(), Some.Ledger(new Delivery.Failed([Some.Recipient], "is_archived")));
        tracked.Waits.Park(WaitKey.Of(Some.Recipient), TimeSpan.FromMinutes(10));
        _scene.OnPost(Some.Recipient, StepScene.Sent());

        _queue.ReconcileAll();
        await _scene.IdleAsync();

        Assert.Equal([$"PostAsync {Some.Recipient}"], _scene.SlackCalls);
    }

    [Fact]
    public async Task Learn_LedgerIsNotKnown_ReadsItAndNothingElse()
    {
        _scene.PluginData.Ledger = Some.Ledger();
        var tracked = _scene.Track(Some.Request(), ledger: null);

        await _queue.LearnAsync(Some.RequestId);
        await _queue.LearnAsync(Some.RequestId);

        Assert.Equal((1, 1), (tracked.Rev, _scene.PluginData.Reads));
        Assert.Empty(_scene.SlackCalls);
    }

    [Fact]
    public async Task Learn_LedgerCannotBeRead_Throws()
    {
        _scene.Track(Some.Request(), ledger: null);
        _scene.Teleport.Setup(teleport => teleport.ReadPluginDataAsync(Some.RequestId, It.IsAny<CancellationToken>()))
            .ThrowsAsync(new TeleportException(TeleportFailure.Busy, "slower"));

        var thrown = await Assert.ThrowsAsync<TeleportException>(() => _queue.LearnAsync(Some.RequestId));

        Assert.Equal(TeleportFailure.Busy, thrown.Failure);
    }

    [Fact]
    public async Task Decide_Click_RunsAndThenTheMessagesFollow()
    {
        var tracked = _scene.Track(Some.Request(), _scene.Shown(Some.Request()));
        _scene.OnUpdate(Some.Channel, StepScene.Sent());
        _scene.OnReply(Some.Channel, StepScene.Sent());

        var outcome = await _queue.RunClickAsync(Some.RequestId, _ =>
        {
            Assert.Empty(_scene.SlackCalls);
            tracked.Saw(Some.Request(RequestState.Denied));
            return Task.FromResult("denied");
        });
        await _scene.IdleAsync();

        Assert.Equal("denied", outcome);
        Assert.Equal(Resolution.Denied, _scene.Stored!.Resolution);
    }

    [Fact]
    public async Task Decide_ClickFails_TheCallerLearnsWhy()
    {
        var failure = new TeleportException(TeleportFailure.Unreachable, "no answer");

        var thrown = await Assert.ThrowsAsync<TeleportException>(() =>
            _queue.RunClickAsync<string>(Some.RequestId, _ => throw failure));

        Assert.Same(failure, thrown);
        await _scene.IdleAsync();
    }

    [Fact]
    public async Task Changed_AfterTheStop_DoesNothingAndIsNoDefect()
    {
        await _scene.Get<StopSignal>().StopAsync();

        _queue.Changed(Some.Request());
        await _scene.IdleAsync();

        Assert.Empty(_scene.SlackCalls);
        Assert.Null(_scene.Stored);
    }
}
