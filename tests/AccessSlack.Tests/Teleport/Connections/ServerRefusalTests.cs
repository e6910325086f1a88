using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Connections;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Tests.Teleport.Connections;

/// <summary>
/// What answers at the address is not the auth server we trust: each case told apart, in words with the place and the
/// cure.
/// </summary>
public sealed class ServerRefusalTests : IDisposable
{
    private const string Address = "set addr (or auth_server) under [teleport] to the auth server";

    private static readonly Dictionary<
        string,
        (Func<TestAuthority, TestAuthority, X509Certificate2> Certificate, string[] Words)
    > Certificates = new()
    {
        ["web certificate of a proxy"] = (
            (_, other) => other.Server("proxy.example.com"),
            [
                "is not an auth server",
                "its certificate is for proxy.example.com, issued by other",
                "TLS does not pass through it",
                Address,
            ]
        ),
        ["another service of the cluster"] = (
            (ours, _) => ours.Server("node.example"),
            ["is not an auth server", "for node.example, issued by host CA", Address]
        ),
        ["auth server of another cluster"] = (
            (_, other) => other.Server(),
            [
                "belongs to cluster other",
                "auth.cas) is of host CA",
                Address,
                "on the auth server of other sign new files with: tctl auth sign",
            ]
        ),
        ["host CA was rotated"] = (
            (_, _) => Rotated(),
            [
                "another host CA of cluster host CA",
                "auth.cas is older than the rotation of the host CA",
                "tctl auth sign --format=tls --user=slack-approver",
            ]
        ),
        ["expired"] = (
            (ours, _) => ours.Server(until: TestAuthority.From.AddYears(1)),
            ["the certificate of the auth server at", "expired at 2021-01-01", "check the clock"]
        ),
        ["not yet valid"] = (
            (ours, _) => ours.Server(from: TestAuthority.Until.AddYears(-1)),
            [
                "the certificate of the auth server at",
                "is not yet valid: it is valid from 2039-01-01",
                "check the clocks",
            ]
        ),
        ["hostile issuer"] = (
            (_, _) => OfIssuer("a\u001b[31m\u202eevil " + new string('x', 300)),
            ["is not an auth server", "issued by a[31mevil xxx", "x…. If it is the proxy"]
        ),
    };

    private static readonly Dictionary<string, (byte[] Bytes, TeleportFailure Failure, string[] Words)> Answers = new()
    {
        ["HTTP without TLS"] = (
            Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"),
            TeleportFailure.CredentialsRefused,
            ["does not speak TLS", Address]
        ),
        ["SSH"] = (
            Encoding.ASCII.GetBytes("SSH-2.0-Teleport\r\n"),
            TeleportFailure.CredentialsRefused,
            ["does not speak TLS", Address]
        ),
        ["alert: bad certificate"] = (
            Alert(42),
            TeleportFailure.CredentialsRefused,
            [
                "does not accept the certificate in",
                "auth.crt",
                "TLS alert: bad certificate",
                "user CA",
                "tctl auth sign",
            ]
        ),
        ["alert: unknown CA"] = (
            Alert(48),
            TeleportFailure.CredentialsRefused,
            [
                "does not accept the certificate in",
                "auth.crt",
                "TLS alert: unknown CA",
                "another cluster",
                "tctl auth sign",
            ]
        ),
        ["alert: certificate expired"] = (
            Alert(45),
            TeleportFailure.CredentialsRefused,
            ["auth.crt expired", "clocks of both machines", "tctl auth sign"]
        ),
        ["alert: certificate required"] = (
            Alert(116),
            TeleportFailure.CredentialsRefused,
            ["TLS alert: certificate required"]
        ),
        ["alert: protocol version"] = (
            Alert(70),
            TeleportFailure.CredentialsRefused,
            ["neither TLS 1.2 nor 1.3", Address]
        ),
        ["alert: no application protocol"] = (
            Alert(120),
            TeleportFailure.CredentialsRefused,
            ["does not speak HTTP/2", Address]
        ),
        ["alert: handshake failure"] = (
            Alert(40),
            TeleportFailure.CredentialsRefused,
            ["TLS alert: handshake failure", "see its log"]
        ),
        ["alert: internal error"] = (
            Alert(80),
            TeleportFailure.Unreachable,
            ["TLS alert: internal error", "log of the auth server"]
        ),
        ["nothing"] = ([], TeleportFailure.Unreachable, ["cannot be reached"]),
    };

    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _other = new("other");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ServerRefusalTests() => _listener.Start();

