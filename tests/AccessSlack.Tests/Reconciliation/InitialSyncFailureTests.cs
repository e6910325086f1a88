using AccessSlack.Teleport;
using AccessSlack.Tests.Http;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Reconciliation;

/// <summary>The first sync when Teleport fails, or the stream ends before it is done.</summary>
public class InitialSyncFailureTests : InitialSyncTest
{
    [Theory]
    [InlineData("Busy")]
    [InlineData("NotPermitted")]
    [InlineData("Refused")]
    [InlineData("Unsupported")]
    [InlineData("Unexpected")]
    public async Task Run_LedgersCannotBeReadInOneCall_ReadsThemOneByOneFromThenOn(string failure)
    {
        Scene.PluginData.Ledger = Scene.Shown(Pending);
        Scene.PluginData.FailReadOfAll(Enum.Parse<TeleportFailure>(failure));
        List(Pending);

        await RunAsync();

        Assert.Equal((1, 1), (Scene.PluginData.ReadsOfAll, Scene.PluginData.Reads));
        var line = $"({failure}): the read failed. It is read one request at a time";
        Assert.Equal(1, Scene.Log.Count(LogLevel.Warning, line));
        Assert.Empty(Scene.SlackCalls);
    }

    [Fact]
    public async Task Run_NoAnswerForAllLedgers_AsksThreeTimesAndThenReadsThemOneByOne()
    {
        Scene.PluginData.Ledger = Scene.Shown(Pending);
        for (var time = 0; time < 4; time++) Scene.PluginData.FailReadOfAll(TeleportFailure.Unreachable);
        List(Pending);

        var run = Start();
        await WaitThroughAsync(seconds: 1);
        await WaitThroughAsync(seconds: 2);
        await EndAsync(run);

        Assert.Equal((3, 1), (Scene.PluginData.ReadsOfAll, Scene.PluginData.Reads));
    }

    [Theory]
    [InlineData("Unreachable")]
    [InlineData("Busy")]
    [InlineData("NotPermitted")]
    [InlineData("CredentialsRefused")]
    [InlineData("Unsupported")]
    public async Task Run_ListFails_IsTriedAgainMoreAndMoreSeldom(string failure)
    {
        Lists.Enqueue(_ => FailAsync(Enum.Parse<TeleportFailure>(failure)));
        Lists.Enqueue(_ => FailAsync(Enum.Parse<TeleportFailure>(failure)));
        List(Pending);
        Scene.OnPost(Some.Recipient, StepScene.Sent());

        var run = Start();
        await WaitThroughAsync(seconds: 1);
        await WaitThroughAsync(seconds: 2);
        await EndAsync(run);

        Assert.Equal(2, Scene.Log.Count(LogLevel.Warning, $"could not be listed ({failure})"));
        Assert.Equal(2, Scene.Counted("retries_total", "list"));
        Assert.Equal([$"PostAsync {Some.Recipient}"], Scene.SlackCalls);
    }

    [Fact]
    public async Task Run_TeleportIsBusyWhileLedgersAreReadOneByOne_ReadsOnMoreSlowly()
    {
        Scene.PluginData.Ledger = Scene.Shown(Pending);
        Scene.PluginData.FailReadOfAll(TeleportFailure.Busy);
        Scene.PluginData.FailRead(TeleportFailure.Busy);
        Scene.PluginData.FailRead(TeleportFailure.Busy);
        List(Pending);

        var run = Start();
        await WaitThroughAsync(seconds: 1);
        await WaitThroughAsync(seconds: 2);
        await EndAsync(run);

        Assert.Equal(3, Scene.PluginData.Reads);
        Assert.Equal(1, Scene.Log.Count(LogLevel.Information, "reading plugin data continues in 2 s"));
        Assert.Equal(0, Scene.Counted("retries_total", "list"));
    }

    [Fact]
    public async Task Run_OneLedgerCannotBeRead_TheOthersAreAndReconcilingTriesItAgain()
    {
        var other = Pending with { Id = "01965f3a-0000-7bb5-9a3f-0d5b8c1d2e4f" };
        Scene.PluginData.Ledger = Scene.Shown(Pending);
        Scene.PluginData.Put(other.Id, Scene.Shown(other));
        Scene.PluginData.FailReadOfAll(TeleportFailure.NotPermitted);
        Scene.PluginData.FailRead(TeleportFailure.Unexpected);
        List(Pending, other);

        await RunAsync();

        Assert.All(Scene.Get<RequestTracker>().All, tracked => Assert.True(tracked.LedgerIsKnown));
        Assert.Empty(Scene.SlackCalls);
    }

    [Fact]
    public async Task Run_StreamEndsWhileListing_LeavesTheRestToTheNext()
    {
        Lists.Enqueue(HangAsync);

        var run = Start();
        await Until.HoldsAsync(() => Lists.Count == 0);
        await Ended.CancelAsync();
        await EndAsync(run);

        Assert.Empty(Scene.Log.All);
    }

    [Fact]
    public async Task Run_StreamEndsDuringThePause_DoesNotListAgain()
    {
        Lists.Enqueue(_ => FailAsync(TeleportFailure.Unreachable));

        var run = Start();
        await Until.HoldsAsync(() => Scene.Time.Waiting == 1);
        await Ended.CancelAsync();
        await EndAsync(run);

        Assert.Empty(Lists);
    }
}
