using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.EndToEnd.Outages;
using AccessSlack.Sandbox.Teleport.Proxy;

namespace AccessSlack.EndToEnd.Proxy;

/// <summary>Each way to Teleport, on the oldest and the newest release that has it.</summary>
public class WayTests
{
    private const string EndToEnd = "end-to-end TLS";
    private const string WebSocket = "end-to-end TLS in a connection upgraded to a WebSocket";
    private const string Older = "end-to-end TLS in an upgraded connection, older form";

    /// <summary>Release, what is in front, lines of [teleport], and the way.</summary>
    public static TheoryData<string, string, string, string> Ways => new()
    {
        { "5.1.0", "None", "", EndToEnd },
        { "18.2.0", "None", "", EndToEnd },
        { "18.2.0", "None", "connection_upgrade = \"never\"", EndToEnd },
        { "8.0.0", "Proxy", "", EndToEnd },
        { "18.2.0", "Proxy", "", EndToEnd },
        { "18.2.0", "Proxy", "connection_upgrade = \"never\"", EndToEnd },
        { "12.0.0", "Proxy", "connection_upgrade = \"always\"", Older },
        { "18.2.0", "Proxy", "connection_upgrade = \"always\"", WebSocket },
        { "12.0.0", "LoadBalancer", "", Older },
        { "15.0.9", "LoadBalancer", "", Older },
        { "15.1.0", "LoadBalancer", "", WebSocket },
        { "16.4.0", "LoadBalancer", "", WebSocket }, // does not unmask
        { "18.2.0", "LoadBalancer", "", WebSocket },
        { "19.0.0", "LoadBalancer", "", WebSocket },
        { "18.2.0", "LoadBalancer", "connection_upgrade = \"always\"", WebSocket },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Way_RequestAndClick_Work(string version, string front, string lines, string way)
    {
        await using var world = await World.PrepareAsync(
            new() { TeleportVersion = version, Front = Enum.Parse<Front>(front) }
        );
        await StartAsync(world, lines);
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, message, World.Approve);

        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Single(world.Daemon.Log, line =>
            line == $"Information Connected to Teleport at {world.Teleport.Address} by {way}"
        );
        Assert.Equal(front == "None", world.Teleport.Proxy.Passed == 0);
        Assert.Equal(way == EndToEnd, world.Teleport.Proxy.Web.Upgrades == 0);
    }

    /// <summary>Load balancers end connections on which nothing moves.</summary>
    [Fact]
    public async Task WebSocket_PingOfTheProxy_IsAnswered()
    {
        await using var world = await World.StartAsync(new() { Front = Front.LoadBalancer });

        await world.Teleport.WaitUntilAsync(teleport => teleport.Proxy.Web.Pongs >= 1);
    }

    /// <summary>The name in the configuration wins over the one in the certificate.</summary>
    [Fact]
    public async Task Cluster_Configured_IsTheOneThatIsAskedFor()
    {
        await using var world = await World.PrepareAsync(new() { Front = Front.Proxy });

        var refusal = await Refusals.StartAsync(world, "cluster = \"elsewhere\"");

        Assert.Equal(69, refusal.ExitCode);
        Assert.Contains($"at {world.Teleport.Address} closes the connection to cluster elsewhere", refusal.Message,
            StringComparison.Ordinal);
        await StartAsync(world, "cluster = \"sandbox\"");
    }

    /// <summary>What was found out holds until an upgrade fails or the daemon is restarted.</summary>
    [Fact]
    public async Task Test_ThatFoundALoadBalancer_IsNotRepeated()
    {
        await using var world = await World.StartAsync(new() { Front = Front.LoadBalancer });
        var tested = world.Teleport.Proxy.Tests;
        var breaks = Reconnection.Breaks(world);
        world.Teleport.AbortConnections();
        await Reconnection.ReconnectAsync(world, breaks);

        Assert.Equal((1, 1), (tested, world.Teleport.Proxy.Tests));
        Assert.Equal(2, world.Teleport.Proxy.Web.Upgrades);
    }

    [Fact]
    public async Task LoadBalancer_IntroducedWhileRunning_IsFoundWithTheNextConnection()
    {
        await using var world = await World.StartAsync(new() { Front = Front.Proxy });
        var breaks = Reconnection.Breaks(world);
        await world.Teleport.Proxy.SwapAsync(Front.LoadBalancer);
        await Reconnection.ReconnectAsync(world, breaks);

        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        await world.Daemon.LoggedAsync($"by {WebSocket}");
        Assert.Equal(2, world.Daemon.CountInLog("Connected to Teleport at"));
    }

    /// <summary>The proxy itself upgrades connections as well.</summary>
    [Fact]
    public async Task LoadBalancer_TakenAway_GoesOn()
    {
        await using var world = await World.StartAsync(new() { Front = Front.LoadBalancer });
        var breaks = Reconnection.Breaks(world);
        await world.Teleport.Proxy.SwapAsync(Front.Proxy);
        await Reconnection.ReconnectAsync(world, breaks);

        await world.RequestAsync();
    }

    /// <summary>An upgrade that fails makes the next connection begin from the start.</summary>
    [Fact]
    public async Task Upgrade_ThatFailsOnce_IsTestedForAgain()
    {
        await using var world = await World.StartAsync(new() { Front = Front.LoadBalancer });
        var breaks = Reconnection.Breaks(world);
        world.Teleport.Proxy.Web.Fault = UpgradeFault.BadGateway;
        world.Teleport.AbortConnections();
        await Reconnection.NextAsync(world, "refuses the connection upgrade (HTTP 502)");
        world.Teleport.Proxy.Web.Fault = UpgradeFault.None;
        await Reconnection.ReconnectAsync(world, breaks);

        Assert.Equal(2, world.Teleport.Proxy.Tests);
        await world.RequestAsync();
    }

    private static async Task StartAsync(World world, string lines)
    {
        var daemon = world.CreateReplica(toml => Refusals.With(toml, lines));
        await daemon.StartAsync();
        await daemon.LoggedAsync("Caught up with Teleport");
        await world.IdleAsync();
    }
}
