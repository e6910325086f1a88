using System.Buffers.Binary;
using System.Net;

namespace AccessSlack.Http;

/// <summary>
/// Where a connection comes from, as far as one client can be told from another: an IPv4 address, or the first 64 bits
/// of an IPv6 address, because one client usually has all addresses behind them.
/// </summary>
internal readonly record struct ClientAddress(UInt128 Bits)
{
    public static ClientAddress Of(IPAddress? address)
    {
        if (address is null) return default;
        var bits = BinaryPrimitives.ReadUInt128BigEndian(address.MapToIPv6().GetAddressBytes());
        return new(IsIPv4(address) ? bits : bits >> 64 << 64);
    }

    private static bool IsIPv4(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6;
}
