using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Attacks.Ledgers;

/// <summary>
/// Entries that name messages of other requests, or of nothing at all: none of these messages is overwritten.
/// </summary>
public class PlantedPlacesTests
{
    /// <summary>The other request is settled, so this process remembers nothing of it; its entry still does.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task MessageOfASettledRequest_IsNotTaken(bool hasHistory, bool isGo)
    {
        await using var world = await World.StartAsync(With(hasHistory));
        var (done, message) = await world.RequestAsync("own");
        await world.ClickAsync(world.Bob, message, World.Approve);
        var before = await world.ShowsAsync(done, "Approved by bob@example.com");
        await world.IdleAsync();
        var (id, _) = await world.RequestAsync("dba");

        if (isGo) PlantGo(world, id, before.Channel, before.Ts);
        else Plant(world, id, before.Channel, before.Ts);
        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Deny);
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(before.Text, Assert.Single(world.MessagesOf(done)).Text);
        Assert.Single(world.MessagesOf(id));
    }

    /// <summary>A notice in mallory's direct messages has no metadata, like a message of the Go plugin.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NoticeInADirectMessage_IsNotTaken(bool isRestarted)
    {
        await using var world = await World.PrepareAsync(new WorldOptions().With("[notify]\nrequester = \"all\""));
        world.Slack.AddPerson("mallory", "mallory@example.com");
        await world.StartReplicaAsync();
        await world.Daemon.LoggedAsync("Caught up");
        world.Teleport.CreateRequest("mallory@example.com", "reader");
        await world.Slack.WaitUntilAsync(slack => slack.Messages.Any(sent => sent.Channel.StartsWith('D')));
        await world.IdleAsync();
        var notice = world.Slack.Messages.Single(sent => sent.Channel.StartsWith('D'));
        var (id, message) = await world.RequestAsync("dba");
        if (isRestarted) await world.Daemon.StopAsync();

        PlantGo(world, id, notice.Channel, notice.Ts);
        var at = isRestarted ? await world.StartReplicaAsync() : world.Daemon;
        await at.LoggedAsync("Caught up");
        await world.IdleAsync();
        await world.ClickAsync(world.Bob, message, World.Approve, at: at);
        await world.PassAsync(TimeSpan.FromMinutes(2));

        var now = world.Slack.Messages.Single(sent => sent.Ts == notice.Ts && sent.Channel == notice.Channel);
        Assert.Equal(notice.Text, now.Text);
    }

    /// <summary>
    /// The entry is there before the daemon announces the request, and names a message that it could update.
    /// </summary>
    [Theory]
    [InlineData("notice", true)]
    [InlineData("notice", false)]
    [InlineData("settled", true)]
    [InlineData("settled", false)]
    [InlineData("nothing", true)]
    [InlineData("nothing", false)]
    public async Task GoPluginsEntry_PlantedBeforeTheAnnouncement_DoesNotSilenceIt(string what, bool hasHistory)
    {
        await using var world = await World.PrepareAsync(With(hasHistory).With("[notify]\nrequester = \"all\""));
        world.Slack.AddPerson("mallory", "mallory@example.com");
        await world.StartReplicaAsync();
        await world.Daemon.LoggedAsync("Caught up");
        var done = world.Teleport.CreateRequest("mallory@example.com", "reader");
        var settled = (await world.AnnouncedAsync(done))[0];
        await world.Slack.WaitUntilAsync(slack => slack.Messages.Any(sent => sent.Channel.StartsWith('D')));
        await world.ClickAsync(world.Bob, settled, World.Deny);
        await world.ShowsAsync(done, "Denied by bob@example.com");
        await world.IdleAsync();
        var notice = world.Slack.Messages.First(sent => sent.Channel.StartsWith('D'));
        await world.Daemon.StopAsync();
        var id = world.Teleport.CreateRequest("alice", "dba");
        var (channel, ts) = what switch
        {
            "notice" => (notice.Channel, notice.Ts),
            "settled" => (settled.Channel, settled.Ts),
            _ => (world.Channel.Id, "1700000000.000100"),
        };
        SealedEntries.Plant(world, id, ("messages", $"{channel}/{ts}"), ("user", "alice"));

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2));

        var message = Assert.Single(world.MessagesOf(id));
        Assert.Equal(world.Channel.Id, message.Channel);
        Assert.Equal("mallory@example.com requests reader: Denied by bob@example.com", world.MessagesOf(done)[0].Text);
        await world.ClickAsync(world.Bob, message, World.Approve, at: next);
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

    private static WorldOptions With(bool hasHistory) => new()
    {
        SlackOptions = new()
        {
            Scopes = hasHistory ? SlackSimulatorOptions.AllScopes : SlackSimulatorOptions.WithoutHistory,
        },
    };
}
