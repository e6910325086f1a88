using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack.Sockets;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.SocketMode;

/// <summary>
/// Slack repeats what is not acknowledged, perhaps to another replica: nothing is lost, and nothing counts twice.
/// </summary>
public class RepetitionTests
{
    private const string SetState = "SetAccessRequestState";

    public RepetitionTests() => Door.Socket.Use();

    [Fact]
    public async Task Click_ToASocketThatFellSilent_IsTakenByTheOtherReplica_AndTheSocketIsReplaced()
    {
        await using var world = await World.StartAsync();
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();
        await world.KnownAsync(id);
        world.Slack.Sockets.All[0].GoSilent();

        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await world.Slack.WaitUntilAsync(slack => slack.Sockets.Envelopes.All.Any(one => one.SentTo.Length > 0));
        await world.PassAsync(SocketEnvelopes.Patience * 2);

        Assert.Equal(0, (await click).Status);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(1, world.Teleport.CallsOf(SetState));
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await world.Daemon.LoggedAsync("Nothing has arrived from Slack over Socket Mode");
        await world.Slack.WaitUntilAsync(slack =>
            slack.Sockets.OpenConnections == 2 && slack.Sockets.Registered.Select(one => one.Id).SequenceEqual([2, 3])
        );
    }

    [Fact]
    public async Task Click_RepeatedToTheOtherReplica_CountsOnce()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("required = 2"));
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();
        await world.KnownAsync(id);
        var hold = world.Teleport.Hold("UpdatePluginData", HoldAt.Answer);

        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();
        await world.Slack.Sockets.Envelopes.RepeatAsync();
        hold.Release();

        Assert.Equal(200, (await click).Status);
        await world.Slack.WaitUntilAsync(slack => slack.Sockets.Envelopes.All[0].AcknowledgedBy.Length == 2);
        await world.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Single(SealedEntries.LedgerOf(world, id).Votes);
        Assert.Equal([1, 2], world.Slack.Sockets.Envelopes.All[0].SentTo.AsEnumerable());
        Assert.Equal("Pending", world.StateOf(id));
    }
}
