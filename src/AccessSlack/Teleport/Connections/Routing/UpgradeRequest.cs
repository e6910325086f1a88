using System.Security.Cryptography;
using System.Text;

namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>How an upgraded connection carries bytes.</summary>
internal enum UpgradeForm
{
    /// <summary>In the frames of a WebSocket: proxies from 15.1 on.</summary>
    WebSocket,

    /// <summary>As they are: proxies from 12 to 18.</summary>
    Raw,
}

/// <summary>
/// Asks a Teleport proxy behind a load balancer for a connection that carries any bytes (docs/protocols/teleport.md
/// 2.3).
/// </summary>
/// <param name="host">With the port, unless it is 443.</param>
/// <param name="key">16 random bytes.</param>
internal sealed class UpgradeRequest(string host, ReadOnlySpan<byte> key)
{
    public const string Path = "/webapi/connectionupgrade";

    /// <summary>
    /// The proxy sends pings, so that no load balancer takes a quiet connection for an idle one.
    /// </summary>
    public const string Subprotocol = "alpn-ping";

    /// <summary>The older form without pings, which would come in a framing of their own.</summary>
    public const string Legacy = "alpn";

    private const string AcceptSalt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private readonly string _key = Convert.ToBase64String(key);

    /// <summary>Each marker survives other middle boxes, and each release reads another one.</summary>
    public byte[] Bytes => Encoding.ASCII.GetBytes(
        $"GET {Path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: {Legacy}\r\n"
            + $"X-Teleport-Upgrade: {Legacy}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {_key}\r\n"
            + $"Sec-WebSocket-Protocol: {Subprotocol}\r\n\r\n"
    );

    /// <summary>What the answer means, told by its first <c>Upgrade</c> value.</summary>
    /// <param name="head">Null if the answer is not HTTP.</param>
    /// <param name="form">Set if there is no problem.</param>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    public UpgradeFault? Judge(HttpHead? head, out UpgradeForm form)
    {
        form = UpgradeForm.Raw;
        if (head is null) return UpgradeFault.NoHttp;
        if (head.Status == 404) return UpgradeFault.NotFound;
        if (head.Status != 101) return UpgradeFault.Status;
        if (!Is(head.First("upgrade"), "websocket")) return null;
        form = UpgradeForm.WebSocket;
        if (head.First("sec-websocket-accept") != Accept()) return UpgradeFault.WrongKey;
        return Is(head.First("sec-websocket-protocol"), Subprotocol) ? null : UpgradeFault.WrongSubprotocol;
    }

    private static bool Is(string? value, string expected) =>
        string.Equals(value, expected, StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 6455, section 4.2.2, which prescribes SHA-1; nothing depends on its strength.</summary>
#pragma warning disable CA5350
    private string Accept() => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(_key + AcceptSalt)));
#pragma warning restore CA5350
}

/// <summary>What is wrong with the answer to a request for an upgrade.</summary>
internal enum UpgradeFault
{
    /// <summary>Something else, or nothing, was answered.</summary>
    NoHttp,

    /// <summary>404: a proxy without this upgrade, or no proxy.</summary>
    NotFound,

    /// <summary>Another status than 101.</summary>
    Status,

    /// <summary>The answer belongs to another request.</summary>
    WrongKey,

    /// <summary>The subprotocol is missing, or one that was not asked for.</summary>
    WrongSubprotocol,
}
