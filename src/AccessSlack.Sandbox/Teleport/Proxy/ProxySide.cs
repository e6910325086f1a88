using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AccessSlack.Sandbox.Teleport.Proxy;

/// <summary>What stands in front of the simulated auth server.</summary>
public enum Front
{
    /// <summary>Nothing: clients connect to it directly.</summary>
    None,

    /// <summary>A Teleport proxy.</summary>
    Proxy,

    /// <summary>A Teleport proxy, and before it a load balancer that terminates TLS and knows no ALPN.</summary>
    LoadBalancer,
}

/// <summary>
/// A Teleport proxy with a load balancer before it (docs/protocols/teleport.md 2.2 and 2.3). The proxy reads the first
/// message of TLS, and passes a connection for <c>teleport-auth@…</c> on as it is; everything else is its web side.
/// </summary>
internal sealed class ProxySide(
    Cluster cluster,
    Journal journal,
    Func<ClusterCertificates> certificates,
    Func<int> auth
) : IAsyncDisposable
{
    private const string ForAuth = "teleport-auth@";
    private const string ReverseTunnel = "teleport-reversetunnel";

    private FrontListener? _proxy;
    private FrontListener? _balancer;
    private ProxyWeb? _web;
    private Front _front;
    private int _publicPort;
    private int _innerPort;
    private int _passed;
    private int _tests;

    /// <summary>What is in front from the start on.</summary>
    public Front First { init => _front = value; }

    /// <summary>Who signed the certificates of the web side and of the load balancer; null for the Host CA.</summary>
    public X509Certificate2? WebCa { get; set; }

    /// <summary>
    /// Whether connections are passed on; if not, they are closed as if no auth server could be reached.
    /// </summary>
    public bool PassesOn { get; set; } = true;

    public ProxyWeb Web => _web ??= new(cluster, journal, RouteAsync);

    /// <summary>How many connections were passed on to the auth server.</summary>
    public int Passed => Volatile.Read(ref _passed);

    /// <summary>How many connections tested whether an upgrade is needed: they offered nothing else.</summary>
    public int Tests => Volatile.Read(ref _tests);

    /// <summary>host:port of what is in front; null if nothing is.</summary>
    public string? Address => _front == Front.None ? null : $"127.0.0.1:{_publicPort}";

    /// <summary>Listens, on the same ports as before; nothing if nothing is in front.</summary>
    public void Start()
    {
        if (_front == Front.None) return;
        var isBalanced = _front == Front.LoadBalancer;
        _proxy = new(isBalanced ? _innerPort : _publicPort, RouteAsync);
        if (!isBalanced) _publicPort = _proxy.Port;
        if (!isBalanced) return;
        _innerPort = _proxy.Port;
        _balancer = new(_publicPort, BalanceAsync);
        _publicPort = _balancer.Port;
    }

    /// <summary>Puts something else behind the same address; all connections are cut.</summary>
    public async Task SwapAsync(Front front)
    {
        await DisposeAsync();
        _front = front;
        Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _balancer, null) is { } balancer) await balancer.DisposeAsync();
        if (Interlocked.Exchange(ref _proxy, null) is { } proxy) await proxy.DisposeAsync();
    }

    /// <summary>The first protocol that the proxy knows decides.</summary>
    private async Task RouteAsync(Stream stream, CancellationToken cancel)
    {
        if (await ClientHello.ReadAsync(stream, cancel) is not { } hello) return;
        Note(hello);
        var known = hello.Protocols.FirstOrDefault(Knows);
        if (known?.StartsWith(ForAuth, StringComparison.Ordinal) == true) await PassAsync(hello, stream, known, cancel);
        else await ServeWebAsync(new ReplayedStream(hello.Bytes, stream), cancel);
    }

    private void Note(ClientHello hello)
    {
        if (hello.Protocols is [ReverseTunnel]) Interlocked.Increment(ref _tests);
    }

    private bool Knows(string protocol) =>
        protocol is "h2" or "http/1.1" or ReverseTunnel
        || (cluster.Release.HasTlsRouting && protocol.StartsWith(ForAuth, StringComparison.Ordinal));

    /// <summary>An unknown cluster is closed without an alert.</summary>
    private async Task PassAsync(ClientHello hello, Stream client, string protocol, CancellationToken cancel)
    {
        var name = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(cluster.Options.ClusterName));
        if (!PassesOn || protocol != $"{ForAuth}{name}.{ClusterCertificates.ServerName}") return;
        using var server = new TcpClient { NoDelay = true };
        await server.ConnectAsync(IPAddress.Loopback, auth(), cancel);
        Interlocked.Increment(ref _passed);
        await server.GetStream().WriteAsync(hello.Bytes, cancel);
        await RelayStream.JoinAsync(client, server.GetStream(), cancel);
    }

    /// <summary>A client that offers only what is not known gets the alert for it.</summary>
    private async Task ServeWebAsync(Stream stream, CancellationToken cancel)
    {
        await using var tls = new SslStream(stream);
        List<SslApplicationProtocol> web = [SslApplicationProtocol.Http11, SslApplicationProtocol.Http2];
        await tls.AuthenticateAsServerAsync(
            Certificate(cluster.Release.HasTlsRouting ? [new(ReverseTunnel), .. web] : web),
            cancel
        );
        // Nothing is asked over the others here.
        if (tls.NegotiatedApplicationProtocol.Protocol.IsEmpty || tls.NegotiatedApplicationProtocol == web[0])
            await Web.ServeAsync(tls, cancel);
    }

    /// <summary>Speaks HTTP/1.1 to the proxy, and passes everything after an upgrade on.</summary>
    private async Task BalanceAsync(Stream stream, CancellationToken cancel)
    {
        if (await ClientHello.ReadAsync(stream, cancel) is not { } hello) return;
        Note(hello);
        await using var client = new SslStream(new ReplayedStream(hello.Bytes, stream));
        await client.AuthenticateAsServerAsync(Certificate([]), cancel);
        if (await WebRequest.ReadAsync(client, cancel) is not { } request) return;
        using var proxy = new TcpClient { NoDelay = true };
        await proxy.ConnectAsync(IPAddress.Loopback, _innerPort, cancel);
        // Load balancers do not check the certificates of their targets.
        await using var target = new SslStream(proxy.GetStream(), false, (_, shown, _, _) => shown is not null);
        await target.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "target" }, cancel);
        await target.WriteAsync(request.Bytes, cancel);
        await RelayStream.JoinAsync(client, target, cancel);
    }

    private SslServerAuthenticationOptions Certificate(List<SslApplicationProtocol> protocols) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(
            certificates().IssueWeb(WebCa),
            additionalCertificates: null,
            offline: true
        ),
        ApplicationProtocols = protocols,
    };
}
