using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using AccessSlack.Teleport.Credentials;

namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>
/// Finds the way to an auth server: straight at the address, which may be its own or that of a proxy that passes TLS
/// through, or by an upgraded connection where something in front of the proxy terminates TLS
/// (docs/design/connection.md).
/// </summary>
/// <param name="address">As configured, for messages.</param>
/// <param name="endPoint">The parsed address.</param>
/// <param name="options">The configuration.</param>
/// <param name="time">The clock.</param>
internal sealed class Router(string address, DnsEndPoint endPoint, RoutingOptions options, TimeProvider time)
{
    private readonly UpgradeTest _test = new(address, endPoint, options.HttpProxies, time);

    /// <summary>A test found that an upgrade is needed, and no upgrade has failed since.</summary>
    private volatile bool _isNeeded;

    /// <summary>The way of the newest connection; null before the first.</summary>
    public Way? Last { get; private set; }

    public string? ClusterOf(TeleportCredentials credentials) =>
        options.Cluster ?? AuthProtocols.ClusterOf(credentials.Certificate);

    /// <summary>Whether a Teleport proxy answers at the address; false as well if that cannot be told.</summary>
    public async Task<bool> IsProxyAsync(TeleportCredentials credentials, CancellationToken cancel)
    {
        try
        {
            return await _test.RunAsync(credentials, cancel) == Front.Proxy;
        }
        catch (RouteException)
        {
            return false;
        }
    }

    /// <exception cref="RouteException">It is known what stands in the way.</exception>
    public async Task<SslStream> ConnectAsync(AuthHandshake auth, CancellationToken cancel)
    {
        if (options.Upgrades ?? _isNeeded) return await UpgradeAsync(auth, cancel);
        var stream = new AnsweredStream(await HttpTunnel.ConnectAsync(endPoint, options.HttpProxies, cancel));
        try
        {
            return Taken(await auth.SecureAsync(stream, cancel), form: null);
        }
        catch (Exception e) when (SymptomOf(e, stream, auth.Notes) is { } symptom)
        {
            var front = options.Upgrades is null ? await _test.RunAsync(auth.Credentials, cancel) : Front.Unknown;
            _isNeeded = front == Front.Terminating;
            if (_isNeeded) return await UpgradeAsync(auth, cancel);
            if (Problem(symptom, front, auth.Cluster, e) is { } problem) throw problem;
            throw;
        }
    }

    private async Task<SslStream> UpgradeAsync(AuthHandshake auth, CancellationToken cancel)
    {
        var outer = await SecureAsync(new(endPoint.Host, auth.Credentials), cancel);
        try
        {
            var form = await UpgradeAsync(outer, cancel);
            Stream bytes = form == UpgradeForm.WebSocket ? new WebSocketBytes(outer) : outer;
            return Taken(await InnerAsync(auth, bytes, cancel), form);
        }
        catch
        {
            await outer.DisposeAsync();
            throw;
        }
    }

    private async Task<SslStream> SecureAsync(WebTls web, CancellationToken cancel)
    {
        var tls = new SslStream(await HttpTunnel.ConnectAsync(endPoint, options.HttpProxies, cancel));
        try
        {
            await tls.AuthenticateAsClientAsync(web.Options(), cancel);
            return tls;
        }
        catch (Exception e)
        {
            await tls.DisposeAsync();
            if (web.Untrusted is not { } what) throw;
            _isNeeded = false; // begin from the start next time
            throw RouteProblems.WebCertificate(address, what, e);
        }
    }

    private async Task<UpgradeForm> UpgradeAsync(SslStream outer, CancellationToken cancel)
    {
        var host = endPoint.Port == 443 ? HttpTunnel.Authority(endPoint)[..^4] : HttpTunnel.Authority(endPoint);
        var request = new UpgradeRequest(host, RandomNumberGenerator.GetBytes(16));
        await outer.WriteAsync(request.Bytes, cancel);
        var head = await HttpHead.ReadAsync(outer, cancel);
        if (request.Judge(head, out var form) is not { } fault) return form;
        _isNeeded = false; // begin from the start next time
        throw RouteProblems.Upgrade(address, fault, head);
    }

    private async Task<SslStream> InnerAsync(AuthHandshake auth, Stream bytes, CancellationToken cancel)
    {
        var stream = new AnsweredStream(bytes);
        try
        {
            return await auth.SecureAsync(stream, cancel);
        }
        catch (IOException) when (!stream.IsAnswered && bytes is not WebSocketBytes { IsBroken: true })
        {
            throw auth.Cluster is { } cluster
                ? RouteProblems.UnknownCluster(address, cluster)
                : RouteProblems.NoCluster(address);
        }
    }

    private SslStream Taken(SslStream stream, UpgradeForm? form)
    {
        Last = new(form, HttpTunnel.NameFor(endPoint, options.HttpProxies));
        return stream;
    }

    /// <summary>How a handshake fails if it did not reach an auth server; null for any other failure.</summary>
    private static Symptom? SymptomOf(Exception failed, AnsweredStream stream, HandshakeNotes notes) => failed switch
    {
        IOException when !stream.IsAnswered => Symptom.Closed,
        AuthenticationException when notes.IsOtherServer => Symptom.OtherServer,
        AuthenticationException when TlsAlert.Of(failed) is { } alert && TlsAlert.IsAboutNames(alert) => Symptom.Alert,
        _ => null,
    };

    /// <summary>What is known beyond the failure itself; null if nothing is.</summary>
    private RouteException? Problem(Symptom symptom, Front front, string? cluster, Exception failed) =>
        (symptom, front) switch
        {
            (Symptom.Closed, Front.Proxy) when cluster is not null => RouteProblems.UnknownCluster(address, cluster),
            (_, Front.Proxy) when cluster is null => RouteProblems.NoCluster(address),
            (Symptom.Closed, _) => RouteProblems.Closed(address, cluster, failed),
            _ when options.Upgrades is false => RouteProblems.TlsTerminated(address, options.DecidedBy, failed),
            _ => null,
        };

    private enum Symptom
    {
        /// <summary>The connection ended without a single byte.</summary>
        Closed,

        /// <summary>The certificate is not one of an auth server.</summary>
        OtherServer,

        /// <summary>The names that we sent, of the server and of protocols, are not known.</summary>
        Alert,
    }
}
