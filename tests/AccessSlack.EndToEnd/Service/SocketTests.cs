using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack.Sockets;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Service;

/// <summary>Sockets end, fall silent and are replaced: no click is lost, none counts twice, and none leaks.</summary>
public class SocketTests
{
    private const string SetState = "SetAccessRequestState";

    public SocketTests() => Door.Socket.Use();

    [Fact]
    public async Task Click_WhileTheSocketIsRenewed_IsTaken()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var (old, opening) = (world.Slack.Sockets.All[0], world.Slack.HoldNext(SlackSockets.Open));

        await old.DisconnectAsync(DisconnectReason.Warning);
        await opening.WaitUntilReachedAsync();
        var ack = await world.ClickAsync(world.Bob, message, World.Approve);
        opening.Release();
        await world.Slack.WaitUntilAsync(slack => slack.Sockets.OpenConnections == 1 && slack.Sockets.All.Length == 2);

        Assert.Equal((200, 1000), (ack.Status, old.CloseCode));
        Assert.Equal(2, Assert.Single(world.Slack.Sockets.Registered).Id);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Click_WhileItsReplicaStops_IsTakenByTheOther()
    {
        await using var world = await World.StartAsync();
        var second = await world.StartReplicaAsync();
        var (slow, slowMessage) = await world.RequestAsync();
        var (id, message) = await world.RequestAsync();
        await world.KnownAsync(id);
        var hold = world.Teleport.Hold(SetState, HoldAt.Arrival);
        var first = world.ClickAsync(world.Bob, slowMessage, World.Approve);
        await hold.WaitUntilReachedAsync();

        var stopping = world.Daemon.StopAsync();
        var click = world.ClickAsync(world.Carol, message, World.Approve);
        await world.Slack.WaitUntilAsync(slack => slack.Sockets.Envelopes.All.Count(one => one.SentTo.Length > 0) == 2);
        world.Time.Advance(SocketEnvelopes.Patience);
        hold.Release();
        await Task.WhenAll(first, click, stopping);
        await world.PassAsync(TimeSpan.FromSeconds(10), second);

        await world.ShowsAsync(slow, "Approved by bob@example.com");
        await world.ShowsAsync(id, "Approved by carol@example.com");
        Assert.Equal(2, world.Teleport.CallsOf(SetState));
        Assert.Equal(1000, world.Slack.Sockets.All[0].CloseCode);
    }

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
    public async Task SocketMode_SwitchedOffAndOn_IsTakenUpAgain()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();

        await world.Slack.Sockets.SwitchAsync(false);
        await world.Daemon.LoggedAsync("Slack refuses Socket Mode");
        await world.Slack.Sockets.SwitchAsync(true);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await world.Slack.WaitUntilAsync(slack => slack.Sockets.Registered.Length == 1);

        Assert.Equal(200, (await world.ClickAsync(world.Bob, message, World.Approve)).Status);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        await world.Slack.WaitUntilAsync(slack => slack.Sockets.OpenConnections == 1);
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
