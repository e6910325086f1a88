using AccessSlack.Approvals;
using AccessSlack.Diagnostics;
using AccessSlack.Hosting;
using AccessSlack.Interactions;
using AccessSlack.Planning;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Hosting;

public sealed class PendingWorkTests : IDisposable
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);

    private readonly HostingScene _scene = new();
    private readonly TaskCompletionSource<SlackResult<Done>> _told = new();
    private readonly TaskCompletionSource<bool> _reconciled = new();

    private PendingWork Work => _scene.Get<PendingWork>();

    private KeyedQueue<WorkKey> Queue => _scene.Get<KeyedQueue<WorkKey>>();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void FinishAsync_NothingToDo_IsDone()
    {
        Assert.True(Work.FinishClicksAsync(default).IsCompletedSuccessfully);
        Assert.True(Work.FinishAsync(default).IsCompletedSuccessfully);
        Assert.True(Work.WhenIdleAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task FinishClicksAsync_ClickInHand_WaitsForIt()
    {
        var click = ClickAsync();
        var finish = Work.FinishClicksAsync(default);
        Assert.False(finish.IsCompleted);

        _told.SetResult(new SlackResult<Done>.Ok(default));

        await finish;
        await click;
    }

    [Fact]
    public async Task FinishClicksAsync_ClickThatNeverEnds_IsGivenUpAfterTenSeconds()
    {
        _ = ClickAsync();
        var finish = Work.FinishClicksAsync(default);
        _scene.Job.Time.Advance(DrainLimit - TimeSpan.FromMilliseconds(1));
        Assert.False(finish.IsCompleted);

        _scene.Job.Time.Advance(TimeSpan.FromMilliseconds(1));

        await finish;
        Assert.False(_told.Task.IsCompleted);
    }

    [Fact]
    public async Task FinishAsync_WorkThatNeverEnds_IsGivenUpAfterTenSeconds()
    {
        Queue.Reconcile(WorkKey.RuleChecks, () => _reconciled.Task);
        var finish = Work.FinishAsync(default);
        _scene.Job.Time.Advance(DrainLimit - TimeSpan.FromMilliseconds(1));
        Assert.False(finish.IsCompleted);

        _scene.Job.Time.Advance(TimeSpan.FromMilliseconds(1));

        await finish;
        _reconciled.SetResult(true);
    }

    [Fact]
    public async Task FinishAsync_HostHasNoTimeLeft_EndsWithoutAnException()
    {
        Queue.Reconcile(WorkKey.RuleChecks, () => _reconciled.Task);
        using var limit = new CancellationTokenSource();
        var finish = Work.FinishAsync(limit.Token);

        await limit.CancelAsync();

        await finish;
        _reconciled.SetResult(true);
    }

    [Fact]
    public async Task IsAliveAsync_NothingIsStuck_Holds() => Assert.True(await Work.IsAliveAsync(default));

    /// <summary>An event is only taken down: handling it for over a minute means that it never ends.</summary>
    [Fact]
    public async Task IsAliveAsync_WatcherIsStuck_Fails()
    {
        using (_scene.Get<WatchStatus>().HandleEvent())
        {
            _scene.Job.Time.Advance(WatchStatus.StuckAfter);
            Assert.True(await Work.IsAliveAsync(default));

            _scene.Job.Time.Advance(TimeSpan.FromTicks(1));
            Assert.False(await Work.IsAliveAsync(default));
        }

        Assert.True(await Work.IsAliveAsync(default));
    }

    [Fact]
    public async Task IsAliveAsync_QueueIsStuck_Fails()
    {
        var started = new TaskCompletionSource();
        var work = Queue.RunAsync(WorkKey.RuleChecks, () =>
        {
            started.SetResult();
            return _reconciled.Task;
        });
        await started.Task;
        _scene.Job.Time.Advance(KeyedQueue<WorkKey>.StuckAfter);
        Assert.True(await Work.IsAliveAsync(default));

        _scene.Job.Time.Advance(TimeSpan.FromTicks(1));
        Assert.False(await Work.IsAliveAsync(default));

        _reconciled.SetResult(true);
        await work;
    }

    [Fact]
    public void Load_Requests_CountsTheOpenOnesAndWhatWaits()
    {
        var (tracked, tracker) = (_scene.Job.Track(), _scene.Get<RequestTracker>());
        tracker.LookedUp("denied", Some.Request(RequestState.Denied) with { Id = "denied" });
        tracker.LookedUp("gone", null);
        tracked.Waits.Park(WaitKey.Decision, TimeSpan.FromMinutes(1));
        tracked.Waits.Park(WaitKey.Of("dba-team"), TimeSpan.FromSeconds(1));
        Assert.Equal(new Load(Queued: 0, Parked: 2, Open: 1), Work.Load());

        _scene.Job.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new Load(Queued: 0, Parked: 1, Open: 1), Work.Load());
    }

    [Fact]
    public async Task Load_WorkInTheQueue_IsCounted()
    {
        var work = Queue.RunAsync(WorkKey.RuleChecks, () => _reconciled.Task);
        Assert.Equal(1, Work.Load().Queued);

        _reconciled.SetResult(true);
        await work;
        await Work.WhenIdleAsync();
        Assert.Equal(0, Work.Load().Queued);
    }

    /// <summary>An unusable click, whose answer takes as long as Slack does.</summary>
    private Task<InteractionAnswer> ClickAsync()
    {
        _scene.Job.Modals
            .Setup(slack => slack.RespondAsync(It.IsAny<ReplyAddress>(), It.IsAny<string>(), default))
            .Returns(_told.Task);
        var press = new Interaction.Unusable(
            Refusals.ForeignMessage,
            Some.User.Id,
            Some.Channel,
            Some.Click().ResponseUrl
        );
        return _scene.Get<InteractionDispatcher>().HandleAsync(press, default);
    }
}
