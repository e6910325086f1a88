using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Attacks.Ledgers;

/// <summary>A replica of a later release stands beside one of this.</summary>
public class LaterFormatTests
{
    [Theory]
    [InlineData("\"deliveries\":", "\"needs\":[\"partial\"],\"deliveries\":")]
    [InlineData("\"digest\":\"1:", "\"digest\":\"3:")]
    public async Task Entry_OfALaterRelease_IsLeftToIt(string part, string changed)
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        await world.Daemon.StopAsync();
        SealedEntries.Write(world, id, v1 => v1.Replace(part, changed, StringComparison.Ordinal));
        var entry = SealedEntries.Copy(world, id);

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.ClickAsync(world.Bob, message, World.Approve, at: next);
        world.Teleport.Review(id, "zoe", Teleport.Protocol.RequestState.Denied);
        await world.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal("Denied", world.StateOf(id));
        Assert.Contains("newer release", Assert.Single(world.EphemeralsTo(world.Bob)), StringComparison.Ordinal);
        Assert.Equal(entry, SealedEntries.Copy(world, id));
        Assert.Empty(Assert.Single(world.MessagesOf(id)).Edits);
    }
}
