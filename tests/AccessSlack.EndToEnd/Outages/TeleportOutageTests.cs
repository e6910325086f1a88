using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Outages;

/// <summary>
/// The daemon survives failures of Teleport: it goes on when it can, says why when it cannot, and never spins.
/// </summary>
public class TeleportOutageTests
{
    [Fact]
    public async Task Init_NeverComes_IsGivenUpAndAskedForAgain()
    {
        await using var world = await World.PrepareAsync();
        var limits = new SetTimers(world.Time, TimeSpan.FromSeconds(15));
        await world.CreateReplica(time: limits).StartAsync();
        await world.Daemon.LoggedAsync("Caught up");
        var (breaks, waits) = (Reconnection.Breaks(world), limits.Count);
        var hold = world.Teleport.Hold("WatchEvents");
        world.Teleport.EndWatches();
        await world.Daemon.LoggedAsync("Reconnecting in", breaks + 1);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await hold.WaitUntilReachedAsync();
        await limits.ReachedAsync(waits + 1); // the limit is set while the call is on its way
        Assert.False(world.Daemon.Readiness.IsReady);
        var missed = world.Teleport.CreateRequest("alice", "dba");

        world.Time.Advance(TimeSpan.FromSeconds(15));
        await Reconnection.ConnectedAsync(world, times: 2, breaks + 1);
        hold.Release();

        await world.AnnouncedAsync(missed);
        Assert.True(world.Daemon.Readiness.IsReady);
    }

    [Fact]
    public async Task Watch_ConfirmedAndEndedAtOnceEachTime_PausesGrowUntilOneIsGood()
    {
        await using var world = await World.StartAsync();
        for (var i = 0; i < 6; i++)
        {
            world.Teleport.EndWatches();
            await world.Daemon.LoggedAsync("Reconnecting in", i + 1);
            Reconnection.PassPause(world);
            await world.Daemon.LoggedAsync("Caught up", i + 2); // the watch is confirmed, and counts as that, before
            await world.Teleport.WaitUntilAsync(teleport => teleport.OpenWatches == 1);
        }

        Assert.All(Reconnection.Pauses(world).Zip([0.5, 1, 2, 4, 8, 16]), pause =>
            Assert.InRange(pause.First, pause.Second, 2 * pause.Second)
        );

        world.Time.Advance(TimeSpan.FromSeconds(11));
        world.Teleport.EndWatches();
        await world.Daemon.LoggedAsync("Reconnecting in", 7);
        Assert.InRange(Reconnection.Pauses(world)[^1], 0.5, 1);
    }

    [Fact]
    public async Task Right_WithdrawnAndGivenBack_NothingIsCalledRemovedAndTheOperatorIsTold()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var breaks = Reconnection.Breaks(world);
        (world.Plugin.MayRead, world.Plugin.MayList) = (false, false);
        world.Teleport.EndWatches();
        for (var i = 1; i <= 6; i++)
        {
            await world.Daemon.LoggedAsync("Reconnecting in", breaks + i);
            Reconnection.PassPause(world);
        }

        Assert.False(world.Daemon.Readiness.IsReady);
        Assert.Contains(world.Daemon.Log, line =>
            line.StartsWith("Error", StringComparison.Ordinal)
            && line.Contains("check the user's role", StringComparison.Ordinal)
        );
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        Assert.NotEmpty(world.EphemeralsTo(world.Bob));
        Assert.Equal("Pending", world.StateOf(id));
        Assert.EndsWith("Pending", world.MessagesOf(id)[0].Text, StringComparison.Ordinal);
        var missed = world.Teleport.CreateRequest("alice", "auditor");

