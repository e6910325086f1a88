using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Teleport.Protocol;
using Grpc.Net.Client;

namespace AccessSlack.Teleport;

/// <summary>The calls that list access requests, the newest first. Which a server knows depends on its release (wire contract 1.1).</summary>
internal enum Listing
{
    Paged,
    Streamed,
    Whole,
}

/// <summary>Connections to one auth server with one set of credentials (wire contract 2.1, 2.5).</summary>
internal sealed class Connection : IDisposable
{
    /// <summary>The name in every auth server's certificate; the address that is dialled need not be in it.</summary>
    private const string ServerName = "teleport.cluster.local";

    /// <summary>An unpaged list of a large cluster passes gRPC's default of 4 MiB by far.</summary>
    private const int MaxMessage = 64 * 1024 * 1024;

    private readonly Credentials _credentials;
    private readonly SocketsHttpHandler _handler;
    private readonly GrpcChannel _channel;
    private readonly CancellationTokenSource _retired = new();
    private volatile Listing _listing;
    private volatile bool _alerted;

    public Connection(DnsEndPoint address, Credentials credentials, TimeProvider time)
    {
        _credentials = credentials;
        Retired = _retired.Token;
        _handler = Handler(address);
        _channel = GrpcChannel.ForAddress($"https://{ServerName}", new GrpcChannelOptions { HttpHandler = _handler, MaxReceiveMessageSize = MaxMessage, TimeProvider = time });
        Client = new AuthService.AuthServiceClient(_channel);
    }

    public AuthService.AuthServiceClient Client { get; }

    public DateTimeOffset CertificateExpires => _credentials.Expires;

    public CertificateSubject Subject => CertificateSubject.Of(_credentials.Certificate);

    /// <summary>The newest listing call that may work; forgotten when a new connection is dialled, behind which may be a newer server.</summary>
    public Listing Listing
    {
        get => _listing;
        set => _listing = value;
    }

    /// <summary>Whether the newest connection was ended by a TLS alert: the server does not take our certificate.</summary>
    public bool Alerted => _alerted;

    /// <summary>Cancelled when watches must move to another connection.</summary>
    public CancellationToken Retired { get; }

    public bool Uses(Credentials credentials) => _credentials.IsSameAs(credentials);

    public void Retire() => _retired.Cancel();

    public void Dispose()
    {
        Retire();
        _channel.Dispose();
        _handler.Dispose();
        _retired.Dispose();
        _credentials.Dispose();
    }

    private SocketsHttpHandler Handler(DnsEndPoint address) => new()
    {
        SslOptions = Tls(),
        ConnectCallback = async (_, cancel) =>
        {
            _listing = Listing.Paged;
            _alerted = false;
            return await DialAsync(address, cancel);
        },
        PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new AlertStream(context.PlaintextStream, () => _alerted = true)),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        EnableMultipleHttp2Connections = true,
        AllowAutoRedirect = false,
        UseCookies = false,
        // An auth server is dialled directly; HTTPS_PROXY is meant for the way to Slack.
        UseProxy = false,
        // Servers from 6.0 on punish pings closer than 60 s with GOAWAY (wire contract 2.5). Ten seconds more make room
        // for timers and network; a dead peer is found after 70 + 30 s.
        KeepAlivePingDelay = TimeSpan.FromSeconds(70),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
    };

    private SslClientAuthenticationOptions Tls() => new()
    {
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        // Exactly this certificate whatever issuers the server lists, and no look-up over the network.
        ClientCertificateContext = SslStreamCertificateContext.Create(_credentials.Certificate, additionalCertificates: null, offline: true),
        CertificateChainPolicy = OnlyHostCas(),
    };

    private X509ChainPolicy OnlyHostCas()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // Teleport's host CAs publish no revocation list.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_credentials.Authorities);
        return policy;
    }

    private static async ValueTask<Stream> DialAsync(DnsEndPoint address, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
