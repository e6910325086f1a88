using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Proxy;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>The way to Teleport of the daemon as a process, with the environment that only a process has.</summary>
public class TeleportProxyTests
{
    private const string Password = "s3cret-of-the-proxy";

    [Theory]
    [InlineData(Front.Proxy, "", "end-to-end TLS")]
    [InlineData(Front.Proxy, "true", "end-to-end TLS in a connection upgraded to a WebSocket")]
    [InlineData(Front.LoadBalancer, "", "end-to-end TLS in a connection upgraded to a WebSocket")]
    public async Task Daemon_ThroughTheProxy_Announces(Front front, string variable, string way)
    {
        await using var site = await Site.CreateAsync(front: front);
        site.Environment["TELEPORT_TLS_ROUTING_CONN_UPGRADE"] = variable;
        await using var daemon = site.StartDaemon();

        Assert.EndsWith($" by {way}", await daemon.LineAsync("Connected to Teleport"), StringComparison.Ordinal);
        await site.AnnouncedAsync(site.Teleport.CreateRequest(new NewAccessRequest("alice", "dba")));
    }

    [Fact]
    public async Task Start_EnvironmentRulesOutAnUpgrade_NamesTheVariable()
    {
        await using var site = await Site.CreateAsync(front: Front.LoadBalancer);
        site.Environment["TELEPORT_TLS_ROUTING_CONN_UPGRADE"] = $"true;{site.Teleport.Address}=no";

        var (code, words) = await site.RefusalAsync();

        Assert.Equal(77, code);
        Assert.Contains("TELEPORT_TLS_ROUTING_CONN_UPGRADE rules out an upgrade", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTPS_PROXY", Front.None)]
    [InlineData("https_proxy", Front.LoadBalancer)]
    public async Task Daemon_HttpProxy_CarriesAllOfTeleport(string variable, Front front)
    {
        await using var site = await Site.CreateAsync(front: front);
        await using var proxy = new RecordingProxy { Credentials = "daemon:" + Password };
        UseHttpProxy(site, variable, proxy);
        await using var daemon = site.StartDaemon();

        Assert.EndsWith(
            $", through the HTTP proxy http://{proxy.Authority}",
            await daemon.LineAsync("Connected to Teleport"),
            StringComparison.Ordinal
        );
        await site.AnnouncedAsync(site.Teleport.CreateRequest(new NewAccessRequest("alice", "dba")));
        Assert.All(proxy.Passed, line =>
            Assert.StartsWith($"CONNECT {site.Teleport.Address} ", line, StringComparison.Ordinal)
        );
        Assert.NotEmpty(proxy.Passed);
        Assert.DoesNotContain(Password, string.Join('\n', daemon.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Daemon_HttpProxyButNoProxy_GoesDirectly()
    {
        await using var site = await Site.CreateAsync();
        await using var proxy = new RecordingProxy { Refusal = 403 };
        UseHttpProxy(site, "HTTPS_PROXY", proxy);
        site.Environment["NO_PROXY"] = "127.0.0.0/8";
        await using var daemon = site.StartDaemon();

        var line = await daemon.LineAsync("Connected to Teleport");
        Assert.EndsWith(" by end-to-end TLS", line, StringComparison.Ordinal);
        Assert.Empty(proxy.Asked);
    }

    [Fact]
    public async Task Start_HttpProxyWithAnotherPassword_Exits77AndNamesItWithoutCredentials()
    {
        await using var site = await Site.CreateAsync();
        await using var proxy = new RecordingProxy { Credentials = "daemon:another" };
        UseHttpProxy(site, "HTTPS_PROXY", proxy);

        var (code, words) = await site.RefusalAsync();

        Assert.Equal(77, code);
        Assert.Contains($"HTTP proxy http://{proxy.Authority} refuses us (HTTP 407", words, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, words, StringComparison.Ordinal);
    }

    private static void UseHttpProxy(Site site, string variable, RecordingProxy proxy)
    {
        site.Replace("[teleport]", "[teleport]\nhttp_proxy = true");
        site.Environment[variable] = $"http://daemon:{Password}@{proxy.Authority}";
    }
}
