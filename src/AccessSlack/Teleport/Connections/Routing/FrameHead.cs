using System.Buffers.Binary;

namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>The kinds of frame in RFC 6455, section 11.8.</summary>
internal enum FrameKind : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>The head of a WebSocket frame (RFC 6455, section 5.2).</summary>
internal readonly record struct FrameHead(FrameKind Kind, bool IsFinal, int Length)
{
    /// <summary>
    /// A proxy sends what it read at once, at most some tens of KiB. Payloads pass through and are never kept, so this
    /// only ends what is no such conversation.
    /// </summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>The limit of close, ping and pong.</summary>
    public const int MaxControl = 125;

    /// <summary>How many more bytes the head has after its first two.</summary>
    public static int MoreBytes(byte second) => (second & 0x7F) switch
    {
        126 => 2,
        127 => 8,
        _ => 0,
    };

    /// <summary>Null for anything that a server may not send in the subprotocols that we ask for.</summary>
    /// <param name="head">The first two bytes and what <see cref="MoreBytes"/> says.</param>
    public static FrameHead? Read(ReadOnlySpan<byte> head)
    {
        var (kind, isFinal) = ((FrameKind)(head[0] & 0x0F), (head[0] & 0x80) != 0);
        var length = (head[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(head[2..]),
            127 => BinaryPrimitives.ReadUInt64BigEndian(head[2..]),
            var small => (ulong)small,
        };
        var isReserved = (head[0] & 0x70) != 0;
        var isMasked = (head[1] & 0x80) != 0; // only clients mask
        if (isReserved || isMasked || length > MaxLength) return null;
        return kind switch
        {
            FrameKind.Binary or FrameKind.Continuation => new(kind, isFinal, (int)length),
            FrameKind.Close or FrameKind.Ping or FrameKind.Pong when isFinal && length <= MaxControl =>
                new(kind, IsFinal: true, (int)length),
            _ => null,
        };
    }

    /// <summary>
    /// One whole frame. Its mask is zero, because some proxies do not unmask, and it is final, because they drop
    /// continuations (docs/protocols/teleport.md 2.3).
    /// </summary>
    public static byte[] Write(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > ushort.MaxValue) throw new ArgumentException("A frame of ours is short.", nameof(payload));
        const byte final = 0x80;
        const byte masked = 0x80;
        var isShort = payload.Length < 126;
        var frame = new byte[(isShort ? 2 : 4) + 4 + payload.Length];
        frame[0] = (byte)(final | (byte)kind);
        frame[1] = (byte)(masked | (isShort ? payload.Length : 126));
        if (!isShort) BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        payload.CopyTo(frame.AsSpan(frame.Length - payload.Length));
        return frame;
    }
}
