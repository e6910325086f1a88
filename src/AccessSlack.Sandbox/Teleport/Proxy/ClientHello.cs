using System.Buffers.Binary;
using System.Text;

namespace AccessSlack.Sandbox.Teleport.Proxy;

/// <summary>What a client says first in TLS (RFC 8446, section 4.1.2), as far as a proxy routes by it.</summary>
/// <param name="Bytes">As received, to be passed on.</param>
/// <param name="ServerName">Null without one.</param>
/// <param name="Protocols">Offered by ALPN, in order.</param>
internal sealed record ClientHello(byte[] Bytes, string? ServerName, IReadOnlyList<string> Protocols)
{
    private const int HandshakeRecord = 22;

    /// <summary>Null if the other side sends no TLS, or ends early.</summary>
    public static async Task<ClientHello?> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var head = new byte[5];
        if (await stream.ReadAtLeastAsync(head, 5, throwOnEndOfStream: false, cancel) < 5) return null;
        if (head[0] != HandshakeRecord) return null;
        var body = new byte[BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(3))];
        if (await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancel) < body.Length)
            return null;
        var (name, protocols) = Parse(body);
        return new([.. head, .. body], name, protocols);
    }

    private static (string? Name, List<string> Protocols) Parse(byte[] body)
    {
        var reader = new Reader(body);
        reader.Skip(4 + 2 + 32); // kind and length, version, random
        reader.Skip(reader.Byte()); // session
        reader.Skip(reader.Short()); // suites
        reader.Skip(reader.Byte()); // compression
        var end = reader.Short() + reader.Position;
        var (name, protocols) = ((string?)null, new List<string>());
        while (reader.Position < end)
        {
            var (kind, length) = (reader.Short(), reader.Short());
            var next = reader.Position + length;
            if (kind == 0)
            {
                reader.Skip(3); // length of the list, kind of the name
                name = reader.Text(reader.Short());
            }

            if (kind == 16)
            {
                reader.Skip(2);
                while (reader.Position < next) protocols.Add(reader.Text(reader.Byte()));
            }

            reader.Position = next;
        }

        return (name, protocols);
    }

    private sealed class Reader(byte[] bytes)
    {
        public int Position { get; set; }

        public void Skip(int count) => Position += count;

        public int Byte() => bytes[Position++];

        public int Short() => (Byte() << 8) | Byte();

        public string Text(int length)
        {
            Position += length;
            return Encoding.ASCII.GetString(bytes, Position - length, length);
        }
    }
}
