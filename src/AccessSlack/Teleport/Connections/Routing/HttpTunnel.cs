using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>Connects by TCP: directly, or through an HTTP proxy's CONNECT.</summary>
internal static class HttpTunnel
{
    /// <param name="target">To connect to.</param>
    /// <param name="proxies">Asked for the proxy on the way; null to use none.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <exception cref="RouteException">The proxy is unreachable, or refuses.</exception>
    public static async Task<Stream> ConnectAsync(DnsEndPoint target, IWebProxy? proxies, CancellationToken cancel)
    {
        if (ProxyFor(target, proxies) is not { } proxy) return await DialAsync(target, cancel);
        var stream = await ReachAsync(proxy, cancel);
        try
        {
            await stream.WriteAsync(Request(target, Authorization(proxy, proxies!)), cancel);
            var answer = await HttpHead.ReadAsync(stream, cancel);
            return answer is { Status: >= 200 and < 300 } ? stream : throw RouteProblems.HttpProxy(Name(proxy), answer);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>The proxy, without its credentials; null if the way is direct.</summary>
    public static string? NameFor(DnsEndPoint target, IWebProxy? proxies) =>
        ProxyFor(target, proxies) is { } proxy ? Name(proxy) : null;

    private static Uri? ProxyFor(DnsEndPoint target, IWebProxy? proxies)
    {
        if (proxies is null) return null;
        var address = new Uri($"https://{Authority(target)}");
        return proxies.IsBypassed(address) ? null : proxies.GetProxy(address);
    }

    public static string Authority(DnsEndPoint target) =>
        target.Host.Contains(':', StringComparison.Ordinal)
            ? $"[{target.Host}]:{target.Port}"
            : $"{target.Host}:{target.Port}";

    private static string Name(Uri proxy) => $"{proxy.Scheme}://{proxy.Host}:{proxy.Port}";

    private static string? Authorization(Uri proxy, IWebProxy proxies) =>
        proxies.Credentials?.GetCredential(proxy, "Basic") is { } found
            ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{found.UserName}:{found.Password}"))
            : null;

    private static byte[] Request(DnsEndPoint target, string? authorization) => Encoding.ASCII.GetBytes(
        $"CONNECT {Authority(target)} HTTP/1.1\r\nHost: {Authority(target)}\r\n"
            + (authorization is null ? "" : $"Proxy-Authorization: Basic {authorization}\r\n")
            + "\r\n"
    );

    private static async Task<Stream> ReachAsync(Uri proxy, CancellationToken cancel)
    {
        if (proxy.Scheme is not ("http" or "https")) throw RouteProblems.HttpProxyKind(Name(proxy), proxy.Scheme);
        try
        {
            var stream = await DialAsync(new(proxy.DnsSafeHost, proxy.Port), cancel);
            return proxy.Scheme == "http" ? stream : await SecureAsync(stream, proxy.DnsSafeHost, cancel);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            throw RouteProblems.HttpProxyUnreachable(Name(proxy), e);
        }
    }

    private static async Task<Stream> SecureAsync(Stream stream, string host, CancellationToken cancel)
    {
        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancel);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private static async Task<Stream> DialAsync(DnsEndPoint address, CancellationToken cancel)
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