    public static TheoryData<string> CertificateNames => [.. Certificates.Keys];

    public static TheoryData<string> AnswerNames => [.. Answers.Keys];

    public void Dispose()
    {
        _listener.Dispose();
        _authority.Dispose();
        _other.Dispose();
    }

    [Theory]
    [MemberData(nameof(CertificateNames))]
    public async Task Ping_ServerCertificateThatIsNotTrusted_IsDescribed(string name)
    {
        var (create, words) = Certificates[name];
        using var certificate = create(_authority, _other);
        var serving = ServeAsync(certificate, SslApplicationProtocol.Http2);

        var failure = await FailureAsync();

        AssertSays(failure, TeleportFailure.CredentialsRefused, words);
        Assert.DoesNotContain(failure.Message, c => c is '\u001b' or '\u202e');
        // Not one byte of a call left us: the read ends with the connection.
        Assert.Equal(0, await serving);
    }

    [Fact]
    public async Task Ping_HostCaThatExpired_IsNamedWithItsFile()
    {
        using var old = new TestAuthority("old host CA", until: TestAuthority.From.AddYears(1));
        using var certificate = old.Server(until: TestAuthority.From.AddMonths(6));
        var serving = ServeAsync(certificate, SslApplicationProtocol.Http2);

        AssertSays(
            await FailureAsync(_authority.ThreeFiles(authorities: old.Pem)),
            TeleportFailure.CredentialsRefused,
            ["expired at 202", "tctl auth rotate --type=host"]
        );
        await serving;
    }

    [Fact]
    public async Task Ping_ServerWithoutHttp2_IsDescribed()
    {
        using var certificate = _authority.Server();
        var serving = ServeAsync(certificate, SslApplicationProtocol.Http11);
        AssertSays(await FailureAsync(), TeleportFailure.CredentialsRefused, ["does not speak HTTP/2", Address]);
        await serving;
    }

    [Fact]
    public async Task Ping_ServerThatClosesAfterTheHandshake_IsWaitedOutAndNamesOurFile()
    {
        using var certificate = _authority.Server();
        var serving = ServeAsync(certificate, SslApplicationProtocol.Http2, closes: true);
        AssertSays(
            await FailureAsync(),
            TeleportFailure.Unreachable,
            ["right after the TLS handshake", "auth.crt", "log of the auth server"]
        );
        await serving;
    }

