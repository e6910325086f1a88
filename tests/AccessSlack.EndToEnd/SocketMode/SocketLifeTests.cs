using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Slack.Sockets;

namespace AccessSlack.EndToEnd.SocketMode;

/// <summary>Start, reload and stop with Socket Mode.</summary>
public sealed class SocketLifeTests
{
    private const string NewToken = "xapp-1-A0TELEPORT-7012345678902-1b9a5c1e7b2d4860a9c8e7f605142399";

    [Fact]
    public async Task Start_WithAppToken_BindsNoListenerAndOpensOneConnection()
    {
        await using var world = await SocketWorld.StartAsync(SocketWorld.Options with { Http = "" });

        Assert.False(world.Daemon.Listens);
        Assert.Equal((1, 1), (world.Slack.Sockets.Registered.Length, world.Slack.CountOf(SlackSockets.Open)));
        Assert.Equal(
            ("Ready: watching access requests", "Ready: clicks are accepted"),
            (world.Daemon.Readiness.Status, world.Daemon.Readiness.ClickStatus)
        );
        await world.WorksAsync();
    }

    /// <summary>No click may arrive before the watch is live.</summary>
    [Fact]
    public async Task Start_WatchIsNotLive_OpensNoConnection()
    {
        await using var world = await SocketWorld.StartAsync();
        var lines = world.Daemon.Log.ToList();

        var watching = lines.FindIndex(line => line.Contains("Starting a request watcher", StringComparison.Ordinal));
        var connected = lines.FindIndex(line => line.Contains("Connected to Slack over", StringComparison.Ordinal));
        Assert.InRange(watching, 0, connected);
    }

    [Fact]
    public async Task Stop_ClickInHand_IsFinishedAndAcknowledgedBeforeTheClose()
    {
        await using var world = await SocketWorld.StartAsync();
        var (id, message) = await world.RequestAsync();
        var socket = world.Newest();
        var look = world.Slack.HoldNext("users.info");
        var press = world.PressAsync(message);
        await look.WaitUntilReachedAsync();

        var stop = world.Daemon.StopAsync();
        Assert.Null(socket.CloseCode);
        look.Release();

        Assert.Equal(200, (await press).Status);
        await stop;
        Assert.Equal((1000, false), (socket.CloseCode, socket.IsConnected));
        Assert.Equal("Approved", world.StateOf(id));
    }

    /// <summary>Another replica gets it, because it is not acknowledged here.</summary>
    [Fact]
    public async Task Stop_ClickThatArrivesMeanwhile_IsLeftToAnotherReplica()
    {
        await using var world = await SocketWorld.StartAsync();
        var (first, message) = await world.RequestAsync();
        var (second, other) = await world.RequestAsync("auditor");
        var socket = world.Newest();
        var look = world.Slack.HoldNext("users.info");
        var press = world.PressAsync(message);
        await look.WaitUntilReachedAsync();
        var stop = world.Daemon.StopAsync();

        var late = world.PressAsync(other, socket);
        await world.Slack.WaitUntilAsync(slack => slack.Sockets.Envelopes.All.Length == 2);
        look.Release();
        await press;
        await stop;
        var replica = await world.StartReplicaAsync();
        await replica.LoggedAsync("Caught up with Teleport");
        await world.Slack.Sockets.Envelopes.RepeatAsync();
        await late;

        await world.ShowsAsync(second, "Approved by bob@example.com");
        Assert.Equal("Approved", world.StateOf(first));
        Assert.Equal(1, replica.Metric("envelopes_total"));
    }

    [Fact]
    public async Task Reload_NewToken_OpensTheNewConnectionFirst()
    {
        await using var world = await SocketWorld.StartAsync();
        var old = world.Newest();
        var fewest = 1;
        world.Slack.Changed += (_, _) => fewest = Math.Min(fewest, world.Slack.Sockets.Registered.Length);
        world.Slack.Options = world.Slack.Options with { AppToken = NewToken };

        world.Daemon.Reload(With(world, NewToken));
        await world.Daemon.LoggedAsync("Configuration reloaded");
        await world.OpenedAsync(2);
        await world.LeftAsync(1);

        Assert.Equal((1000, 1), (old.CloseCode, fewest));
        Assert.Equal(2, world.Slack.CountOf(SlackSockets.Open));
        await world.WorksAsync();
    }

    [Theory]
    [InlineData(NewToken, "Slack refuses the new app_token (invalid_auth). Create an app-level token")]
    [InlineData(
        "xapp-1-A0OTHER-7012345678902-1b9a5c1e7b2d4860a9c8e7f605142399",
        "The new app_token belongs to the Slack app A0OTHER, and the one in use to A0TELEPORT"
    )]
    public async Task Reload_BadToken_KeepsTheOldOne(string token, string said)
    {
        await using var world = await SocketWorld.StartAsync();

        world.Daemon.Reload(With(world, token));
        await world.Daemon.LoggedAsync("The previous configuration stays in effect");

        Assert.Equal(1, world.Daemon.CountInLog(said));
        Assert.Single(world.Slack.Sockets.All);
        await world.WorksAsync();
    }

    [Fact]
    public async Task Reload_WithoutAppToken_NeedsARestart()
    {
        await using var world = await SocketWorld.StartAsync(SocketWorld.Options with { Http = "insecure = true" });

        world.Daemon.Reload(
            world.Toml().Replace($"app_token = \"{world.Slack.Options.AppToken}\"", "", StringComparison.Ordinal)
        );
        await world.Daemon.LoggedAsync("Whether clicks arrive over Socket Mode (app_token) has changed; restart");

        Assert.Single(world.Slack.Sockets.Registered);
        await world.WorksAsync();
    }

    [Fact]
    public async Task Reload_AppTokenAdded_NeedsARestart()
    {
        await using var world = await World.StartAsync();

        world.Daemon.Reload(
            world.Toml().Replace(
                "api_url =",
                $"app_token = \"{SlackSimulatorOptions.SampleAppToken}\"\napi_url =",
                StringComparison.Ordinal
            )
        );
        await world.Daemon.LoggedAsync("Whether clicks arrive over Socket Mode (app_token) has changed; restart");

        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(0, world.Slack.CountOf(SlackSockets.Open));
    }

    private static string With(World world, string token)
    {
        var toml = world.Toml();
        return toml.Replace(SlackSimulatorOptions.SampleAppToken, token, StringComparison.Ordinal);
    }
}
