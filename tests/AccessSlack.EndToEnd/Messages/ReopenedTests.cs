using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.EndToEnd.Outages;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>
/// An API can make a request pending again that has ended. The message then says so, once that is certain, and people
/// vote again.
/// </summary>
public class ReopenedTests
{
    private const string ByBob = "Approved by bob@example.com";
    private const string InTeleport = "Approved in Teleport";
    private const string Again =
        "⏳ Pending again: it was reopened in Teleport, and earlier votes no longer count";

    [Fact]
    public async Task Message_OfADecisionMadeHere_IsPendingAgainAndPeopleVoteAgain()
    {
        await using var world = await StartAsync();
        var (id, message) = await ApprovedAsync(world);

        world.Teleport.Resolve(id, RequestState.Pending);

        var shown = await world.ShowsAsync(id, "Pending");
        Assert.Equal((message.Ts, 3), (shown.Ts, shown.Buttons.Count()));
        Assert.Equal("Pending", world.StateOf(id));
        var entry = world.Teleport.PluginData(id, "slack");
        Assert.Equal("", entry.GetValueOrDefault("resolution", ""));
        Assert.DoesNotContain("votes", entry["v1"], StringComparison.Ordinal);
        Assert.DoesNotContain("decision", entry["v1"], StringComparison.Ordinal);
        await world.ClickAsync(world.Carol, shown, World.Deny);
        await world.ShowsAsync(id, "Denied by carol@example.com");
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal([$"✅ {ByBob}", Again, "❌ Denied by carol@example.com"], ThreadOf(world, shown));
        Assert.Equal(3, Notices(world).Count);
        Assert.EndsWith(Again, Notices(world)[1], StringComparison.Ordinal);
    }

