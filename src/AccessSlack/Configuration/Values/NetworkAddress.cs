using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AccessSlack.Configuration.Values;

/// <summary>The spellings of addresses that a configuration may use.</summary>
internal static class NetworkAddress
{
    public const string DefaultAuthServer = "localhost:3025";
    private const string AuthPort = "3025";

    /// <summary>
    /// <c>host</c> or <c>host:port</c>, where the default port is Teleport's 3025; the result always has a port.
    /// </summary>
    public static bool TryParseServer(string text, [MaybeNullWhen(false)] out string address)
    {
        var (host, port) = Split(text);
        var isHost = IsBracketed(host)
            ? ParseIp(host) is not null
            : Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
        var isValid = isHost && TryParsePort(port ?? AuthPort, out var number) && number > 0;
        address = isValid ? $"{host}:{port ?? AuthPort}" : null;
        return isValid;
    }

    /// <summary>
    /// <c>:8081</c> (every address, <c>[::]</c>, which stands for IPv4 as well), an IP address or localhost with a
    /// port; port 0 takes any free one.
    /// </summary>
    public static bool TryParseListener(string text, [MaybeNullWhen(false)] out IPEndPoint endpoint)
    {
        endpoint = null;
        var (host, port) = Split(text);
        if (port is null || !TryParsePort(port, out var number) || ParseIp(host) is not { } address) return false;
        endpoint = new IPEndPoint(address, number);
        return true;
    }

    /// <summary>An absolute address of a web server: http or https, without user and fragment.</summary>
    public static bool TryParseWeb(string text, [MaybeNullWhen(false)] out Uri address) =>
        TryParse(text, out address) && address.UserInfo.Length == 0;

    /// <summary>The same, but a missing scheme means https, and a user is allowed.</summary>
    public static bool TryParsePublic(string text, [MaybeNullWhen(false)] out Uri? address) =>
        TryParse(text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text, out address);

    private static bool TryParse(string text, [MaybeNullWhen(false)] out Uri address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address)
        && address.Scheme is "https" or "http"
        && address.Host.Length > 0
        && address.Fragment.Length == 0;

    private static IPAddress? ParseIp(string host)
    {
        if (host.Length == 0) return IPAddress.IPv6Any;
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return IPAddress.Loopback;
        var (text, family) = IsBracketed(host)
            ? (host[1..^1], AddressFamily.InterNetworkV6)
            : (host, AddressFamily.InterNetwork);
        if (!IPAddress.TryParse(text, out var address) || address.AddressFamily != family) return null;
        // .NET also accepts "1" and "127.1" as addresses, which are more likely typing errors.
        return family == AddressFamily.InterNetworkV6 || address.ToString() == text ? address : null;
    }

    private static (string Host, string? Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon < 0 || text.EndsWith(']') ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static bool IsBracketed(string host) => host.LastIndexOf('[') == 0 && host.EndsWith(']');

    private static bool TryParsePort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
