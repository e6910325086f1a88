using System.Net;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>Someone who reaches the listener but has no secret can neither stop a click nor fill the log.</summary>
public class StrangersTests
{
    private const int Room = 1000;

    private const string Half = "POST / HTTP/1.1\r\nHost: x\r\n";
    private const string Answered = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private const string HalfHandshake = "\x16\x03\x01\x02\x00\x01";

    [Theory]
    [InlineData("")]
    [InlineData(Half)]
    [InlineData(Answered)] // and then kept alive
    [InlineData(Half + "Content-Length: 262144\r\n\r\npayload=")]
    public async Task Click_ListenerFullOfConnections_Decides(string sent)
    {
        await using var world = await World.StartAsync();
        using var strangers = await Strangers.ConnectAsync(Room, world.Daemon.Endpoint, sent);

        await AssertClickDecidesAsync(world);
    }

    /// <summary>Behind a proxy, everyone has the proxy's address.</summary>
    [Fact]
    public async Task Click_ListenerFullOfConnectionsOfItsOwnAddress_Decides()
    {
        await using var world = await World.StartAsync();
        using var strangers = await Strangers.ConnectAsync(Room, world.Daemon.Endpoint, from: IPAddress.Loopback);

        await AssertClickDecidesAsync(world);
    }

    [Theory]
    [InlineData("")]
    [InlineData(HalfHandshake)]
    public async Task Click_TlsListenerFullOfConnections_Decides(string sent)
    {
        using var authority = new ListenerAuthority();
        await using var world = await SecureAsync(authority);
        using var strangers = await Strangers.ConnectAsync(Room, world.Daemon.Endpoint, sent);

        await AssertClickDecidesAsync(world);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(false, Half)]
    [InlineData(true, "")]
    [InlineData(true, HalfHandshake)]
    public async Task Connection_WithoutARequest_IsClosedAfterTenSeconds(bool isTls, string sent)
    {
        using var authority = new ListenerAuthority();
        await using var world = isTls ? await SecureAsync(authority) : await World.StartAsync();
        using var silent = await Strangers.ConnectAsync(1, world.Daemon.Endpoint, sent);
        await AssertClickDecidesAsync(world); // connections are accepted in order

        await world.PassAsync(TimeSpan.FromSeconds(10));

        await silent[0].ClosedAsync();
    }

    [Fact]
    public async Task Connections_KeptAliveByAProxy_StayWhileStrangersComeAndGo()
    {
        await using var world = await World.StartAsync();
        using var proxy = await Strangers.ConnectAsync(50, world.Daemon.Endpoint, Answered, IPAddress.Loopback);
        foreach (var connection in proxy) Assert.Equal(405, await connection.StatusAsync());
        await world.PassAsync(TimeSpan.FromSeconds(120));

        using var strangers = await Strangers.ConnectAsync(Room + 200, world.Daemon.Endpoint);

        foreach (var connection in proxy)
        {
            await connection.SendAsync(Answered);
            Assert.Equal(405, await connection.StatusAsync());
        }
    }

    [Theory]
    [InlineData(64, 262140)]
    [InlineData(600, 8192)]
    public async Task Click_WhileBodiesLackFourBytes_Decides(int bodies, int sent)
    {
        await using var world = await World.StartAsync();
        var body = $"{Half}Content-Length: {sent + 4}\r\n\r\n{new string('a', sent)}";
        using var strangers = await Strangers.ConnectAsync(bodies, world.Daemon.Endpoint, body);

        await AssertClickDecidesAsync(world);
    }

    [Fact]
    public async Task Log_StrangersAtAFullListener_IsOneLineInTenSeconds()
    {
        await using var world = await World.StartAsync();
        var before = world.Daemon.Log.Count;

        using var strangers = await Strangers.ConnectAsync(Room + 100, world.Daemon.Endpoint);
        await strangers.ClosedAsync(100);

        Assert.Contains("127.0.0.2", Assert.Single(world.Daemon.Log.Skip(before)), StringComparison.Ordinal);
    }

    private static async Task<World> SecureAsync(ListenerAuthority authority)
    {
        var world = await World.PrepareAsync(new()
        {
            Http = """
                https_key_file = "FOLDER/server.key"
                https_cert_file = "FOLDER/server.crt"
                """,
            SlackOptions = new() { TrustedRoot = authority.Root },
        });
        authority.Write(world.File("server.crt"), world.File("server.key"));
        await world.StartReplicaAsync();
        return world;
    }

    private static async Task AssertClickDecidesAsync(World world)
    {
        var (id, message) = await world.RequestAsync();
        Assert.Equal(200, (await world.ClickAsync(world.Bob, message, World.Approve)).Status);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }
}
