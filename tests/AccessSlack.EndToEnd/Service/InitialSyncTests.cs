using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Service;

/// <summary>What happened while the daemon was down or its stream was interrupted.</summary>
public class InitialSyncTests
{
    private const string Read = "GetPluginData";
    private const string Write = "UpdatePluginData";
    private const string List = "ListAccessRequests";

    [Theory]
    [InlineData("approve", "Approved in Teleport")]
    [InlineData("deny", "Denied in Teleport")]
    [InlineData("remove", "Removed in Teleport")]
    [InlineData("expire", "Expired")]
    public async Task Start_EndedWhileDown_SaysSo(string how, string words)
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();
        await world.RequestAsync("auditor");
        await world.Daemon.StopAsync();
        if (how == "approve") world.Teleport.Resolve(id, RequestState.Approved);
        if (how == "deny") world.Teleport.Resolve(id, RequestState.Denied);
        if (how == "remove") world.Teleport.Delete(id);
        if (how == "expire") world.Time.Advance(TimeSpan.FromMinutes(70)); // the scan has removed it
        await world.StartReplicaAsync();

        await world.ShowsAsync(id, words);
        Assert.Empty(world.MessagesOf(id)[0].Buttons);
    }

    [Fact]
    public async Task Start_ExpiredWhileDownAndNothingIsListed_SaysSo()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();
        await world.Daemon.StopAsync();
        world.Time.Advance(TimeSpan.FromMinutes(70));
        Assert.Null(world.Teleport.Request(id));
        var next = await world.StartReplicaAsync();

        await world.ShowsAsync(id, "Expired");
        Assert.Equal(0, next.CountInLog("lists no access requests"));
    }

    [Fact]
    public async Task Start_MadeWhileDown_IsAnnouncedOnceAndNotWhenOlderThanLookback()
    {
        await using var world = await World.StartAsync(new() { Slack = "lookback = \"30m\"" });
        await world.Daemon.StopAsync();
        var old = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { PendingFor = TimeSpan.FromHours(8) }
        );
        world.Time.Advance(TimeSpan.FromMinutes(31));
        var young = world.Teleport.CreateRequest("alice", "dba");
        var next = await world.StartReplicaAsync();

        await world.AnnouncedAsync(young);
        await CaughtUpAsync(world, next);
        Assert.Single(world.MessagesOf(young));
        Assert.Empty(world.MessagesOf(old));
    }

    [Fact]
    public async Task Start_ManyAnnouncedRequests_OneReadAndNothingElse()
    {
        await using var world = await World.StartAsync();
        await AnnounceAsync(world, 60);
        for (var i = 0; i < 20; i++)
            world.Teleport.Resolve(world.Teleport.Requests[i].Metadata.Name, RequestState.Denied);
        await world.Slack.WaitUntilAsync(_ =>
            Asked(world).Count(message => message.Text.EndsWith("Denied in Teleport", StringComparison.Ordinal)) >= 20
        );
        await world.IdleAsync();
        for (var i = 0; i < 30; i++) await world.PassAsync(TimeSpan.FromSeconds(1)); // the replies are posted
        await world.Daemon.StopAsync();
        var (reads, writes, edits) = (world.Teleport.CallsOf(Read), world.Teleport.CallsOf(Write), Edits(world));

        var next = await world.StartReplicaAsync();
        await CaughtUpAsync(world, next);

        Assert.Equal(reads + 2, world.Teleport.CallsOf(Read)); // the start asks whether it may read
        Assert.Equal(writes + 1, world.Teleport.CallsOf(Write)); // and whether it may write
        Assert.Equal(edits, Edits(world));
        Assert.Contains(
            "Caught up with Teleport: 40 open requests",
            next.Log.Last(line => line.Contains("Caught up", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Start_BulkReadRefused_ReadsOneAfterTheOtherAndSlowerWhenAsked()
    {
        await using var world = await World.StartAsync();
        await AnnounceAsync(world, 20);
        await world.Daemon.StopAsync();
        var (reads, writes) = (world.Teleport.CallsOf(Read), world.Teleport.CallsOf(Write));
        var probe = world.Teleport.Hold(Read); // the start asks whether it may read

        var starting = world.StartReplicaAsync();
        await probe.WaitUntilReachedAsync();
        // The one call, and the first of the single ones
        world.Teleport.FailNext(Read, GrpcCode.ResourceExhausted, times: 2);
        probe.Release();
        var next = await starting;
        await next.LoggedAsync("asks us to slow down");
        await next.LoggedAsync("reading plugin data continues in");
        await world.IdleAsync();
        Assert.Equal(reads + 3, world.Teleport.CallsOf(Read)); // the others wait with it
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await CaughtUpAsync(world, next);

        Assert.Equal(reads + 23, world.Teleport.CallsOf(Read));
        Assert.Equal(writes + 1, world.Teleport.CallsOf(Write));
    }

    [Fact]
    public async Task Start_ListAndBulkHang_IsReadyAndAnnouncesWhatTheStreamBrings()
    {
        await using var world = await World.PrepareAsync();
        world.Teleport.CreateRequest("alice", "dba");
        world.Teleport.Hold(Read, HoldAt.Arrival).Release(); // the start asks whether it may read
        var read = world.Teleport.Hold(Read, HoldAt.Arrival);
        var list = world.Teleport.Hold(List, HoldAt.Arrival);

        var replica = await world.StartReplicaAsync();
        await read.WaitUntilReachedAsync();
        Assert.True(replica.Readiness.IsReady);
        await world.RequestAsync("auditor");

        read.Release();
        await list.WaitUntilReachedAsync();
        await world.RequestAsync("editor");
        Assert.Equal(2, Asked(world).Count());

        list.Release();
        await CaughtUpAsync(world, replica);
        Assert.Equal(3, Asked(world).Count());
    }

    [Fact]
    public async Task List_OlderThanTheStream_ChangesNothing()
    {
        await using var world = await World.StartAsync();
        var (resolved, _) = await world.RequestAsync();
        var (removed, _) = await world.RequestAsync();
        await BreakAsync(world);
        var list = world.Teleport.Hold(List); // the answer is made, and on its way
        await ReconnectAsync(world, untilListed: false);
        await list.WaitUntilReachedAsync();

        world.Teleport.Resolve(resolved, RequestState.Approved);
        world.Teleport.Delete(removed);
        await world.ShowsAsync(resolved, "Approved in Teleport");
        await world.ShowsAsync(removed, "Removed in Teleport");
        var edits = Edits(world);
        var caughtUp = world.Daemon.CountInLog("Caught up");
        list.Release();
        await CaughtUpAsync(world, world.Daemon, caughtUp + 1);

        Assert.Equal(edits, Edits(world));
        Assert.Equal(2, Asked(world).Count());
    }

    [Fact]
    public async Task Reconnect_NothingChanged_ReadsAndWritesNothing()
    {
        await using var world = await World.StartAsync();
        await AnnounceAsync(world, 10);
        for (var i = 0; i < 5; i++)
            world.Teleport.Resolve(world.Teleport.Requests[i].Metadata.Name, RequestState.Approved);
        await world.Slack.WaitUntilAsync(_ =>
            Asked(world).Count(message => message.Text.EndsWith("Approved in Teleport", StringComparison.Ordinal)) >= 5
        );
        await world.IdleAsync();
        var (reads, writes, edits) = (world.Teleport.CallsOf(Read), world.Teleport.CallsOf(Write), Edits(world));

        for (var i = 0; i < 2; i++)
        {
            await BreakAsync(world);
            await ReconnectAsync(world);
        }

        Assert.Equal((reads, writes), (world.Teleport.CallsOf(Read), world.Teleport.CallsOf(Write)));
        Assert.Equal(edits, Edits(world));
    }

    [Fact]
    public async Task Reconnect_ApprovalOverriddenMeanwhile_OnlyThatOneIsReadAndShown()
    {
        await using var world = await World.StartAsync();
        await AnnounceAsync(world, 5);
        var ids = world.Teleport.Requests.Select(request => request.Metadata.Name).ToList();
        foreach (var id in ids) world.Teleport.Resolve(id, RequestState.Approved);
        await world.Slack.WaitUntilAsync(_ =>
            Asked(world).Count(message => message.Text.EndsWith("Approved in Teleport", StringComparison.Ordinal)) >= 5
        );
        await world.IdleAsync();
        await BreakAsync(world);
        var reads = world.Teleport.CallsOf(Read);
        world.Teleport.Resolve(ids[2], RequestState.Denied);
        await ReconnectAsync(world);

        await world.ShowsAsync(ids[2], "Denied in Teleport");
        Assert.Equal(reads + 1, world.Teleport.CallsOf(Read));
    }

    [Fact]
    public async Task Removed_AfterAllWasSaid_CostsNothing()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();
        world.Teleport.Resolve(id, RequestState.Approved);
        await world.ShowsAsync(id, "Approved in Teleport");
        var (reads, writes) = (world.Teleport.CallsOf(Read), world.Teleport.CallsOf(Write));

        world.Teleport.Delete(id);
        await world.RequestAsync(); // the stream is in order: the removal was seen before this one

        Assert.Equal((reads, writes + 2), (world.Teleport.CallsOf(Read), world.Teleport.CallsOf(Write)));
        Assert.EndsWith("Approved in Teleport", world.MessagesOf(id)[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task Reconnect_RoleLostItsRights_NothingIsCalledRemovedAndItGoesOnWhenTheyAreBack(
        bool mayList,
        bool mayRead
    )
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        await BreakAsync(world);
        (world.Plugin.MayList, world.Plugin.MayRead) = (mayList, mayRead);
        await (mayRead ? ReconnectAsync(world) : RefusedAsync(world));
        await world.IdleAsync();
        Assert.EndsWith("Pending", world.MessagesOf(id)[0].Text, StringComparison.Ordinal);
        Assert.Equal(mayRead, world.Daemon.CountInLog("lists no access requests") > 0);

        (world.Plugin.MayList, world.Plugin.MayRead) = (true, true);
        if (mayRead) await world.PassAsync(TimeSpan.FromMinutes(10));
        else await ReconnectAsync(world);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task Click_RoleLostItsRights_DecidesNothingAndCallsNothingRemoved(bool mayList, bool mayRead)
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        (world.Plugin.MayList, world.Plugin.MayRead) = (mayList, mayRead);

        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count > 0);
        await world.IdleAsync();
        Assert.Equal("Pending", world.StateOf(id));
        Assert.DoesNotContain("Removed", world.MessagesOf(id)[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Expired", world.MessagesOf(id)[0].Text, StringComparison.Ordinal);

        (world.Plugin.MayList, world.Plugin.MayRead) = (true, true);
        for (var i = 0; i < 3; i++) await world.PassAsync(TimeSpan.FromMinutes(1));
        if (world.StateOf(id) == "Pending") await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>Would take too long if each request cost a call. Memory is measured in perf/Benchmarks.</summary>
    [Fact]
    public async Task Start_TenThousandOpenRequests_IsReadyBeforeTheyAreListedAndReadsThemByOneCall()
    {
        const int Requests = 10_000;
        await using var world = await World.StartAsync();
        await PlantAsync(world, Requests);
        var (reads, lists, posts, edits) = (
            world.Teleport.CallsOf(Read),
            world.Teleport.CallsOf(List),
            world.Slack.Messages.Length,
            Edits(world)
        );
        var list = world.Teleport.Hold(List, HoldAt.Arrival);

        var next = await world.StartReplicaAsync();
        Assert.True(next.Readiness.IsReady);
        await list.WaitUntilReachedAsync();
        list.Release();
        await CaughtUpAsync(world, next);

        Assert.Equal(1, next.CountInLog($"Caught up with Teleport: {Requests} open requests"));
        Assert.Equal((reads + 2, lists + 10), (world.Teleport.CallsOf(Read), world.Teleport.CallsOf(List)));
        Assert.Equal((posts, edits), (world.Slack.Messages.Length, Edits(world)));
    }

    /// <summary>Announces one request and makes others that stand beside the same message.</summary>
    private static async Task PlantAsync(World world, int requests)
    {
        var (id, _) = await world.RequestAsync();
        await world.Daemon.StopAsync();
        for (var i = 1; i < requests; i++)
            SealedEntries.CopyTo(world, id, world.Teleport.CreateRequest("alice", "dba"));
    }

    /// <summary>Without what is said in their threads.</summary>
    private static IEnumerable<SlackMessage> Asked(World world) =>
        world.Slack.Messages.Where(message => message.ThreadTs is null);

    private static int Edits(World world) => world.Slack.Messages.Sum(message => message.Edits.Length);

    private static async Task AnnounceAsync(World world, int requests)
    {
        var ids = Enumerable.Range(0, requests).Select(_ => world.Teleport.CreateRequest("alice", "dba")).ToList();
        foreach (var id in ids) await world.Daemon.LoggedAsync($"Request {id}: Rest");
        for (var i = 0; i < requests; i++)
            await world.PassAsync(TimeSpan.FromSeconds(1)); // the channel takes one a second
        Assert.Equal(requests, world.Slack.Messages.Length);
    }

    private static async Task CaughtUpAsync(World world, Replica replica, int times = 1)
    {
        await replica.LoggedAsync("Caught up", times);
        await world.IdleAsync();
    }

    private static async Task BreakAsync(World world)
    {
        var breaks = world.Daemon.CountInLog("Reconnecting");
        world.Teleport.EndWatches();
        await world.Daemon.LoggedAsync("Reconnecting", breaks + 1);
    }

    /// <summary>
    /// The break was waited for, so that the back-off already runs; less than INIT may take, or the same step of the
    /// clock would end the new watch.
    /// </summary>
    private static async Task ReconnectAsync(World world, bool untilListed = true)
    {
        var (connects, lists) = (world.Daemon.CountInLog("Watcher connected"), world.Daemon.CountInLog("Caught up"));
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await world.Daemon.LoggedAsync("Watcher connected", connects + 1);
        if (untilListed) await CaughtUpAsync(world, world.Daemon, lists + 1);
    }

    private static async Task RefusedAsync(World world)
    {
        var breaks = world.Daemon.CountInLog("Reconnecting");
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await world.Daemon.LoggedAsync("Reconnecting", breaks + 1);
    }
}
