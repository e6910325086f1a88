using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Teleport.Calls;
using AccessSlack.Teleport.Connections.Routing;
using AccessSlack.Teleport.Credentials;
using AccessSlack.Teleport.Protocol;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Teleport.Connections;

/// <summary>
/// Connections to one auth server with one set of credentials (docs/protocols/teleport.md 2.1 and 2.5).
/// </summary>
internal sealed class Connection : IDisposable
{
    /// <summary>An unpaged list of a large cluster far exceeds gRPC's default of 4 MiB.</summary>
    private const int MaxMessage = 64 * 1024 * 1024;

    private readonly string _address;
    private readonly TeleportCredentials _credentials;
    private readonly SslStreamCertificateContext _certificate;
    private readonly TimeProvider _time;
    private readonly PeerActivity _peer;
    private readonly HttpMessageHandler _handler;
    private readonly CancellationTokenSource _retired = new();
    private volatile ListingCall _listing;
    private volatile HandshakeNotes _notes = new();
    private volatile TraitFilter _traitFilter;

    /// <param name="address">As configured, for messages.</param>
    /// <param name="router">Knows the way.</param>
    /// <param name="credentials">Not disposed with the connection: its successor may use them.</param>
    /// <param name="time">For deadlines, and for describing the server's certificate.</param>
    /// <param name="logger">For the calls, at DEBUG.</param>
    public Connection(
        string address,
        Router router,
        TeleportCredentials credentials,
        TimeProvider time,
        ILogger logger
    )
    {
        (_address, _credentials, _time) = (address, credentials, time);
        _certificate = ContextOf(credentials.Certificate);
        Subject = CertificateSubject.Of(credentials.Certificate);
        Retired = _retired.Token;
        _handler = new TimeoutHeader(Handler(router));
        _peer = new PeerActivity(() => OnSilent(this), () => _ = AskAsync());
        // The first one is called first, and sees what the second makes of a call.
        var invoker = Channel().Intercept(new CallLog(time, logger), new CallDeadlines(time, _peer));
        Client = new AuthService.AuthServiceClient(invoker);
        Users = new UsersService.UsersServiceClient(invoker);
        Rules = new AccessMonitoringRulesService.AccessMonitoringRulesServiceClient(invoker);
    }

    public AuthService.AuthServiceClient Client { get; }

    public UsersService.UsersServiceClient Users { get; }
    public AccessMonitoringRulesService.AccessMonitoringRulesServiceClient Rules { get; }

    /// <summary>Called when a call has timed out and nothing at all has arrived since it began.</summary>
    public Action<Connection> OnSilent { get; init; } = _ => { };

    /// <summary>Called after each handshake.</summary>
    public Action OnConnected { get; init; } = () => { };

    public PeerActivity Peer => _peer;

    public TeleportCredentials Credentials => _credentials;

    /// <summary>Read once, because every request that arrives asks for it.</summary>
    public CertificateSubject Subject { get; }

    /// <summary>
    /// The newest listing call that may work. A new connection resets it, because the server may be a newer one.
    /// </summary>
    public ListingCall ListingCall
    {
        get => _listing;
        set => _listing = value;
    }

    /// <summary>Reset by a new connection as well.</summary>
    public TraitFilter TraitFilter
    {
        get => _traitFilter;
        set => _traitFilter = value;
    }

    /// <summary>Canceled when watches must move to another connection.</summary>
    public CancellationToken Retired { get; }

    public bool Uses(TeleportCredentials credentials) => _credentials.IsSameAs(credentials);

    public void Retire() => _retired.Cancel();

    /// <summary>What this connection knows about a failed call beyond its status; null if nothing.</summary>
    public ConnectionFault? Explain(Status failed, string call) =>
        ConnectionFault.Of(failed, call, _notes, _address, _credentials.CertificateFile);

    public void Dispose()
    {
        Retire();
        _handler.Dispose();
        _retired.Dispose();
    }

    /// <summary>Whether anyone answers: what it means if no one does is up to the limit of the call.</summary>
    private async Task AskAsync()
    {
        try
        {
            var limit = _time.GetUtcNow().UtcDateTime + TeleportCalls.UsualTime;
            using var call = Client.PingAsync(new PingRequest(), deadline: limit);
            await call;
        }
        catch (RpcException)
        {
            // an answer, or the end of the limit
        }
    }

    /// <summary>
    /// Never disposed: a caller that still uses the connection would get an ObjectDisposedException instead of a
    /// status. Its only resource is the handler, which we dispose. It does not retry calls without a service
    /// configuration, and does not log without a logger.
    /// </summary>
    private GrpcChannel Channel() =>
        GrpcChannel.ForAddress(
            $"https://{ServerCertificate.AuthName}",
            new GrpcChannelOptions
            {
                HttpHandler = _handler,
                MaxReceiveMessageSize = MaxMessage,
                // The limit applies to compressed bytes only.
                CompressionProviders = [],
            }
        );

    /// <summary>
    /// Use exactly this certificate, regardless of the issuers that the server lists, and download nothing.
    /// </summary>
    private static SslStreamCertificateContext ContextOf(X509Certificate2 certificate) =>
        SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);

    private SocketsHttpHandler Handler(Router router) => new()
    {
        // TLS is ours, because the handler's own would offer only its own protocols.
        ConnectCallback = async (_, cancel) =>
        {
            _listing = ListingCall.Paged;
            _traitFilter = TraitFilter.Unknown;
            var notes = _notes = new();
            var cluster = router.ClusterOf(_credentials);
            var ours = new AuthHandshake(_address, _credentials, _certificate, cluster, _time, notes);
            var stream = await router.ConnectAsync(ours, cancel);
            OnConnected();
            return stream;
        },
        PlaintextStreamFilter = (context, _) =>
            ValueTask.FromResult<Stream>(new AlertStream(context.PlaintextStream, _notes, _peer)),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        EnableMultipleHttp2Connections = true,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false, // the router asks it if it is wanted
        // Servers from 6.0 on answer pings closer than 60 s with GOAWAY (docs/protocols/teleport.md 2.5). Ten more
        // seconds allow for timers and the network. The handler looks at both limits every quarter of the shorter one,
        // so a dead peer is noticed after 85 to 93 s, if no call notices it earlier.
        KeepAlivePingDelay = TimeSpan.FromSeconds(70),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
    };
}
