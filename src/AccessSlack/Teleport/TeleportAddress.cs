using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace AccessSlack.Teleport;

/// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[v6]</c> and <c>[v6]:port</c>.</summary>
internal static class TeleportAddress
{
    /// <summary>The auth server's own port (docs/protocols/teleport.md 2.5).</summary>
    public const int DefaultPort = 3025;

    /// <summary>
    /// On which the proxy listens unless configured otherwise, except for the web: SSH, tunnel, Kubernetes, databases.
    /// </summary>
    private static readonly FrozenSet<int> OtherProxyPorts = FrozenSet.Create(3023, 3024, 3026, 3036);

    /// <summary>The port of the address if it is usually one of the proxy's that leads to no auth server.</summary>
    public static int? WrongProxyPort(string text) =>
        TryParse(text, out var address) && OtherProxyPorts.Contains(address.Port) ? address.Port : null;

    public static bool TryParse(string text, [NotNullWhen(true)] out DnsEndPoint? address)
    {
        address = null;
        // The host is looked at alone as well, because a URI would also take a user, a path and much else.
        if (
            !Uri.TryCreate($"tcp://{text}", UriKind.Absolute, out var uri)
            || Uri.CheckHostName(uri.DnsSafeHost) == UriHostNameType.Unknown
        )
            return false;
        if (
            !string.Equals(uri.Authority, text, StringComparison.OrdinalIgnoreCase)
            || uri.UserInfo.Length > 0
            || uri.Port == 0
        )
            return false;
        address = new DnsEndPoint(uri.DnsSafeHost, uri.Port < 0 ? DefaultPort : uri.Port);
        return true;
    }
}
