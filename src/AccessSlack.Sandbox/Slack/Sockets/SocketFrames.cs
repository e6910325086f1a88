using System.Buffers.Binary;

namespace AccessSlack.Sandbox.Slack.Sockets;

/// <summary>The kinds of frame in RFC 6455.</summary>
internal enum SocketOpcode : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>A frame as received, unmasked.</summary>
internal sealed record SocketFrame(SocketOpcode Opcode, bool IsFinal, bool IsMasked, byte[] Payload);

/// <summary>
/// The server's side of a WebSocket connection (RFC 6455), frame by frame. .NET's own class neither sends pings on a
/// clock that can be handed in, nor lets a test break the rules.
/// </summary>
internal sealed class SocketFrames(Stream stream)
{
    private const int Largest = 1 << 20;

    private readonly Lock _lock = new();
    private Task _written = Task.CompletedTask;

    /// <summary>Null at the end of the connection.</summary>
    public async Task<SocketFrame?> ReadAsync(CancellationToken cancel)
    {
        try
        {
            var head = await ReadAsync(2, cancel);
            var isMasked = (head[1] & 0x80) != 0;
            var length = await ReadLengthAsync(head[1] & 0x7F, cancel);
            var mask = isMasked ? await ReadAsync(4, cancel) : new byte[4];
            var payload = await ReadAsync(length, cancel);
            for (var i = 0; i < payload.Length; i++) payload[i] ^= mask[i % 4];
            return new((SocketOpcode)(head[0] & 0x0F), (head[0] & 0x80) != 0, isMasked, payload);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>What is sent to a connection that is gone is lost, as on any network.</summary>
    public async Task WriteAsync(SocketOpcode opcode, ReadOnlyMemory<byte> payload, bool isFinal = true)
    {
        byte[] head = [(byte)((byte)opcode | (isFinal ? 0x80 : 0)), .. LengthOf(payload.Length)];
        await WriteRawAsync((byte[])[.. head, .. payload.Span]);
    }

    /// <summary>Any bytes, whether they are frames or not; after what is being written.</summary>
    public Task WriteRawAsync(ReadOnlyMemory<byte> bytes)
    {
        lock (_lock) return _written = WriteAsync(_written, bytes);
    }

    private static byte[] LengthOf(int length)
    {
        if (length < 126) return [(byte)length];
        var wide = new byte[length <= ushort.MaxValue ? 3 : 9];
        wide[0] = (byte)(wide.Length == 3 ? 126 : 127);
        if (wide.Length == 3) BinaryPrimitives.WriteUInt16BigEndian(wide.AsSpan(1), (ushort)length);
        else BinaryPrimitives.WriteUInt64BigEndian(wide.AsSpan(1), (ulong)length);
        return wide;
    }

    private async Task<int> ReadLengthAsync(int small, CancellationToken cancel)
    {
        var length = small switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2, cancel)),
            127 => BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(8, cancel)),
            _ => (ulong)small,
        };
        return length <= Largest ? (int)length : throw new IOException("A frame of this size is not read.");
    }

    private async Task<byte[]> ReadAsync(int count, CancellationToken cancel)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancel);
        return bytes;
    }

    private async Task WriteAsync(Task before, ReadOnlyMemory<byte> bytes)
    {
        await before;
        try
        {
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // the reader notices the end
        }
    }
}
