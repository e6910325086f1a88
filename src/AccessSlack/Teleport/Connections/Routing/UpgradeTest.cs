using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using AccessSlack.Teleport.Credentials;

namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>What answers at an address, as far as TLS shows.</summary>
internal enum Front
{
    /// <summary>Nothing that speaks TLS, or it cannot be told.</summary>
    Unknown,

    /// <summary>A Teleport proxy, whose TLS is not terminated on the way.</summary>
    Proxy,

    /// <summary>Something that ignores or refuses Teleport's protocols: only an upgrade can lead through it.</summary>
    Terminating,
}

/// <summary>
/// The test of Teleport's own tools: a Teleport proxy accepts the protocol of its reverse tunnels, and a load balancer
/// that terminates TLS does not know it (docs/protocols/teleport.md 2.3).
/// </summary>
internal sealed class UpgradeTest(string address, DnsEndPoint endPoint, IWebProxy? httpProxies, TimeProvider time)
{
    private static readonly SslApplicationProtocol ReverseTunnel = new("teleport-reversetunnel");

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <exception cref="RouteException">The certificate is not trusted, or an HTTP proxy refuses.</exception>
    public async Task<Front> RunAsync(TeleportCredentials credentials, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var web = new WebTls(endPoint.Host, credentials);
        try
        {
            await using var stream = await HttpTunnel.ConnectAsync(endPoint, httpProxies, either.Token);
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsClientAsync(web.Options(ReverseTunnel), either.Token);
            return tls.NegotiatedApplicationProtocol == ReverseTunnel ? Front.Proxy : Front.Terminating;
        }
        catch (Exception e) when (TlsAlert.Of(e) == TlsAlert.NoApplicationProtocol)
        {
            return Front.Terminating;
        }
        catch (AuthenticationException e) when (web.Untrusted is { } what)
        {
            throw RouteProblems.WebCertificate(address, what, e);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException)
        {
            return Front.Unknown;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Front.Unknown;
        }
    }
}
