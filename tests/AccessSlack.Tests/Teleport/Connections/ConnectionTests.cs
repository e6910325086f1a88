using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Connections;
using AccessSlack.Teleport.Credentials;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Tests.Teleport.Connections;

public sealed class ConnectionTests
{
    [Fact]
    public async Task Ping_RightCredentials_SendsOneCertificateAndTeleportsServerName()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<PingRequest>("Ping", _ => [
                new PingResponse
                {
                    ClusterName = "example",
                    ServerVersion = "v17.1.0",
                    ProxyPublicAddr = "proxy:443",
                },
            ]);
        var pong = await server.Client.PingAsync(default).WaitAsync(AuthServer.Soon);
        Assert.Equal(new TeleportServer("example", "17.1.0", "proxy:443"), pong);
        Assert.Equal("teleport.cluster.local", Assert.Single(server.ServerNames));
        Assert.Equal(["CN=slack-approver"], Assert.Single(server.ClientCertificates));
    }

    [Fact]
    public async Task Ping_IssuerOfOurCertificateIsKnown_IsNotSentWithIt()
    {
        await using var server = await AuthServer.StartAsync();
        using var users = new TestAuthority("user CA", parent: server.Authority);
        server.On<PingRequest>("Ping", _ => [new PingResponse()]);
        await server
            .Connect(users.ThreeFiles(authorities: server.Authority.Pem + users.Pem))
            .PingAsync(default)
            .WaitAsync(AuthServer.Soon);
        Assert.Equal(["CN=slack-approver"], Assert.Single(server.ClientCertificates));
    }

    [Fact]
    public async Task Ping_ServerListsOtherIssuers_SendsTheCertificateAllTheSame()
    {
        using var other = new TestAuthority("some other CA");
        await using var server = await AuthServer.StartAsync(listedIssuer: other.Certificate);
        server.On<PingRequest>("Ping", _ => [new PingResponse()]);
        await server.Client.PingAsync(default).WaitAsync(AuthServer.Soon);
        Assert.Equal(["CN=slack-approver"], Assert.Single(server.ClientCertificates));
    }

    [Fact]
    public async Task Ping_Request_IsWhatServersExpect()
    {
        var line = "";
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        await using var server = await AuthServer.StartAsync();
        server.On("Ping", context =>
        {
            line =
                $"{context.Request.Method} {context.Request.Scheme}://{context.Request.Host}{context.Request.Path} " +
                $"{context.Request.Protocol}";
            foreach (var (name, value) in context.Request.Headers) headers[name] = value.ToString();
            return RawAnswer.Of(RawAnswer.Frame(new PingResponse()))(context);
        });
        await server.Client.PingAsync(default).WaitAsync(AuthServer.Soon);
        Assert.Equal("POST https://teleport.cluster.local/proto.AuthService/Ping HTTP/2", line);
        Assert.Equal("application/grpc", headers["content-type"]);
        Assert.Equal("trailers", headers["te"]);
        // The library leaves an empty element at the end, which recipients ignore (RFC 9110 section 5.6.1).
        Assert.Equal("identity", headers["grpc-accept-encoding"].TrimEnd(','));
        Assert.Equal("10000m", headers["grpc-timeout"]);
        Assert.DoesNotContain("content-length", headers);
        Assert.DoesNotContain("version", headers);
    }

    [Fact]
    public async Task Ping_ServerOfAnotherAuthority_IsCredentialsRefusedAndSendsNothing()
    {
        using var other = new TestAuthority();
        await using var server = await AuthServer.StartAsync();
        var failure = await FailureAsync(server, server.Authority.ThreeFiles(authorities: other.Pem));
        Assert.Equal(TeleportFailure.CredentialsRefused, failure.Failure);
        Assert.Contains(server.Address, failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Ping_OneOfSeveralAuthorities_IsEnough()
    {
        using var next = new TestAuthority("next host CA");
        await using var server = await AuthServer.StartAsync();
        server.On<PingRequest>("Ping", _ => [new PingResponse()]);
        await server
            .Connect(server.Authority.ThreeFiles(authorities: next.Pem + server.Authority.Pem))
            .PingAsync(default)
            .WaitAsync(AuthServer.Soon);
    }

    [Fact]
    public async Task Ping_ServerWithAnotherName_IsCredentialsRefused()
    {
        await using var server = await AuthServer.StartAsync(certificateName: "localhost");
        Assert.Equal(
            TeleportFailure.CredentialsRefused,
            (await FailureAsync(server, server.Authority.ThreeFiles())).Failure
        );
    }

    [Fact]
    public async Task Ping_AlertDuringTheHandshake_IsCredentialsRefused()
    {
        using var authority = new TestAuthority();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var refusing = RefuseAsync(listener);
        using var client = new TeleportClient(
            new TeleportOptions(listener.LocalEndpoint.ToString()!, authority.ThreeFiles()),
            new ManualTime(),
            NullLogger<TeleportClient>.Instance
        );
        var failure = await Assert.ThrowsAsync<TeleportException>(() =>
            client.PingAsync(default).WaitAsync(AuthServer.Soon)
        );
        Assert.Equal(TeleportFailure.CredentialsRefused, failure.Failure);
        await refusing;
    }

    private static PeerActivity Peer => new(() => { }, () => { });

    [Fact]
    public async Task AlertStream_ReadThatFailsInsideTls_IsTold()
    {
        var refused = new HandshakeNotes();
        await using var alerted = new AlertStream(
            new FailingStream(new IOException("x", new InvalidOperationException("x", new OpenSslError(0x0A000418)))),
            refused,
            Peer
        );
        await Assert.ThrowsAsync<IOException>(async () => await alerted.ReadExactlyAsync(new byte[1]));
        Assert.Equal((48, true), (refused.Alert, refused.EndedAtOnce));

        var cut = new HandshakeNotes();
        await using var broken = new AlertStream(
            new FailingStream(new IOException("x", new SocketException())),
            cut,
            Peer
        );
        await Assert.ThrowsAsync<IOException>(async () => await broken.ReadExactlyAsync(new byte[1]));
        Assert.Equal((null, true), (cut.Alert, cut.EndedAtOnce));
    }

    [Fact]
    public async Task AlertStream_EndAfterTheFirstByte_IsNotAtOnce()
    {
        var notes = new HandshakeNotes();
        await using var stream = new AlertStream(new MemoryStream([1]), notes, Peer);
        await stream.ReadExactlyAsync(new byte[1]);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        Assert.False(notes.EndedAtOnce);
    }

    [Fact]
    public async Task Ping_NoListener_IsUnreachable()
    {
        await using var server = await AuthServer.StartAsync();
        var client = server.Client;
        await server.StopAsync();
        var failure = await Assert.ThrowsAsync<TeleportException>(() =>
            client.PingAsync(default).WaitAsync(AuthServer.Soon)
        );
        Assert.Equal(TeleportFailure.Unreachable, failure.Failure);
        Assert.EndsWith(
            "(Ping: Unavailable, connection refused)",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Reload_NewFiles_MovesCallsEndsTheWatchAndLetsTheOldConnectionDrain()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<PingRequest>("Ping", _ => [new PingResponse()]);
        server.On("WatchEvents", async context =>
        {
            await AuthServer.SendAsync(context, new Event());
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await using var watch = server.Client.WatchAsync(WatchScope.Requests, default).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(AuthServer.Soon));

        server.Client.Prepare(server.Authority.ThreeFiles())();
        Assert.False(await watch.MoveNextAsync().AsTask().WaitAsync(AuthServer.Soon));
        await server.Client.PingAsync(default).WaitAsync(AuthServer.Soon);
        Assert.Equal(2, server.ClientCertificates.Count);

        var closed = server.FirstConnectionClosedAsync();
        server.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(closed.IsCompleted);
        server.Time.Advance(TimeSpan.FromSeconds(1));
        await closed.WaitAsync(AuthServer.Soon);
    }

    [Fact]
    public async Task Reload_ListThatOutlivesItsConnection_FailsAsAnyCall()
    {
        await using var server = await AuthServer.StartAsync();
        var row = new AccessRequestV3
        {
            Metadata = new Metadata { Name = "a" },
            Spec = new AccessRequestSpecV3 { User = "alice" },
        };
        server.On<ListAccessRequestsRequest>("ListAccessRequests", _ =>
            [new ListAccessRequestsResponse { AccessRequests = { row }, NextKey = "b" }]
        );
        await using var list = server.Client.ListAsync(default).GetAsyncEnumerator();
        Assert.True(await list.MoveNextAsync().AsTask().WaitAsync(AuthServer.Soon));

        server.Client.Prepare(server.Authority.ThreeFiles())();
        server.Time.Advance(TimeSpan.FromSeconds(60));

        await Assert.ThrowsAsync<TeleportException>(() => list.MoveNextAsync().AsTask().WaitAsync(AuthServer.Soon));
    }

    [Fact]
    public async Task Reload_BadFiles_KeepsTheOldOnes()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<PingRequest>("Ping", _ => [new PingResponse()]);
        var client = server.Client;
        Assert.Throws<CredentialException>(() => client.Prepare(server.Authority.Identity("nothing")));
        await client.PingAsync(default).WaitAsync(AuthServer.Soon);
        Assert.Equal(TestAuthority.Until, client.Credentials.Expires);
    }

    [Fact]
    public void Client_AddressThatIsNone_IsRefused()
    {
        using var authority = new TestAuthority();
        var options = new TeleportOptions("https://x/y", authority.ThreeFiles());
        Assert.Throws<ArgumentException>(() =>
            new TeleportClient(options, TimeProvider.System, NullLogger<TeleportClient>.Instance)
        );
    }

    [Theory]
    [InlineData("localhost", "localhost", 3025)]
    [InlineData("auth.example.com:443", "auth.example.com", 443)]
    [InlineData("10.0.0.1:3025", "10.0.0.1", 3025)]
    [InlineData("[::1]", "::1", 3025)]
    [InlineData("[fe80::1]:1", "fe80::1", 1)]
    public void TryParse_Address_IsHostAndPort(string text, string host, int port)
    {
        Assert.True(TeleportAddress.TryParse(text, out var address));
        Assert.Equal((host, port), (address.Host, address.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":3025")]
    [InlineData("https://localhost:3025")]
    [InlineData("localhost:3025/path")]
    [InlineData("user@localhost")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("two words")]
    [InlineData("a:b:c")]
    public void TryParse_AnythingElse_IsRefused(string text)
    {
        Assert.False(TeleportAddress.TryParse(text, out _));
    }

    /// <summary>
    /// Answers the first bytes of a client with the fatal alert "bad certificate" (RFC 8446 section 6).
    /// </summary>
    private static async Task RefuseAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        Assert.NotEqual(0, await client.GetStream().ReadAsync(new byte[4096]));
        await client.GetStream().WriteAsync(new byte[] { 21, 3, 3, 0, 2, 2, 42 });
    }

    private static async Task<TeleportException> FailureAsync(AuthServer server, CredentialFiles files) =>
        await Assert.ThrowsAsync<TeleportException>(() =>
            server.Connect(files).PingAsync(default).WaitAsync(AuthServer.Soon)
        );

    private sealed class OpenSslError : CryptographicException
    {
        public OpenSslError(int code) => HResult = code;
    }

    private sealed class FailingStream(Exception exception) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(exception);
    }
}
