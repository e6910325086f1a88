using AccessSlack.Approvals;
using AccessSlack.Hosting;
using AccessSlack.Interactions;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Hosting;

public sealed class AccessDaemonTests : IAsyncLifetime, IDisposable
{
    private const int StartingEvent = 1000;
    private const int UnresolvedEvent = 1032;
    private const int NoTraitEvent = 1038;
    private const int WatchingEvent = 1002;
    private const int NoHistoryEvent = 1020;
    private const int ConnectedEvent = 1014;

    private const string RuleForOne = "\n[[approvals.rules]]\nroles = ['*']\napprovers = ['U0BOB0001']\n";

    private readonly HostingScene _scene = new(HostingScene.Toml + RuleForOne);

    public AccessDaemonTests() => _scene.EverythingAnswers();

    private AccessDaemon Daemon => _scene.Get<AccessDaemon>();

    private CancellationToken Stop => _scene.Get<StopSignal>().Token;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _scene.Get<WatchLoop>().StopAsync();

    public void Dispose() => _scene.Dispose();

    /// <summary>The policy needs what the checks found, and the watch needs the policy.</summary>
    [Fact]
    public async Task StartAsync_EverythingAnswers_ChecksThenWatchesThenLooksAtTheRules()
    {
        var clusterBeforeTheWatch = "";
        _scene.TeleportSendsNothingMore();
        _scene.Job.Teleport
            .Setup(teleport => teleport.PingAsync(default))
            .ReturnsAsync(DecisionScene.Server with { Cluster = "new-cluster" });
        _scene.Job.Teleport.Setup(teleport => teleport.ReadAllPluginDataAsync(It.IsAny<CancellationToken>()))
            .Callback(() => clusterBeforeTheWatch = _scene.Get<CurrentPolicy>().Now.Facts.Server.Cluster)
            .ReturnsAsync(new PluginDataSnapshot([], _ => null));
        _scene.Job.SlackKnows(Some.User);

        await Daemon.StartAsync(default);
        await _scene.Job.FinishAsync();

        Assert.Equal("new-cluster", clusterBeforeTheWatch);
        Assert.Equal(
            [StartingEvent, ConnectedEvent, UnresolvedEvent, NoHistoryEvent, NoTraitEvent, WatchingEvent],
            _scene.Job.Log.Entries.Where(entry => entry.Id is >= 1000 and < 2000).Select(entry => entry.Id)
        );
        _scene.Job.Directory.Verify(slack => slack.GetUserAsync(Some.User.Id, It.IsAny<TimeSpan>(), Stop), Times.Once);
        await Daemon.StopAsync(default);
    }

    /// <summary>Teleport is a strict mock: a watch would fail the test in another way.</summary>
    [Fact]
    public async Task StartAsync_ChecksFail_NeverWatches()
    {
        _scene.PingFails(TeleportFailure.CredentialsRefused);
        var before = _scene.Get<CurrentPolicy>().Now;

        var failure = await Assert.ThrowsAsync<StartException>(() => Daemon.StartAsync(default));

        Assert.Equal(ExitCode.NotPermitted, failure.ExitCode);
        Assert.Equal(0, _scene.Job.Log.Count(WatchingEvent));
        Assert.Same(before, _scene.Get<CurrentPolicy>().Now);
    }

    [Fact]
    public async Task StartAsync_WatchIsRefused_EndsTheStartAndStopsTheWatch()
    {
        _scene.Job.Teleport
            .Setup(teleport => teleport.WatchAsync(It.IsAny<WatchScope>(), It.IsAny<CancellationToken>()))
            .Throws(DecisionScene.Failed(TeleportFailure.NotPermitted));

        var failure = await Assert.ThrowsAsync<StartException>(() => Daemon.StartAsync(default));

        Assert.Equal(ExitCode.NotPermitted, failure.ExitCode);
        Assert.True(Stop.IsCancellationRequested);
        _scene.Job.Directory.Verify(
            slack => slack.GetUserAsync(It.IsAny<string>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()),
            Times.Never
        );
    }

    /// <summary>The stop signal would end the call to Slack that tells the clicker.</summary>
    [Fact]
    public async Task StopAsync_ClickInHand_IsFinishedBeforeTheWatchIsStopped()
    {
        await StartAsync();
        var told = new TaskCompletionSource<SlackResult<Done>>();
        _scene.Job.Modals
            .Setup(slack => slack.RespondAsync(It.IsAny<ReplyAddress>(), It.IsAny<string>(), default))
            .Returns(told.Task);
        var click = _scene.Get<InteractionDispatcher>().HandleAsync(Press, default);

        var stop = Daemon.StopAsync(default);
        Assert.False(Stop.IsCancellationRequested);
        told.SetResult(new SlackResult<Done>.Ok(default));

        await stop;
        await click;
        Assert.True(Stop.IsCancellationRequested);
    }

    /// <summary>Reconciling is cut short, because the next start repeats it; what has begun may end.</summary>
    [Fact]
    public async Task StopAsync_WorkInTheQueue_IsWaitedForAfterTheSignal()
    {
        await StartAsync();
        var queue = _scene.Get<KeyedQueue<WorkKey>>();
        queue.Reconcile(WorkKey.Of(Some.RequestId), () => new TaskCompletionSource().Task.WaitAsync(Stop));

        await Daemon.StopAsync(default);

        Assert.True(Daemon.WhenIdleAsync().IsCompleted);
        Assert.Equal(Some.Now, _scene.Job.Time.GetUtcNow());
    }

    private async Task StartAsync()
    {
        _scene.TeleportSendsNothingMore();
        _scene.Job.SlackKnows(Some.User);
        await Daemon.StartAsync(default);
        await _scene.Job.FinishAsync();
    }

    private static Interaction.Unusable Press => new(
        Refusals.ForeignMessage,
        Some.User.Id,
        Some.Channel,
        Some.Click().ResponseUrl
    );
}