    /// <summary>Bob approved once, and of that nothing may be left.</summary>
    [Fact]
    public async Task Message_ReopenedAndApprovedInTeleport_DoesNotNameWhoApprovedBefore()
    {
        await using var world = await StartAsync();
        var (id, _) = await ApprovedAsync(world);

        world.Teleport.Resolve(id, RequestState.Pending);
        world.Teleport.Resolve(id, RequestState.Approved);

        await world.ShowsAsync(id, InTeleport);
        Assert.DoesNotContain("bob", world.Teleport.PluginData(id, "slack")["v1"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Denied", "Denied in Teleport")]
    [InlineData("Approved", InTeleport)]
    public async Task Message_OfAnEndInTeleport_IsPendingAgainAsOftenAsItIsReopened(string state, string words)
    {
        await using var world = await StartAsync();
        var (id, message) = await world.RequestAsync();
        for (var i = 0; i < 3; i++)
        {
            world.Teleport.Resolve(id, Enum.Parse<RequestState>(state));
            await world.ShowsAsync(id, words);
            await world.PassAsync(TimeSpan.FromSeconds(10));

            world.Teleport.Reopen(id);

            Assert.Equal(3, (await world.ShowsAsync(id, "Pending")).Buttons.Count());
            await world.PassAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(2 * (i + 1), ThreadOf(world, message).Count);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_ReopenedWhileNoWatchWasLive_IsPendingAMinuteLater(bool isStopped)
    {
        await using var world = await StartAsync();
        var (id, _) = await ApprovedAsync(world);
        if (isStopped) await world.Daemon.StopAsync();
        else world.Teleport.FailNext("WatchEvents", Sandbox.Teleport.GrpcCode.Unavailable);
        var breaks = Reconnection.Breaks(world);
        if (!isStopped) world.Teleport.EndWatches();
        await world.Teleport.WaitUntilAsync(teleport => teleport.OpenWatches == 0);

        world.Teleport.Resolve(id, RequestState.Pending);

        if (!isStopped) await Reconnection.ReconnectAsync(world, breaks);
        var daemon = isStopped ? await world.StartReplicaAsync() : world.Daemon;
        await daemon.LoggedAsync("Caught up", isStopped ? 1 : 2);
        await world.PassAsync(TimeSpan.FromSeconds(50), daemon);
        Assert.EndsWith(ByBob, world.MessagesOf(id)[0].Text, StringComparison.Ordinal);

        await world.PassAsync(TimeSpan.FromSeconds(15), daemon);
        var shown = await world.ShowsAsync(id, "Pending");
        await world.ClickAsync(world.Carol, shown, World.Deny, at: daemon);
        await world.ShowsAsync(id, "Denied by carol@example.com");
    }

    [Fact]
    public async Task Message_ReopenedAndRestarted_StaysPendingAndIsDecidedAgain()
    {
        await using var world = await StartAsync();
        var (id, _) = await ApprovedAsync(world);
        world.Teleport.Resolve(id, RequestState.Pending);
        var shown = await world.ShowsAsync(id, "Pending");
        await world.Daemon.StopAsync();

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2), next);

        Assert.Equal(shown.Edits.Length, world.MessagesOf(id)[0].Edits.Length);
        Assert.DoesNotContain(next.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
        await world.ClickAsync(world.Carol, shown, World.Approve, at: next);
        await world.ShowsAsync(id, "Approved by carol@example.com");
    }

    [Fact]
    public async Task Message_ReopenedAndRemoved_SaysSo()
    {
        await using var world = await StartAsync();
        var (id, _) = await ApprovedAsync(world);
        world.Teleport.Resolve(id, RequestState.Pending);
        await world.ShowsAsync(id, "Pending");

        world.Teleport.Delete(id);

        await world.ShowsAsync(id, "Removed in Teleport");
    }

    /// <summary>Both have seen everything; the second finds nothing left to do, and clears no new vote.</summary>
    [Fact]
    public async Task Message_TwoReplicas_IsReopenedOnceAndDecidedAnewAtEither()
    {
        await using var world = await StartAsync();
        var second = await world.StartReplicaAsync();
        await second.LoggedAsync("Caught up");
        for (var i = 0; i < 5; i++)
        {
            var (id, message) = await ApprovedAsync(world);

            world.Teleport.Resolve(id, RequestState.Pending);
            var shown = await world.ShowsAsync(id, "Pending");
            await world.ClickAsync(world.Carol, shown, World.Deny, at: i % 2 == 0 ? second : world.Daemon);

            await world.ShowsAsync(id, "Denied by carol@example.com");
            await world.PassAsync(TimeSpan.FromMinutes(2));
            Assert.Equal([$"✅ {ByBob}", Again, "❌ Denied by carol@example.com"], ThreadOf(world, message));
            Assert.Equal("Denied", world.StateOf(id));
        }
    }

    /// <summary>A writer of plugin data puts back an earlier entry, with the vote and the decision.</summary>
    [Fact]
    public async Task Entry_FromBeforeTheReopening_IsNoWayBack()
    {
        await using var world = await StartAsync();
        var (id, _) = await ApprovedAsync(world);
        var before = world.Teleport.PluginData(id, "slack").ToDictionary();
        world.Teleport.Resolve(id, RequestState.Pending);
        var shown = await world.ShowsAsync(id, "Pending");

        world.Teleport.PlantPluginData(id, "slack", before);
        await world.ClickAsync(world.Carol, shown, World.Deny);

        await world.ShowsAsync(id, "Denied by carol@example.com");
        Assert.Contains(world.Daemon.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    private static async Task<World> StartAsync()
    {
        var options = new WorldOptions().With("[notify]\nrequester = \"decision\"\n[users]\nU0SBX00001 = \"alice\"");
        var world = await World.StartAsync(options);
        Assert.Equal("U0SBX00001", world.Alice.Id);
        return world;
    }

    /// <summary>By bob, and every thread and the requester have heard of it.</summary>
    private static async Task<(string Id, SlackMessage Message)> ApprovedAsync(World world)
    {
        var told = Notices(world).Count;
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, ByBob);
        await world.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(told + 1, Notices(world).Count);
        return (id, message);
    }

    private static List<string> ThreadOf(World world, SlackMessage message) =>
        [.. world.Slack.RepliesTo(message).Select(reply => reply.Text)];

    private static List<string> Notices(World world) =>
        [
            .. world.Slack.Messages
                .Where(message => message.ThreadTs is null && message.Metadata is null)
                .Select(message => message.Text),
        ];
}
