using System.Net;

namespace AccessSlack;

/// <summary>
/// The proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names, in upper or lower case, as the runtime reads them.
/// NO_PROXY is read as the Go plugin and curl read it, because the runtime applies <c>slack.com</c> to that one host
/// only and supports neither <c>*</c>, ports nor networks.
/// </summary>
internal sealed class OutboundProxy(IWebProxy environment, string? noProxy) : IWebProxy
{
    private readonly string[] _exceptions = (noProxy ?? "").Split(
        ',',
        StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
    );

    public ICredentials? Credentials
    {
        get => environment.Credentials;
        set => environment.Credentials = value;
    }

    public static OutboundProxy FromEnvironment() =>
        new(
            HttpClient.DefaultProxy,
            Environment.GetEnvironmentVariable("no_proxy") ?? Environment.GetEnvironmentVariable("NO_PROXY")
        );

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : environment.GetProxy(destination);

    public bool IsBypassed(Uri host) =>
        environment.IsBypassed(host) || _exceptions.Any(exception => IsMatch(exception, host));

    private static bool IsMatch(string exception, Uri destination)
    {
        if (exception == "*") return true;
        if (IPNetwork.TryParse(exception, out var network))
            return IPAddress.TryParse(destination.DnsSafeHost, out var address) && network.Contains(address);
        var colon = exception.LastIndexOf(':');
        var hasPort = colon > 0 && exception.IndexOf(':', StringComparison.Ordinal) == colon;
        if (hasPort && exception[(colon + 1)..] != destination.Port.ToString()) return false;
        var domain = (hasPort ? exception[..colon] : exception).TrimStart('.').TrimEnd('.');
        return domain.Length > 0
            && (
                destination.DnsSafeHost.Equals(domain, StringComparison.OrdinalIgnoreCase)
                || destination.DnsSafeHost.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase)
            );
    }
}
