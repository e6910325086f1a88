using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Service;

/// <summary>Two daemons on one Teleport and one Slack app: no leader, and nothing twice.</summary>
public class ReplicaTests
{
    [Fact]
    public async Task Announce_TwoReplicas_OneMessage()
    {
        await using var world = await World.StartAsync();
        await world.StartReplicaAsync();
        for (var i = 0; i < 20; i++)
        {
            var (id, _) = await world.RequestAsync();
            await world.KnownAsync(id);
            Assert.Single(world.MessagesOf(id));
        }
    }

    [Fact]
    public async Task Decide_ApproveRacesDeny_OneDecisionAndSlackSaysWhatTeleportSays()
    {
        await using var world = await World.StartAsync();
        var second = await world.StartReplicaAsync();
        for (var i = 0; i < 20; i++)
        {
            var (id, message) = await world.RequestAsync();
            var before = world.Teleport.CallsOf("SetAccessRequestState");

            await World.AtOnceAsync(
                gate => world.ClickAsync(world.Bob, message, World.Approve, gate),
                gate => world.ClickAsync(world.Carol, message, World.Deny, gate, at: second));

            Assert.Equal(before + 1, world.Teleport.CallsOf("SetAccessRequestState"));
            await world.ShowsAsync(
                id,
                world.StateOf(id) == "Approved" ? "Approved by bob@example.com" : "Denied by carol@example.com"
            );
            await world.PassAsync(TimeSpan.FromSeconds(5)); // a channel takes one message a second
        }
    }

    [Fact]
    public async Task Click_AtTheReplicaThatDidNotPost_Decides()
    {
        await using var world = await World.StartAsync();
        var second = await world.StartReplicaAsync();
        for (var i = 0; i < 5; i++)
        {
            var (id, message) = await world.RequestAsync();
            await world.ClickAsync(world.Bob, message, World.Approve, at: i % 2 == 0 ? second : world.Daemon);
            await world.ShowsAsync(id, "Approved by bob@example.com");
        }
    }

    [Fact]
    public async Task Claim_OfAReplicaThatDied_IsTakenOverAfterThirtySeconds()
    {
        await using var world = await World.PrepareAsync();
        await world.CreateReplica(time: new ManualTime()).StartAsync(); // for which time stands still
        var hold = world.Slack.HoldNext("chat.postMessage");
        var id = world.Teleport.CreateRequest("alice", "dba");
        await hold.WaitUntilReachedAsync(); // the first daemon now holds the claim, and never comes back
        var second = await world.StartReplicaAsync();
        await second.LoggedAsync("Caught up");
        await second.WhenIdleAsync();
        Assert.Empty(world.MessagesOf(id));

        await world.PassAsync(TimeSpan.FromSeconds(62), second);

        Assert.Single(world.MessagesOf(id));
        hold.Release();
    }

    [Theory]
    [InlineData("genuine", "Approved")]
    [InlineData("planted", "Pending")]
    [InlineData("left meanwhile", "Pending")]
    public async Task Decision_OfAReplicaThatDied_IsFinishedOnlyIfItIsOursAndStillAllowed(string what, string state)
    {
        await using var world = await World.PrepareAsync();
        await world.CreateReplica(time: new ManualTime()).StartAsync(); // for which time stands still
        var (id, message) = await world.RequestAsync();
        // The decision is claimed, and its maker never comes back
        var hold = world.Teleport.Hold("SetAccessRequestState", HoldAt.Arrival);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();
        if (what == "planted")
        {
            var entry = world.Teleport.PluginData(id, "slack")["v1"];
            world.Teleport.PlantPluginData(
                id,
                "slack",
                new Dictionary<string, string>
                {
                    ["v1"] = entry.Replace("bob@example.com", "eve@example.com", StringComparison.Ordinal),
                }
            );
        }

        if (what == "left meanwhile") world.Slack.Put(world.Bob with { Deleted = true });
        var second = await world.StartReplicaAsync();
        await second.LoggedAsync("Caught up");
        await second.WhenIdleAsync();
        Assert.Equal("Pending", world.StateOf(id));

        await world.PassAsync(TimeSpan.FromMinutes(3), second); // what was known of people is old as well

        // Slack sends the click, which is genuine, to the other replica as well. No answer says when that is done.
        if (what == "planted" && world.UsesSocket) state = "Approved";
        if (state == "Approved") await world.Slack.WaitUntilAsync(_ => world.StateOf(id) == state);
        Assert.Equal(state, world.StateOf(id));
        if (what == "planted")
            Assert.Contains(second.Log, line => line.Contains("do not have our seal", StringComparison.Ordinal));
        hold.Release();
        Assert.Equal(world.UsesSocket ? 0 : 200, (await click).Status); // minutes later, Slack has given up
    }
}
