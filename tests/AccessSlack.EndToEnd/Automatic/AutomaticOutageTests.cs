using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Testing;
using static AccessSlack.EndToEnd.Automatic.AutomaticScene;

namespace AccessSlack.EndToEnd.Automatic;

/// <summary>One decision and one message, whichever side fails. The decision never waits for Slack.</summary>
public class AutomaticOutageTests
{
    [Fact]
    public async Task Decide_TwoReplicas_OneDecisionAndOneMessage()
    {
        await using var world = await World.StartAsync(Routine("limit = 50"));
        await world.StartReplicaAsync();
        for (var i = 0; i < 10; i++)
        {
            await world.DecidedAsync(world.Request());
            await world.PassAsync(TimeSpan.FromSeconds(3)); // a channel takes one message a second
        }

        Assert.Equal(10, world.Teleport.CallsOf(Decide));
    }

    [Fact]
    public async Task Decide_SlackLimitsTheRate_DecidesAtOnceAndTellsLater()
    {
        await using var world = await World.StartAsync(Routine());
        world.Slack.FailNext(Post, SlackFault.RateLimited("30"));
        var first = world.Request();
        await world.KnownAsync(first);
        var second = world.Request();
        await world.KnownAsync(second);
        Assert.Equal(("Approved", "Approved"), (world.StateOf(first), world.StateOf(second)));
        Assert.Empty(world.MessagesOf(second));

        await world.PassAsync(TimeSpan.FromMinutes(2));

        await world.DecidedAsync(first);
        await world.DecidedAsync(second);
    }

    [Fact]
    public async Task Decide_NoOneIsTold_DecidesAllTheSame()
    {
        await using var world = await World.StartAsync(
            new WorldOptions { More = "[role_to_recipients]\n\"*\" = \"access\"\nlogs = []" }.With(Table())
        );
        var id = world.Request();
        await world.KnownAsync(id);
        Assert.Equal("Approved", world.StateOf(id));
        Assert.Empty(world.MessagesOf(id));

        world.Daemon.Reload(world.Toml().Replace("logs = []", "logs = \"access\"", StringComparison.Ordinal));
        await world.Daemon.LoggedAsync("Configuration reloaded");
        await world.IdleAsync();
        Assert.Empty(world.MessagesOf(id)); // it is over, and was for no one
    }

    [Fact]
    public async Task Decide_RecipientFails_DecidesAndTellsOnceItWorks()
    {
        await using var world = await World.StartAsync(Routine());
        world.Slack.FailNext(Post, SlackFault.Error("not_in_channel"));
        var id = world.Request();
        await world.KnownAsync(id);
        Assert.Equal("Approved", world.StateOf(id));
        Assert.Empty(world.MessagesOf(id));

        await world.PassAsync(TimeSpan.FromMinutes(11));

        await world.DecidedAsync(id);
    }

    [Theory]
    [InlineData("UpdatePluginData", "Teleport failed while working on request")]
    [InlineData(Decide, "Teleport did not confirm the decision on request")]
    public async Task Decide_TeleportDoesNotAnswer_DecidesOnceItDoes(string rpc, string line)
    {
        await using var world = await World.StartAsync(Routine());
        world.Teleport.FailNext(rpc, GrpcCode.Unavailable, times: 3);
        var id = world.Request();
        await world.Daemon.LoggedAsync($"{line} {id}");
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.DecidedAsync(id);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(11, false)]
    public async Task Claim_OfAReplicaThatDied_IsFinishedOnlySoonAfterTheRequest(int minutes, bool isDecided)
    {
        await using var world = await World.PrepareAsync(Routine());
        await world.CreateReplica(time: new ManualTime()).StartAsync(); // for which time stands still
        var hold = world.Teleport.Hold(Decide, HoldAt.Arrival);
        var id = world.Request();
        await hold.WaitUntilReachedAsync(); // claimed, and its maker never comes back
        world.Time.Advance(TimeSpan.FromMinutes(minutes));
        var second = await world.StartReplicaAsync();
        await second.LoggedAsync("Caught up");
        await second.WhenIdleAsync();
        Assert.Empty(world.MessagesOf(id)); // nothing is posted before the decision

        await world.PassAsync(TimeSpan.FromMinutes(1), second);

        Assert.Equal(isDecided ? "Approved" : "Pending", world.StateOf(id));
        Assert.EndsWith(
            isDecided ? "Approved by rule routine" : "Pending",
            Assert.Single(world.MessagesOf(id)).Text,
            StringComparison.Ordinal
        );
        if (!isDecided) Assert.Equal(1, second.CountInLog("without an outcome for too long"));
        hold.Release();
    }

    [Fact]
    public async Task Claim_WhoseRuleIsGone_IsLeftToPeople()
    {
        await using var world = await World.PrepareAsync(Routine());
        await world.CreateReplica(time: new ManualTime()).StartAsync();
        var hold = world.Teleport.Hold(Decide, HoldAt.Arrival);
        var id = world.Request();
        await hold.WaitUntilReachedAsync();
        var second = world.CreateReplica(toml => toml.Replace("\"approve\"", "\"deny\"", StringComparison.Ordinal));
        await second.StartAsync();
        await second.LoggedAsync("Caught up");

        await world.PassAsync(TimeSpan.FromMinutes(2), second);

        Assert.Equal("Pending", world.StateOf(id));
        var blocks = Assert.Single(world.MessagesOf(id)).Blocks.ToJsonString();
        Assert.Contains(World.Approve, blocks, StringComparison.Ordinal);
        hold.Release();
    }
}
