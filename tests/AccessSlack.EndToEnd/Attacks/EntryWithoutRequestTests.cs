using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>
/// Entries that cannot be replaced: the request is gone, so nothing can be verified, or another writer is always
/// faster.
/// </summary>
public class EntryWithoutRequestTests
{
    private const string Defect = "This is a defect";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EntryThatIsNotOurs_OfARequestThatIsGone_IsLeftAlone(bool isGoPlugins)
    {
        await using var world = await World.StartAsync();
        await world.RequestAsync(); // or the daemon could not be sure that it may still see requests
        var (id, message) = await world.RequestAsync();
        await world.Daemon.StopAsync();
        if (isGoPlugins) SealedEntries.Plant(world, id, ("rev", ""), ("v1", ""), ("seal", ""));
        else SealedEntries.Plant(world, id, ("seal", ""));
        world.Teleport.Delete(id);

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.ClickAsync(world.Bob, message, World.Approve, at: next);
        await world.PassAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(0, next.CountInLog(Defect));
        Assert.Contains("no longer exists", Assert.Single(world.EphemeralsTo(world.Bob)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_WithoutEnd_WhileAnEntryIsReplaced_AreSaidAndWaitedOut()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();
        var hold = world.Teleport.Hold("UpdatePluginData", HoldAt.Arrival);
        world.Teleport.ChangeRoles(id, "access", "dba");
        // The update's own write comes first; then the entry is to be replaced.
        for (var i = 0; i <= LedgerStore.MostRaces; i++)
        {
            await hold.WaitUntilReachedAsync();
            SealedEntries.Plant(world, id, ("rev", $"{100 + i}"));
            var held = hold;
            if (i < LedgerStore.MostRaces) hold = world.Teleport.Hold("UpdatePluginData", HoldAt.Arrival);
            held.Release();
        }

        await world.Daemon.LoggedAsync("times in a row");
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(0, world.Daemon.CountInLog(Defect));
        var shown = Assert.Single(world.MessagesOf(id));
        Assert.NotNull(SealedEntries.LedgerOf(world, id).MessageAt(shown.Channel, shown.Ts));
    }
}
