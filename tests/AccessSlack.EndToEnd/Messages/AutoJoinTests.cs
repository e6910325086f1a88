using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>The bot was not invited to the channel, and its app may not post from outside.</summary>
public class AutoJoinTests
{
    private const string ChannelId = "C0ZOPERATORS";

    [Theory]
    [InlineData("operators")]
    [InlineData(ChannelId)]
    public async Task Post_AutoJoin_EntersThePublicChannelOnceAndArrives(string recipient)
    {
        await using var world = await StartAsync(recipient, "auto_join = true", channel => channel);
        var asked = world.Slack.CountOf("conversations.list"); // at the start, for the id

        var (_, message) = await world.RequestAsync();
        await world.RequestAsync("auditor");

        Assert.Equal(ChannelId, message.Channel);
        Assert.Equal(1, world.Slack.CountOf("conversations.join"));
        Assert.Equal(asked, world.Slack.CountOf("conversations.list"));
        Assert.DoesNotContain(world.Daemon.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_WithoutAutoJoin_StaysOutsideAndTheLogNamesTheInvite()
    {
        await using var world = await StartAsync("operators", "", channel => channel);

        var asked = world.Slack.CountOf("conversations.list");

        await RefusedAsync(world, "not_in_channel");

        Assert.Equal(
            (0, asked),
            (world.Slack.CountOf("conversations.join"), world.Slack.CountOf("conversations.list"))
        );
    }

    [Fact]
    public async Task Post_AutoJoinWithoutTheScopes_TheLogNamesTheScopeAndTheInvite()
    {
        await using var world = await StartAsync("operators", "auto_join = true", channel => channel, "channels:read");

        await RefusedAsync(world, "not_in_channel");

        Assert.Contains(world.Daemon.Log, line =>
            line.StartsWith("Warning", StringComparison.Ordinal)
            && line.Contains("scope channels:read", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("operators")]
    [InlineData(ChannelId)]
    public async Task Post_AutoJoinAndThePrivateChannel_StaysOutsideAndTheLogNamesTheInvite(string recipient)
    {
        await using var world = await StartAsync(recipient, "auto_join = true", channel =>
            channel with
            {
                IsPrivate = true,
            }
        );

        await RefusedAsync(world, "channel_not_found");

        Assert.Equal(0, world.Slack.CountOf("conversations.join"));
    }

    private static async Task<World> StartAsync(
        string recipient,
        string slack,
        Func<SlackChannel, SlackChannel> like,
        params string[] missing
    )
    {
        var world = await World.PrepareAsync(new()
        {
            Slack = slack,
            More = $"[role_to_recipients]\n\"*\" = \"{recipient}\"",
            SlackOptions = new()
            {
                Scopes = SlackSimulatorOptions.AllScopes.RemoveRange(["chat:write.public", .. missing]),
            },
        });
        world.Slack.Put(like(new(ChannelId, "operators") { BotIsMember = false }));
        await world.StartReplicaAsync();
        return world;
    }

    private static async Task RefusedAsync(World world, string code)
    {
        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.Daemon.LoggedAsync("could not be posted to");
        await world.IdleAsync();
        Assert.Empty(world.MessagesOf(id));
        var line = Assert.Single(world.Daemon.Log, line =>
            line.Contains("could not be posted to", StringComparison.Ordinal)
        );
        Assert.StartsWith("Error", line, StringComparison.Ordinal);
        Assert.Contains($"({code})", line, StringComparison.Ordinal);
        Assert.Contains("/invite", line, StringComparison.Ordinal);
    }
}
