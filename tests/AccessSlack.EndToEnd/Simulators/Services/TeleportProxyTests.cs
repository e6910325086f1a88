using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Proxy;

namespace AccessSlack.EndToEnd.Simulators.Services;

/// <summary>The simulated proxy and load balancer refuse and corrupt what real ones do.</summary>
public sealed class TeleportProxyTests
{
    private const string ForSandbox = "teleport-auth@73616e64626f78.teleport.cluster.local";
    private const string Markers =
        "Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: alpn\r\nX-Teleport-Upgrade: alpn\r\n" +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    [Theory]
    [InlineData(Front.Proxy, ForSandbox, "auth.sandbox", "h2")]
    [InlineData(Front.Proxy, "h2", "proxy.sandbox", "h2")]
    [InlineData(Front.Proxy, "http/1.1", "proxy.sandbox", "http/1.1")]
    [InlineData(Front.Proxy, "teleport-reversetunnel", "proxy.sandbox", "teleport-reversetunnel")]
    [InlineData(Front.LoadBalancer, ForSandbox, "proxy.sandbox", "")]
    [InlineData(Front.LoadBalancer, "teleport-reversetunnel", "proxy.sandbox", "")]
    public async Task Handshake_Protocols_LeadToAuthServerOrWeb(Front front, string first, string name, string chosen)
    {
        await using var teleport = await StartAsync(front);

        await using var tls = await ShakeAsync(teleport, first, "h2");

        Assert.Contains($"CN={name}", tls.RemoteCertificate!.Subject, StringComparison.Ordinal);
        Assert.Equal(chosen, tls.NegotiatedApplicationProtocol.ToString());
    }

    [Theory]
    [InlineData("18.2.0", "teleport-auth@6f74686572.teleport.cluster.local")] // another cluster
    [InlineData("18.2.0", "teleport-auth@.teleport.cluster.local")]
    public async Task Handshake_UnknownCluster_IsClosedWithoutAnAlert(string version, string protocol)
    {
        await using var teleport = await StartAsync(Front.Proxy, version);

        await Assert.ThrowsAsync<IOException>(() => ShakeAsync(teleport, protocol, "h2"));
    }

    [Theory]
    [InlineData("18.2.0", "surprise")]
    [InlineData("7.3.0", "teleport-reversetunnel")]
    public async Task Handshake_OnlyUnknownProtocols_GetAnAlert(string version, string protocol)
    {
        await using var teleport = await StartAsync(Front.Proxy, version);

        await Assert.ThrowsAsync<AuthenticationException>(() => ShakeAsync(teleport, protocol));
    }

    [Theory]
    [InlineData("11.3.0", "Sec-WebSocket-Protocol: alpn-ping\r\n", "404", "")]
    [InlineData("12.0.0", "Sec-WebSocket-Protocol: alpn-ping\r\n", "101", "Upgrade: alpn")]
    [InlineData("15.0.9", "Sec-WebSocket-Protocol: alpn-ping\r\n", "101", "Upgrade: alpn")]
    [InlineData("15.1.0", "Sec-WebSocket-Protocol: alpn-ping\r\n", "101", "Sec-WebSocket-Protocol: alpn-ping")]
    [InlineData("18.2.0", "Sec-WebSocket-Protocol: alpn\r\n", "101", "Sec-WebSocket-Protocol: alpn")]
    [InlineData("19.0.0", "Sec-WebSocket-Protocol: alpn\r\n", "101", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")]
    public async Task Upgrade_ByRelease_TakesTheFormItHas(string version, string more, string status, string field)
    {
        await using var teleport = await StartAsync(Front.LoadBalancer, version);
        await using var tls = await ShakeAsync(teleport);

        var answer = await AskAsync(tls, "/webapi/connectionupgrade", Markers + more);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains(field, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upgrade_OlderFormOnNewestRelease_IsNotFound()
    {
        await using var teleport = await StartAsync(Front.LoadBalancer, "19.0.0");
        await using var tls = await ShakeAsync(teleport);

        var answer = await AskAsync(tls, "/webapi/connectionupgrade", "Connection: Upgrade\r\nUpgrade: alpn\r\n");

        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upgrade_WithoutSubprotocol_IsClosed()
    {
        await using var teleport = await StartAsync(Front.LoadBalancer);
        await using var tls = await ShakeAsync(teleport);

        var answer = await AskAsync(tls, "/webapi/connectionupgrade", Markers);

        Assert.DoesNotContain("Sec-WebSocket-Protocol", answer, StringComparison.Ordinal);
        Assert.Equal(0, await tls.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task Find_Anyone_IsToldTheRelease()
    {
        await using var teleport = await StartAsync(Front.LoadBalancer, "16.1.0");
        await using var tls = await ShakeAsync(teleport);

        await AskAsync(tls, "/webapi/find", "");
        var body = new byte[200];
        var read = await tls.ReadAsync(body);

        var text = Encoding.ASCII.GetString(body, 0, read);
        Assert.Contains("\"server_version\":\"16.1.0\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("15.1.0", 0x82, 0, "hello", 0)]
    [InlineData("15.1.0", 0x82, 7, "hello", 0)]
    [InlineData("16.4.0", 0x82, 0, "hello", 0)]
    [InlineData("16.4.0", 0x82, 7, "obkkh", 0)] // is not unmasked
    [InlineData("18.2.0", 0x82, 7, "hello", 0)]
    [InlineData("18.2.0", 0x02, 0, "", 1)] // a part of a message is dropped
    [InlineData("18.2.0", 0x80, 0, "", 1)]
    [InlineData("18.2.0", 0x81, 0, "", 1)] // text
    public async Task Frame_OfAClient_IsReadAsTheReleaseReadsIt(
        string version,
        byte head,
        byte mask,
        string text,
        int complaints
    )
    {
        byte[] frame =
            [head, 0x85, mask, mask, mask, mask, .. Encoding.ASCII.GetBytes("hello").Select(b => (byte)(b ^ mask))];
        using var wire = new MemoryStream(frame);
        var journal = new Journal(new Cluster(new()));
        await using var frames = new UpgradedFrames(wire, new TeleportRelease(version), journal);
        var read = new byte[10];

        Assert.Equal(text, Encoding.ASCII.GetString(read, 0, await frames.ReadAsync(read)));
        Assert.Equal(complaints, journal.Complaints.Count);
    }

    private static Task<TeleportSimulator> StartAsync(Front front, string version = "18.2.0") =>
        TeleportSimulator.StartAsync(new() { Front = front, Version = version });

    private static async Task<SslStream> ShakeAsync(TeleportSimulator teleport, params string[] protocols)
    {
        var client = new TcpClient();
        var port = int.Parse(teleport.Address.Split(':')[1]);
        await client.ConnectAsync("127.0.0.1", port);
        var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = ClusterCertificates.ServerName,
                ApplicationProtocols = [.. protocols.Select(name => new SslApplicationProtocol(name))],
            }
        );
        return tls;
    }

    private static async Task<string> AskAsync(SslStream tls, string path, string fields)
    {
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: proxy\r\n{fields}\r\n"));
        var answer = new StringBuilder();
        var one = new byte[1];
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await tls.ReadAsync(one) == 0) break;
            answer.Append((char)one[0]);
        }

        return answer.ToString();
    }
}
