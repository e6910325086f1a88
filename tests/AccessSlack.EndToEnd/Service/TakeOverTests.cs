using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
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
