using AccessSlack.Requests;
using AccessSlack.Tests.Http;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Reconciliation;

public class InitialSyncTests : InitialSyncTest
{
    [Fact]
    public async Task Run_FirstList_ReadsAllLedgersInOneCallAndPostsWhatIsNew()
    {
        var known = Pending with { Id = "01965f3a-0000-7bb5-9a3f-0d5b8c1d2e4f" };
        Scene.PluginData.Put(known.Id, Scene.Shown(known));
        Scene.OnPost(Some.Recipient, StepScene.Sent());
        List(known, Pending);

        await RunAsync();

        Assert.Equal([$"PostAsync {Some.Recipient}"], Scene.SlackCalls);
        Assert.Equal(0, Scene.PluginData.Reads);
        Assert.Equal(1, Scene.PluginData.ReadsOfAll);
        Assert.Equal(1, Scene.Log.Count(LogLevel.Information, "Caught up with Teleport: 2 open requests"));
    }

    [Fact]
    public async Task Run_SecondList_ReadsNoLedgerThatIsKnown()
    {
        Scene.PluginData.Ledger = Scene.Shown(Pending);
        List(Pending);
        List(Pending);

        await RunAsync();
        await RunAsync();

        Assert.Equal((1, 0), (Scene.PluginData.ReadsOfAll, Scene.PluginData.Reads));
    }

    [Fact]
    public async Task Run_TrackedRequestIsMissingFromTheList_IsLookedUpBeforeItCountsAsGone()
    {
        Scene.Track(Pending, Scene.Shown(Pending));
        Scene.OnUpdate(Some.Channel, StepScene.Sent());
        Scene.Teleport.Setup(teleport => teleport.FindAsync(Some.RequestId, It.IsAny<CancellationToken>()))
            .ReturnsAsync((AccessRequest?)null);
        List(Settled());

        await RunAsync();

        Assert.Equal(Resolution.Removed, Scene.Stored!.Resolution);
    }

    [Fact]
    public async Task Run_MissingFromTheListButFoundById_StaysOpen()
    {
        Scene.Track(Pending, Scene.Shown(Pending));
        Scene.Teleport.Setup(teleport => teleport.FindAsync(Some.RequestId, It.IsAny<CancellationToken>()))
            .ReturnsAsync(Pending);
        List(Settled());

        await RunAsync();

        Assert.Empty(Scene.SlackCalls);
        Assert.Equal(1, Scene.Get<RequestTracker>().Count);
    }

    [Fact]
    public async Task Run_RequestWasRemovedWhileTheDaemonWasDown_ItsMessageSaysSo()
    {
        Scene.PluginData.Ledger = Scene.Shown(Pending);
        Scene.OnUpdate(Some.Channel, StepScene.Sent());
        Scene.Teleport.Setup(teleport => teleport.FindAsync(Some.RequestId, It.IsAny<CancellationToken>()))
            .ReturnsAsync((AccessRequest?)null);
        List(Settled());

        await RunAsync();

        Assert.Equal([$"UpdateAsync {Some.Channel}"], Scene.SlackCalls);
    }

    [Fact]
    public async Task Run_EmptyListAndOneWasOpen_ProvesNothingAndIsAskedForAgain()
    {
        Scene.Track(Pending, Scene.Shown(Pending));
        List();
        List(Pending);

        var run = Start();
        await WaitThroughAsync(seconds: 600);
        await EndAsync(run);

        Assert.Equal(1, Scene.Log.Count(LogLevel.Error, "lists no access requests, although 1 were open"));
        Assert.Empty(Scene.SlackCalls);
        Assert.False(Scene.Get<RequestTracker>().Find(Some.RequestId)!.IsGone);
    }

    [Fact]
    public async Task Run_EmptyListAndNoneWasOpen_IsAskedForAgain()
    {
        Scene.OnPost(Some.Recipient, StepScene.Sent());
        List();
        List(Pending);

        var run = Start();
        await WaitThroughAsync(seconds: 600);
        await EndAsync(run);

        Assert.Equal(1, Scene.Log.Count(LogLevel.Information, "0 open requests"));
        Assert.Equal([$"PostAsync {Some.Recipient}"], Scene.SlackCalls);
    }

    /// <summary>Events named it since INIT, and none removed it.</summary>
    [Fact]
    public async Task Run_EmptyListAndTheWatchShowsOne_ProvesThatTheRightIsMissing()
    {
        List();
        var run = Start();
        await Until.HoldsAsync(() => Lists.Count == 0 && Scene.Time.Waiting == 1);
        var tracker = Scene.Get<RequestTracker>();
        tracker.Changed(Pending);
        tracker.Find(Some.RequestId)!.Saw(Scene.Shown(Pending));
        Lists.Enqueue(_ => AsyncEnumerable.Empty<AccessRequest>());
        await WaitThroughAsync(seconds: 600);
        await Until.HoldsAsync(() => Scene.Get<RequestVisibility>().WhenLost.IsCompleted);
        await EndAsync(run);

        Assert.Equal(1, Scene.Log.Count(LogLevel.Error, "the list of requests is empty"));
        Assert.Equal(0, Scene.Log.Count(LogLevel.Error, "lists no access requests"));
    }

    [Fact]
    public async Task Run_LedgersOnlyInMemory_PostsWithoutReadingAny()
    {
        Scene.Use(Some.Policy(), isDurable: false);
        Scene.OnPost(Some.Recipient, StepScene.Sent());
        List(Pending);

        await RunAsync();

        Assert.Equal([$"PostAsync {Some.Recipient}"], Scene.SlackCalls);
        Assert.Equal((0, 0), (Scene.PluginData.ReadsOfAll, Scene.PluginData.Reads));
    }
}
