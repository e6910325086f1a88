using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Service;

/// <summary>From the Go plugin to us and back: the messages stay the same ones.</summary>
public class TakeOverTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Taken_FromTheGoPlugin_IsDecidedAndCanGoBack(bool isOldFormat)
    {
        await using var world = await World.PrepareAsync();
        var (id, old) = AnnouncedByGo(world, isOldFormat);
        // The entry names the channel by its id, and only what the configuration names carries authority.
        await world
            .CreateReplica(toml => toml.Replace("\"access\"", $"\"{world.Channel.Id}\"", StringComparison.Ordinal))
            .StartAsync();
        var message = await world.ShowsAsync(id, "Pending");
        Assert.Equal(old.Ts, message.Ts);
        AssertGoCanRead(world, id, message, "");

        await world.ClickAsync(world.Bob, message, World.Deny);
        await world.ShowsAsync(id, "Denied by bob@example.com");
        await world.IdleAsync();

        AssertGoCanRead(world, id, message, "DENIED");
        Assert.DoesNotContain(world.Slack.Messages, posted => posted.ThreadTs is null && posted.Ts != old.Ts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Taken_ResolvedWhileNothingRan_IsShown(bool isOldFormat)
    {
        await using var world = await World.PrepareAsync();
        var (id, old) = AnnouncedByGo(world, isOldFormat);
        world.Teleport.Resolve(id, RequestState.Approved);

        await world.StartReplicaAsync();

        Assert.Equal(old.Ts, (await world.ShowsAsync(id, "Approved in Teleport")).Ts);
    }

    [Fact]
    public async Task Taken_MessageOfAnotherApp_IsAnnouncedAnewOnce()
    {
        await using var world = await World.PrepareAsync();
        var (id, old) = AnnouncedByGo(world, isOldFormat: false, botId: "B0ANOTHER", appId: "A0ANOTHER");

        await world.StartReplicaAsync();

        var message = Assert.Single(await world.AnnouncedAsync(id));
        Assert.NotEqual(old.Ts, message.Ts);
        AssertGoCanRead(world, id, message, "");
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Back_TheGoPluginResolvedOurMessage_AndWeReturn_TheMessageIsTrue()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        AssertGoCanRead(world, id, message, "");
        await world.Daemon.StopAsync();
        world.Teleport.Resolve(id, RequestState.Denied, "no");
        world.Teleport.PlantPluginData(
            id,
            "slack",
            new Dictionary<string, string> { ["resolution"] = "DENIED", ["resolve_reason"] = "no" }
        ); // it writes its own keys and leaves ours alone

        await world.StartReplicaAsync();

        Assert.Equal(message.Ts, (await world.ShowsAsync(id, "Denied in Teleport")).Ts);
        Assert.Single(world.MessagesOf(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Back_RequestThatWeAnnounced_TheGoPluginUpdatesItsEntry(bool isReviewed)
    {
        await using var world = await World.StartAsync();
        using var go = new GoPlugin(world);
        var (id, _) = await world.RequestAsync();
        if (isReviewed)
        {
            world.Teleport.Review(id, "zoe", RequestState.Denied, "no");
            await world.ShowsAsync(id, "Denied in Teleport");
        }

        await world.Daemon.StopAsync();

        Assert.Equal(GrpcCode.Ok, await go.CountReviewAsync(id));
        Assert.Equal(GrpcCode.Ok, await go.ResolveAsync(id, "EXPIRED"));
        Assert.Equal(isReviewed ? "2" : "1", world.Teleport.PluginData(id, "slack")["reviews_count"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Back_RequestThatWeTookOver_TheGoPluginUpdatesItsEntry(bool isOldFormat)
    {
        await using var world = await World.PrepareAsync();
        using var go = new GoPlugin(world);
        var (id, _) = AnnouncedByGo(world, isOldFormat);
        var daemon = await world.StartReplicaAsync();
        await world.ShowsAsync(id, "Pending");
        await world.IdleAsync();
        await daemon.StopAsync();

        Assert.Equal(GrpcCode.Ok, await go.ResolveAsync(id, "DENIED"));
    }

    /// <summary>As earlier builds of this daemon wrote it.</summary>
    [Fact]
    public async Task Back_EntryThatTheGoPluginCannotUpdate_IsMendedAtTheNextWrite()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("required = 2"));
        using var go = new GoPlugin(world);
        var (id, message) = await world.RequestAsync();
        SealedEntries.Plant(
            world,
            id,
            ("reviews_count", "0"),
            ("channel_id", message.Channel),
            ("timestamp", message.Ts)
        );
        Assert.Equal(GrpcCode.FailedPrecondition, await go.ResolveAsync(id, "DENIED"));

        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count > 0);
        await world.IdleAsync();

        Assert.Equal(GrpcCode.Ok, await go.ResolveAsync(id, "DENIED"));
    }

    private static (string Id, SlackMessage Message) AnnouncedByGo(
        World world,
        bool isOldFormat,
        string? botId = null,
        string? appId = null
    )
    {
        var id = world.Teleport.CreateRequest("alice", "dba");
        var app = world.Slack.Options;
        var message = world.Slack.PostAsOther(
            world.Channel,
            app.BotUserId,
            "posted by the Go plugin",
            botId ?? app.BotId,
            appId ?? app.AppId
        );
        var entry = new Dictionary<string, string>
        {
            ["user"] = "alice",
            ["roles"] = "dba",
            ["request_reason"] = "",
        };
        if (isOldFormat) (entry["channel_id"], entry["timestamp"]) = (message.Channel, message.Ts);
        else entry["messages"] = $"{message.Channel}/{message.Ts}";
        world.Teleport.PlantPluginData(id, "slack", entry);
        return (id, message);
    }

    /// <summary>
    /// The keys by which the Go plugin finds and updates its messages (docs/protocols/teleport.md 4.5).
    /// </summary>
    private static void AssertGoCanRead(World world, string id, SlackMessage message, string resolution)
    {
        var entry = world.Teleport.PluginData(id, "slack");
        Assert.Equal(
            ("alice", "dba", $"{message.Channel}/{message.Ts}"),
            (entry["user"], entry["roles"], entry["messages"])
        );
        Assert.Equal(resolution, entry.GetValueOrDefault("resolution", ""));
    }
}
