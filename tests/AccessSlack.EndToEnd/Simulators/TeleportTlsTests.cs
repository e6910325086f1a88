using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>
/// What the auth listener refuses before a call is looked at (docs/protocols/teleport.md 2.1 and 6.1).
/// </summary>
public sealed class TeleportTlsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Ping_KnownUser_TellsClusterAndVersion()
    {
        await using var server = await TeleportSimulator.StartAsync(
            new()
            {
                ClusterName = "prod",
                Version = "12.4.0",
                ProxyPublicAddress = "proxy:443",
            }
        );
        using var client = TeleportRawClient.For(server, "slack");

        var answer = (await client.CallAsync("Ping", new PingRequest(), PingResponse.Parser)).Single;

        Assert.Equal(
            ("prod", "12.4.0", "proxy:443"),
            (answer.ClusterName, answer.ServerVersion, answer.ProxyPublicAddr)
        );
    }

    [Theory]
    [InlineData("5.1.0")]
    [InlineData("18.2.0")]
    public async Task Call_WithoutCertificate_HasNoRights(string version)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = new TeleportRawClient(server, certificate: null);

        var watch = await client.CallAsync("WatchEvents", Kinds(), Event.Parser);
        var data = await client.CallAsync(
            "GetPluginData",
            new PluginDataFilter { Kind = "access_request" },
            PluginDataSeq.Parser
        );
        var set = await client.SetStateAsync(server.CreateRequest("alice", "dba"), RequestState.Approved);
        var ping = await client.CallAsync("Ping", new PingRequest(), PingResponse.Parser);

        Assert.Equal(GrpcCode.PermissionDenied, watch.Code);
        Assert.True(watch.TrailersOnly);
        Assert.Equal((GrpcCode.PermissionDenied, GrpcCode.PermissionDenied), (data.Code, set));
        Assert.Equal(GrpcCode.Ok, ping.Code);
    }

    [Fact]
    public async Task Call_UserUnknownOrLocked_Denied()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var stranger = new TeleportRawClient(server, server.Certificates.IssueClient("stranger"));
        using var locked = TeleportRawClient.For(server, "locked");
        server.AddUser("locked").Locked = true;

        Assert.Equal(GrpcCode.PermissionDenied, await PingAsync(stranger));
        Assert.Equal(GrpcCode.PermissionDenied, await PingAsync(locked));
    }

    [Fact]
    public async Task Call_TwoCertificates_Denied()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        server.AddUser("slack");
        using var intermediate = server.Certificates.IssueIntermediate();
        using var client = new TeleportRawClient(
            server,
            server.Certificates.IssueClient("slack", issuer: intermediate),
            alsoSend: intermediate
        );

        var answer = await client.CallAsync("Ping", new PingRequest(), PingResponse.Parser);

        Assert.Equal(
            (GrpcCode.PermissionDenied, "access denied: intermediaries are not supported"),
            (answer.Code, answer.Message)
        );
    }

    [Fact]
    public async Task Handshake_CertificateOfAnotherCluster_Refused()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var other = ClusterCertificates.Create("other");
        using var client = new TeleportRawClient(server, other.IssueClient("slack"));

        await Assert.ThrowsAsync<HttpRequestException>(() => PingAsync(client));
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Handshake_UserCa_IsNamedSoThatClientsCanChoose()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, server.Port).WaitAsync(Limit);
        await using var stream = new SslStream(tcp.GetStream());
        string[] named = [];

        await stream
            .AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = ClusterCertificates.ServerName,
                    ApplicationProtocols = [SslApplicationProtocol.Http2],
                    RemoteCertificateValidationCallback = (_, shown, _, _) =>
                        TeleportRawClient.IsIssuedBy(server.Certificates.HostCa, shown),
                    LocalCertificateSelectionCallback = (_, _, _, shown, issuers) =>
                    {
                        // Asked a first time before the server said anything.
                        if (shown is not null)
                            named = issuers;
                        return null!;
                    },
                }
            )
            .WaitAsync(Limit);

        Assert.Equal([server.Certificates.UserCa.Subject], named);
    }

    [Fact]
    public async Task Handshake_CertificateOutsideItsValidity_Refused()
    {
        var time = new ManualTime();
        await using var server = await TeleportSimulator.StartAsync(new() { Time = time });
        server.AddUser("slack");
        var certificate = server.Certificates.IssueClient("slack", notAfter: time.GetUtcNow().AddHours(1));
        using var before = new TeleportRawClient(server, certificate);
        using var after = new TeleportRawClient(server, certificate);

        Assert.Equal(GrpcCode.Ok, await PingAsync(before));
        time.Advance(TimeSpan.FromHours(2));
        await Assert.ThrowsAsync<HttpRequestException>(() => PingAsync(after));
    }

    [Theory]
    [InlineData("teleport.cluster.local", true)]
    [InlineData("70726f64.teleport.cluster.local", true)]
    [InlineData("auth.example.com", true)]
    [InlineData("prod.teleport.cluster.local", false)]
    public async Task Handshake_ServerName_MustBeHexBelowOurs(string name, bool accepted)
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        server.AddUser("slack");
        using var client = new TeleportRawClient(server, server.Certificates.IssueClient("slack"), serverName: name);

        if (accepted) Assert.Equal(GrpcCode.Ok, await PingAsync(client));
        else await Assert.ThrowsAsync<HttpRequestException>(() => PingAsync(client));
    }

    [Fact]
    public async Task Handshake_WithoutH2_Refused()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        client.Distort = request => request.Version = HttpVersion.Version11;

        await Assert.ThrowsAsync<HttpRequestException>(() => PingAsync(client));
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Call_WithoutTeTrailers_Aborted()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        client.Distort = request => request.Headers.TE.Clear();

        await Assert.ThrowsAsync<HttpRequestException>(() => PingAsync(client));
        Assert.Equal(["te: trailers is missing"], server.Complaints);
    }

    [Theory]
    [InlineData("application/grpc+proto", true)]
    [InlineData("application/json", false)]
    [InlineData("application/grpc-web", false)]
    public async Task Call_ContentType_MustBeGrpc(string type, bool accepted)
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        client.Distort = request => request.Content!.Headers.ContentType = new(type);

        using var answer = await client.SendAsync("Ping", new PingRequest(), CancellationToken.None).WaitAsync(Limit);

        Assert.Equal(accepted ? HttpStatusCode.OK : HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal(accepted ? 0 : 1, server.Complaints.Count);
    }

    [Fact]
    public async Task Call_BodyThatIsNotOneMessage_Refused()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        client.Distort = request =>
        {
            request.Content = new ByteArrayContent([0, 0, 0, 0, 9, 1]);
            request.Content.Headers.ContentType = new("application/grpc");
        };

        Assert.Equal(GrpcCode.Internal, await PingAsync(client));
    }

    [Theory]
    [InlineData("15.5.0", "1.0.0", true)]
    [InlineData("18.2.0", "18.9.1", true)]
    [InlineData("18.2.0", "17.0.0", true)]
    [InlineData("18.2.0", "16.9.9", false)]
    [InlineData("18.2.0", "latest", false)]
    public async Task Call_VersionMetadata_OldIsDeniedFrom16(string release, string version, bool accepted)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = release });
        using var client = TeleportRawClient.For(server, "slack");
        client.Distort = request => request.Headers.Add("version", version);

        Assert.Equal(accepted ? GrpcCode.Ok : GrpcCode.PermissionDenied, await PingAsync(client));
    }

    [Fact]
    public async Task RotateHostCa_ClientOfTheOldOne_RefusesTheServer()
    {
        using var certificates = ClusterCertificates.Create("sandbox");
        await using var server = await TeleportSimulator.StartAsync(new() { Certificates = certificates });
        var before = certificates.HostCa.Thumbprint;

        server.RotateHostCa();

        using var client = TeleportRawClient.For(server, "slack");
        Assert.NotEqual(before, certificates.HostCa.Thumbprint);
        Assert.Equal(GrpcCode.Ok, await PingAsync(client));
    }

    private static Watch Kinds() => new() { Kinds = { new WatchKind { Kind = "access_request" } } };

    private static async Task<GrpcCode> PingAsync(TeleportRawClient client) =>
        (await client.CallAsync("Ping", new PingRequest(), PingResponse.Parser)).Code;
}
