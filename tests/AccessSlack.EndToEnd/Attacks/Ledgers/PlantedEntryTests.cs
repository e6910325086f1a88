using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Attacks.Ledgers;

/// <summary>Entries of any shape and size, and of requests that are gone.</summary>
public class PlantedEntryTests
{
    /// <summary>An entry of a request that is gone, which no one finished.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EntryOfARemovedRequest_IsNoDefect(bool isGo)
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        await world.Daemon.StopAsync();
        if (isGo) PlantGo(world, id, message.Channel, message.Ts);
        else Plant(world, id, message.Channel, message.Ts);
        world.Teleport.Delete(id);

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(0, next.CountInLog("This is a defect"));
    }

    /// <summary>The same while the daemon runs: the entry is replaced by one of the Go kind, then it is gone.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EntryOfARequestThatIsRemovedNow_IsNoDefect(bool isGo)
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        if (isGo) PlantGo(world, id, message.Channel, message.Ts);
        else Plant(world, id, message.Channel, message.Ts);
        world.Teleport.Delete(id);

        await world.ShowsAsync(id, "Removed in Teleport");
        await world.PassAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(0, world.Daemon.CountInLog("This is a defect"));
        Assert.Single(world.MessagesOf(id));
    }

    [Theory]
    [InlineData("""{"deliveries":[{"names":["\ud800"],"channel":"C1","ts":"1.1"}]}""")]
    [InlineData("""{"\udc00":1,"deliveries":[]}""")]
    [InlineData("""{"deliveries":[null,{"names":null},{"names":[null,""]}],"votes":[null],"notes":[null]}""")]
    [InlineData("""{"needs":["later"],"deliveries":[]}""")]
    [InlineData("""{"expires":9223372036854775807,"deliveries":[]}""")]
    [InlineData("""[[[]]]""")]
    [InlineData("null")]
    public async Task Document_OfAnyShape_LocksNoOneOut(string document)
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("required = 2"));
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();

        SealedEntries.Plant(world, id, ("rev", "77"), ("v1", document), ("seal", new string('0', 32) + ".x"));
        await world.ClickAsync(world.Carol, message, World.Approve);

        await world.ShowsAsync(id, "Approved by carol@example.com, bob@example.com");
    }

    [Fact]
    public async Task HugeDocument_WithThousandsOfHints_LocksNoOneOut()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("required = 2"));
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();
        var hints = Enumerable.Range(0, 9_000).Select(i =>
            $$"""{"names":["access","n{{i}}"],"channel":"{{world.Channel.Id}}","ts":"17{{i:D8}}.000100","view":"x"}""");

        SealedEntries.Plant(world, id, ("rev", "77"), ("v1", $$"""{"deliveries":[{{string.Join(',', hints)}}]}"""));
        await world.ClickAsync(world.Carol, message, World.Approve);

        await world.ShowsAsync(id, "Approved by carol@example.com, bob@example.com");
        Assert.InRange(world.Slack.CountOf("conversations.history"), 0, 60);
        Assert.Single(world.MessagesOf(id));
    }

    /// <summary>Where Slack cannot be asked, a made-up message comes first, under the name of the true one.</summary>
    [Fact]
    public async Task MadeUpMessages_WithoutMemory_LockNoOneOut()
    {
        await using var world = await World.StartAsync(
            new() { SlackOptions = new() { Scopes = SlackSimulatorOptions.WithoutHistory } }
        );
        var (id, message) = await world.RequestAsync();
        await world.Daemon.StopAsync();
        var hints = string.Join(',', new[] { "1700000000.000100", message.Ts, "1700000000.000200" }.Select(ts =>
            $$"""{"names":["access"],"channel":"{{world.Channel.Id}}","ts":"{{ts}}"}"""));
        SealedEntries.Plant(world, id, ("rev", "50"), ("v1", $$"""{"deliveries":[{{hints}}]}"""), ("seal", ""));

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(3));

        var shown = Assert.Single(world.MessagesOf(id));
        Assert.Contains(shown.Buttons, button => (string?)button["action_id"] == World.Approve);
        await world.ClickAsync(world.Bob, shown, World.Approve, at: next);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    private static void Plant(World world, string id, string channel, string ts) => SealedEntries.Plant(
        world,
        id,
        ("rev", "50"),
        ("v1", $$"""{"deliveries":[{"names":["access"],"channel":"{{channel}}","ts":"{{ts}}"}]}"""),
        ("seal", "")
    );

    private static void PlantGo(World world, string id, string channel, string ts) =>
        SealedEntries.Plant(world, id, ("rev", ""), ("v1", ""), ("seal", ""), ("messages", $"{channel}/{ts}"));
}
