using System.Net;

namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>
/// The environment variable by which Teleport's own tools are told whether to upgrade connections
/// (docs/protocols/teleport.md 2.3).
/// </summary>
internal static class UpgradeVariable
{
    public const string Name = "TELEPORT_TLS_ROUTING_CONN_UPGRADE";

    /// <summary>
    /// Entries are separated by commas or semicolons: the first <c>host:port=bool</c> of this address decides, else the
    /// last plain <c>bool</c>, else false. Null if the variable is unset or empty.
    /// </summary>
    public static bool? Decide(string? text, DnsEndPoint address)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var entries = text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return entries.Select(entry => Of(entry, address)).FirstOrDefault(found => found is not null)
            ?? entries.Select(Parse).LastOrDefault(found => found is not null)
            ?? false;
    }

    private static bool? Of(string entry, DnsEndPoint address) =>
        entry.LastIndexOf('=') is >= 0 and var at
        && TeleportAddress.TryParse(entry[..at].Trim(), out var named)
        && named.Port == address.Port
        && named.Host.Equals(address.Host, StringComparison.OrdinalIgnoreCase)
            ? Parse(entry[(at + 1)..].Trim())
            : null;

    private static bool? Parse(string word) => word.ToLowerInvariant() switch
    {
        "true" or "t" or "yes" or "y" or "on" or "1" => true,
        "false" or "f" or "no" or "n" or "off" or "0" => false,
        _ => null,
    };
}
