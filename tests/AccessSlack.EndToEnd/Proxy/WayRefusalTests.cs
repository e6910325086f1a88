using System.Net;
using System.Net.Sockets;
using System.Text;
using AccessSlack.Configuration;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.EndToEnd.Outages;
using AccessSlack.Hosting.Checks;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Proxy;

namespace AccessSlack.EndToEnd.Proxy;

/// <summary>What stands in the way to Teleport: told apart at start and by <c>check</c>, each with its cure.</summary>
public class WayRefusalTests
{
    private sealed record Case(Front Front, string Lines, Action<TeleportSimulator> Arrange, int Exit, string Code)
    {
        public string Version { get; init; } = "18.2.0";

        public string[] Words { get; init; } = [];
    }

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["unknown cluster"] = new(Front.Proxy, "cluster = \"other\"", _ => { }, 69, "unknown_cluster")
        {
            Words = ["does not know a cluster of this name", "set cluster under [teleport]"],
        },
        ["unknown cluster, upgraded"] = new(Front.LoadBalancer, "cluster = \"other\"", _ => { }, 69, "unknown_cluster"),
        ["no auth server"] = new(Front.Proxy, "", teleport => teleport.Proxy.PassesOn = false, 69, "unknown_cluster")
        {
            Words = ["none of its auth servers can be reached"],
        },
        ["proxy before TLS routing"] = new(Front.Proxy, "", _ => { }, 77, "upgrade_not_found")
        {
            Version = "7.3.0",
            Words = ["HTTP 404", "no Teleport proxy, or one before 8"],
        },
        ["the same with never"] =
            new(Front.Proxy, "connection_upgrade = \"never\"", _ => { }, 77, "tls_terminated") { Version = "7.3.0" },
        ["proxy before the upgrade"] = new(Front.LoadBalancer, "", _ => { }, 77, "upgrade_not_found")
        {
            Version = "11.3.0",
            Words = ["HTTP 404", "before 12 behind a load balancer"],
        },
        ["404"] = new(Front.LoadBalancer, "", Upgrade(UpgradeFault.NotFound), 77, "upgrade_not_found"),
        ["502"] = new(Front.LoadBalancer, "", Upgrade(UpgradeFault.BadGateway), 69, "upgrade_refused")
        {
            Words = ["HTTP 502", "the load balancer reaches the Teleport proxy"],
        },
        ["wrong subprotocol"] =
            new(Front.LoadBalancer, "", Upgrade(UpgradeFault.WrongSubprotocol), 77, "upgrade_refused")
            {
                Words = ["(wrong subprotocol)"],
            },
        ["no subprotocol"] = new(Front.LoadBalancer, "", Upgrade(UpgradeFault.NoSubprotocol), 77, "upgrade_refused"),
        ["wrong key"] = new(Front.LoadBalancer, "", Upgrade(UpgradeFault.WrongKey), 77, "upgrade_refused"),
        ["no HTTP"] = new(Front.LoadBalancer, "", Upgrade(UpgradeFault.NoHttp), 69, "upgrade_refused"),
        ["half a frame"] = new(Front.LoadBalancer, "", Upgrade(UpgradeFault.HalfFrame), 69, "teleport_unreachable")
        {
            Words = ["ended in the middle of a frame"],
        },
        ["never"] = new(Front.LoadBalancer, "connection_upgrade = \"never\"", _ => { }, 77, "tls_terminated")
        {
            Words = ["connection_upgrade under [teleport] rules out an upgrade", "set connection_upgrade = \"auto\""],
        },
        ["certificate that is not trusted"] = new(Front.LoadBalancer, "", Stranger, 77, "proxy_certificate")
        {
            Words = ["is not trusted", "issued by stranger", "SSL_CERT_FILE"],
        },
        ["the same with always"] =
            new(Front.LoadBalancer, "connection_upgrade = \"always\"", Stranger, 77, "proxy_certificate"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Start_SomethingInTheWay_EndsWithWords(string name)
    {
        var found = Cases[name];
        await using var world = await PrepareAsync(found);

        var refusal = await Refusals.StartAsync(world, found.Lines);

        Assert.Equal(found.Exit, refusal.ExitCode);
        foreach (var word in found.Words) Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, refusal.Message.Split(world.Teleport.Address).Length); // named once
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Check_SomethingInTheWay_IsAFaultOfItsOwn(string name)
    {
        var found = Cases[name];
        await using var world = await PrepareAsync(found);

        var finding = Assert.Single((await CheckAsync(world, found.Lines)).Findings, f => f.IsFault);

        Assert.Equal((found.Code, "teleport.addr"), (finding.Code, finding.Subject));
        Assert.NotEmpty(finding.Remedy);
        foreach (var word in found.Words)
            Assert.Contains(word, $"{finding.Message} {finding.Remedy}", StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("None", "directly to the auth server")]
    [InlineData("Proxy", "through the Teleport proxy, by TLS routing")]
    [InlineData("LoadBalancer", "through the Teleport proxy, by an upgraded connection (WebSocket)")]
    public async Task Check_Way_IsNamed(string front, string way)
    {
        await using var world = await World.PrepareAsync(new() { Front = Enum.Parse<Front>(front) });

        Assert.Contains(("Teleport connection", way), (await CheckAsync(world, "")).Facts);
    }

    /// <summary>While it runs, the daemon goes on trying, and recovers.</summary>
    [Theory]
    [InlineData("NotFound", "does not know the connection upgrade")]
    [InlineData("WrongSubprotocol", "(wrong subprotocol)")]
    [InlineData("HalfFrame", "ended in the middle of a frame")]
    public async Task Reconnect_UpgradeThatFails_IsToldAndTriedAgain(string fault, string words)
    {
        await using var world = await World.StartAsync(new() { Front = Front.LoadBalancer });
        var breaks = Reconnection.Breaks(world);
        world.Teleport.Proxy.Web.Fault = Enum.Parse<UpgradeFault>(fault);
        world.Teleport.AbortConnections();
        await Reconnection.NextAsync(world, words);
        world.Teleport.Proxy.Web.Fault = UpgradeFault.None;

        await Reconnection.ReconnectAsync(world, breaks);

        await world.RequestAsync();
    }

    /// <summary>Auth servers restart behind a proxy that stays.</summary>
    [Fact]
    public async Task Reconnect_ProxyWithoutAuthServers_IsToldAndTriedAgain()
    {
        await using var world = await World.StartAsync(new() { Front = Front.Proxy });
        var breaks = Reconnection.Breaks(world);
        world.Teleport.Proxy.PassesOn = false;
        world.Teleport.AbortConnections();
        await Reconnection.NextAsync(world, "none of its auth servers can be reached");
        world.Teleport.Proxy.PassesOn = true;

        await Reconnection.ReconnectAsync(world, breaks);

        await world.RequestAsync();
    }

    [Fact]
    public async Task Start_PlainHttp_IsNotTeleport()
    {
        await using var world = await World.PrepareAsync();
        using var web = new TcpListener(IPAddress.Loopback, 0);
        web.Start();
        var answering = AnswerAsync(web);

        var refusal = await Refusals.StartAsync(world, "", world.Teleport.Address, web.LocalEndpoint.ToString()!);

        Assert.Equal(77, refusal.ExitCode);
        Assert.Contains("does not speak TLS", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("or to the web address of the Teleport proxy", refusal.Message, StringComparison.Ordinal);
        await answering;
    }

    private static async Task AnswerAsync(TcpListener web)
    {
        using var client = await web.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.NotEqual(0, await client.GetStream().ReadAsync(new byte[4096]));
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
    }

    private static Action<TeleportSimulator> Upgrade(UpgradeFault fault) =>
        teleport => teleport.Proxy.Web.Fault = fault;

    private static void Stranger(TeleportSimulator teleport) =>
        teleport.Proxy.WebCa = ClusterCertificates.Create("stranger").HostCa;

    private static async Task<World> PrepareAsync(Case found)
    {
        var world = await World.PrepareAsync(new() { Front = found.Front, TeleportVersion = found.Version });
        found.Arrange(world.Teleport);
        return world;
    }

    private static async Task<CheckReport> CheckAsync(World world, string lines)
    {
        var file = world.File("check.toml");
        await File.WriteAllTextAsync(file, Refusals.With(world.Toml(), lines));
        var read = new ConfigReader(new SystemConfigSource()).Read(file);
        return await new ConfigurationCheck(read.Settings!, world.Time, new Random(1))
            .RunAsync(CheckReach.Services, default);
    }
}
