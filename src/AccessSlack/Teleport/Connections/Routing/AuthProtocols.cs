using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>
/// The protocols (ALPN) that we offer in the handshake. A Teleport proxy passes the bytes of a connection that offers
/// <c>teleport-auth@…</c> on to an auth server, which itself takes the <c>h2</c> behind it (docs/protocols/teleport.md
/// 2.2).
/// </summary>
internal static class AuthProtocols
{
    /// <summary>The longest name of a cluster that fits into the 255 bytes of a protocol's name.</summary>
    public const int MaxCluster = (255 - 14 - 23) / 2;

    private const string Prefix = "teleport-auth@";
    private const string Suffix = "." + ServerCertificate.AuthName;
    private const string Organization = "2.5.4.10";

    /// <summary>The first one decides where a proxy passes the connection to, so the order matters.</summary>
    /// <param name="cluster">Null if it is not known; then no proxy passes the connection on.</param>
    public static List<SslApplicationProtocol> For(string? cluster) =>
        cluster is null || Encoding.UTF8.GetByteCount(cluster) is 0 or > MaxCluster
            ? [SslApplicationProtocol.Http2]
            : [new(Prefix + Hex(cluster) + Suffix), SslApplicationProtocol.Http2];

    /// <summary>
    /// The cluster that issued a client certificate: the user CA's Organization. Null if it has none, or several.
    /// </summary>
    public static string? ClusterOf(X509Certificate2 certificate)
    {
        var names = certificate
            .IssuerName.EnumerateRelativeDistinguishedNames()
            .Where(name => !name.HasMultipleElements && name.GetSingleElementType().Value == Organization)
            .Select(name => name.GetSingleElementValue())
            .ToList();
        return names is [{ Length: > 0 } name] ? name : null;
    }

    private static string Hex(string cluster) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(cluster));
}