        (world.Plugin.MayRead, world.Plugin.MayList) = (true, true);
        await Reconnection.ReconnectAsync(world, Reconnection.Breaks(world) - 1);
        await world.AnnouncedAsync(missed);
        Assert.True(world.Daemon.Readiness.IsReady);
        Assert.Single(world.MessagesOf(id));
        await world.PassAsync(TimeSpan.FromMinutes(2)); // a decision that was taken before is carried out by then
        if (world.StateOf(id) == "Pending") await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Theory]
    [InlineData("UpdatePluginData", GrpcCode.ResourceExhausted)]
    [InlineData("UpdatePluginData", GrpcCode.FailedPrecondition)]
    [InlineData("UpdatePluginData", GrpcCode.Unavailable)]
    [InlineData("UpdatePluginData", GrpcCode.Unknown)]
    [InlineData("GetPluginData", GrpcCode.ResourceExhausted)]
    public async Task Call_FailsThreeTimes_IsTriedAgainAtGrowingDistanceAndDoneOnce(string rpc, GrpcCode code)
    {
        await using var world = await World.PrepareAsync();
        var id = world.Teleport.CreateRequest("alice", "dba");
        world.Teleport.PlantPluginData(id, "another", new Dictionary<string, string> { ["x"] = "y" });
        await world.StartReplicaAsync();
        await world.AnnouncedAsync(id);
        world.Teleport.FailNext(rpc, code, times: 3);
        if (rpc == "GetPluginData")
            // Our next write fails, and we read
            SealedEntries.Write(world, id, v1 => v1, rev: "70");

        world.Teleport.Resolve(id, RequestState.Denied);
        if (rpc == "GetPluginData")
            // An end is shown after the ledger was read
            await world.Daemon.LoggedAsync("Teleport failed while working");
        else await world.Slack.WaitUntilAsync(slack => slack.CountOf("chat.update") >= 1);
        await world.IdleAsync();
        for (var i = 0; i < 60; i++) await world.PassAsync(TimeSpan.FromSeconds(1));

        await world.ShowsAsync(id, "Denied in Teleport");
        Assert.Single(world.MessagesOf(id));
        Assert.Equal("DENIED", world.Teleport.PluginData(id, "slack")["resolution"]);
        Assert.InRange(
            world.Daemon.CountInLog("Teleport failed while working"),
            code == GrpcCode.FailedPrecondition ? 0 : 3,
            3
        );
    }

    [Theory]
    [InlineData(GrpcCode.ResourceExhausted)]
    [InlineData(GrpcCode.Unavailable)]
    [InlineData(GrpcCode.Unknown)]
    [InlineData(GrpcCode.InvalidArgument)]
    public async Task Watch_RefusedForAWhile_IsAskedForMoreRarelyAndNothingIsMissed(GrpcCode code)
    {
        await using var world = await World.StartAsync();
        // If this is refused, each try asks for requests without rules as well.
        world.Teleport.FailNext("WatchEvents", code, times: code == GrpcCode.InvalidArgument ? 6 : 3);
        var breaks = Reconnection.Breaks(world);
        world.Teleport.EndWatches();
        await world.Teleport.WaitUntilAsync(teleport => teleport.OpenWatches == 0);
        var missed = world.Teleport.CreateRequest("alice", "dba");

        await Reconnection.ReconnectAsync(world, breaks);

        await world.AnnouncedAsync(missed);
        Assert.Equal(4, Reconnection.Pauses(world).Count);
        var longest = code == GrpcCode.Unavailable ? 5 : 8; // an outage is over soon; a refusal takes a person
        Assert.InRange(Reconnection.Pauses(world)[^1], longest / 2.0, longest);
    }

    [Theory]
    [InlineData("12.4.0")]
    [InlineData("8.3.10")]
    [InlineData("18.2.0")]
    public async Task Restart_AnotherReleaseBehindTheSameAddress_WorkGoesOn(string version)
    {
        if (!FrontInUse.Leads(version)) return; // no upgrade before 12
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var breaks = Reconnection.Breaks(world);
        await world.Teleport.StopAsync();
        world.Teleport.Version = version;
        var missed = world.Teleport.CreateRequest("alice", "auditor");
        await world.Teleport.StartAsync();
        await Reconnection.ReconnectAsync(world, breaks);

        await world.AnnouncedAsync(missed);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Connection_HalfOpen_ClicksAreAnsweredHonestlyAndAnotherWayIsTaken()
    {
        await using var world = await World.PrepareAsync();
        await using var balancer = new TcpRelay(world.Teleport.Port);
        await world
            .CreateReplica(toml => toml.Replace(world.Teleport.Address, balancer.Address, StringComparison.Ordinal))
            .StartAsync();
        var (id, message) = await world.RequestAsync();
        var breaks = Reconnection.Breaks(world);

        balancer.GoSilent();
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await world.Slack.WaitUntilAsync(slack => slack.CountOf("users.info") >= 1);
        world.Time.Advance(TimeSpan.FromSeconds(2.5));
        Assert.Equal(200, (await click).Status);
        Assert.Equal("Pending", world.StateOf(id));
        world.Time.Advance(TimeSpan.FromSeconds(11));
        var missed = world.Teleport.CreateRequest("alice", "auditor");

        balancer.Cut(world.Teleport.Port); // until then new connections were silent as well
        await Reconnection.ConnectedAsync(world, times: 2, breaks);
        await world.AnnouncedAsync(missed);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count >= 1);
        await world.PassAsync(TimeSpan.FromSeconds(61));

        // What was said is what happened: nothing was decided, or it was still worked on and then decided.
        Assert.Equal(
            world.EphemeralsTo(world.Bob)[^1].StartsWith("You approved", StringComparison.Ordinal)
                ? "Approved"
                : "Pending",
            world.StateOf(id)
        );
        if (world.StateOf(id) == "Pending") await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task State_Unknown_EndsTheRequestAndAClickSaysSo()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(
            world.Bob,
            message,
            World.Approve,
            new() { EditRequest = _ => world.Teleport.EndInState(id, 9) }
        ); // on the screen it was still pending
        await world.ShowsAsync(id, "Unknown state");

        Assert.Equal(0, world.Teleport.CallsOf("SetAccessRequestState"));
        Assert.Single(world.EphemeralsTo(world.Bob));
    }
}