    /// <summary>
    /// Whether a call has begun by the time at which a new connection ends is up to the machine. The words are equal.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fault_ConnectionThatEndsBeforeACallHasBegun_IsDescribedAllTheSame(bool withAlert)
    {
        var failed = new Status(StatusCode.Internal, "not established", new HttpRequestException("not established"));
        var notes = new HandshakeNotes { EndedAtOnce = true, Alert = withAlert ? 42 : null };

        var fault = ConnectionFault.Of(failed, "Ping", notes, "auth:3025", new("auth.crt", "sign again"));

        Assert.Equal(
            withAlert ? TeleportFailure.CredentialsRefused : TeleportFailure.Unreachable,
            fault?.Failure
        );
        var words = withAlert ? "bad certificate" : "right after the TLS handshake";
        Assert.Contains(words, fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AnswerNames))]
    public async Task Ping_AnswerThatIsNoHandshake_IsDescribed(string name)
    {
        var (bytes, kind, words) = Answers[name];
        var answering = AnswerAsync(bytes);
        AssertSays(await FailureAsync(), kind, words);
        await answering;
    }

    [Theory]
    [InlineData("Ping", 7, "access denied: unknown user", true)]
    [InlineData("Ping", 16, "bad certificate", true)]
    [InlineData("GetPluginData", 16, "bad certificate", true)]
    [InlineData("GetPluginData", 7, "access denied", false)]
    public async Task Call_IdentityThatTeleportDoesNotKnow_IsToldFromAMissingRight(
        string call,
        int status,
        string detail,
        bool isIdentity
    )
    {
        await using var server = await AuthServer.StartAsync();
        server.Fail(call, status, detail);
        var client = server.Client;

        var failure = await Assert
            .ThrowsAsync<TeleportException>(() =>
                call == "Ping" ? client.PingAsync(default) : client.ReadPluginDataAsync("x", default)
            )
            .WaitAsync(AuthServer.Soon);

        string[] words = isIdentity
            ? ["does not accept the certificate in", "auth.crt", detail, "tctl auth sign"]
            : ["check the user's role", detail];
        AssertSays(failure, isIdentity ? TeleportFailure.CredentialsRefused : TeleportFailure.NotPermitted, words);
    }

    /// <summary>A new CA of the same cluster; what it signed outlives it.</summary>
    private static X509Certificate2 Rotated()
    {
        using var next = new TestAuthority();
        return next.Server();
    }

    private static X509Certificate2 OfIssuer(string name)
    {
        using var issuer = new TestAuthority(name);
        return issuer.Server("proxy.example.com");
    }

    private static byte[] Alert(byte description) => [21, 3, 3, 0, 2, 2, description];

    private static void AssertSays(TeleportException failure, TeleportFailure kind, string[] words)
    {
        Assert.True(words.All(word => failure.Message.Contains(word, StringComparison.Ordinal)), failure.Message);
        Assert.Equal(kind, failure.Failure);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private async Task<TeleportException> FailureAsync(CredentialFiles? files = null)
    {
        var options = new TeleportOptions(_listener.LocalEndpoint.ToString()!, files ?? _authority.ThreeFiles());
        using var client = new TeleportClient(options, TimeProvider.System, NullLogger<TeleportClient>.Instance);
        var failure = await Assert.ThrowsAsync<TeleportException>(() =>
            client.PingAsync(default).WaitAsync(AuthServer.Soon)
        );
        Assert.Contains(options.Address, failure.Message, StringComparison.Ordinal);
        return failure;
    }

    /// <summary>Shakes hands with one client.</summary>
    /// <returns>How many bytes it sent afterwards.</returns>
    private async Task<int> ServeAsync(
        X509Certificate2 certificate,
        SslApplicationProtocol protocol,
        bool closes = false
    )
    {
        using var connection = await AcceptOnlyAsync();
        await using var tls = new SslStream(connection.GetStream());
        try
        {
            // Names no protocol that the client does not offer: that alone would end the handshake with an alert.
            await tls.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions
                    {
                        ServerCertificate = certificate,
                        ApplicationProtocols = protocol == SslApplicationProtocol.Http2 ? [protocol] : null,
                    }
                )
                .WaitAsync(AuthServer.Soon);
            // The client has sent something by now, perhaps: closed with that unread, the connection would be reset.
            if (closes) connection.Client.Shutdown(SocketShutdown.Send);
            int read;
            do read = await tls.ReadAsync(new byte[4096]).AsTask().WaitAsync(AuthServer.Soon);
            while (closes && read > 0);
            return read;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or CryptographicException)
        {
            return 0;
        }
    }

    /// <summary>The test whether a proxy is there finds nothing.</summary>
    private async Task<TcpClient> AcceptOnlyAsync()
    {
        var connection = await _listener.AcceptTcpClientAsync().WaitAsync(AuthServer.Soon);
        _listener.Stop();
        return connection;
    }

    private async Task AnswerAsync(byte[] bytes)
    {
        using var connection = await AcceptOnlyAsync();
        Assert.NotEqual(0, await connection.GetStream().ReadAsync(new byte[4096]).AsTask().WaitAsync(AuthServer.Soon));
        await connection.GetStream().WriteAsync(bytes);
    }
}
