using System.Buffers.Binary;

namespace AccessSlack.Sandbox.Teleport.Proxy;

/// <summary>
/// The proxy's side of a connection that was upgraded to a WebSocket (docs/protocols/teleport.md 2.3). Only whole
/// binary frames are read, and in some releases a mask that is not zero corrupts them.
/// </summary>
internal sealed class UpgradedFrames(Stream inner, TeleportRelease release, Journal journal) : RelayStream(inner)
{
    private const int Binary = 2;
    private const int CloseFrame = 8;
    private const int Ping = 9;
    private const int Pong = 10;

    private readonly Stream _inner = inner;
    private readonly SemaphoreSlim _writing = new(1);
    private ReadOnlyMemory<byte> _payload;

    /// <summary>Payloads of the pongs so far.</summary>
    public List<byte[]> Pongs { get; } = [];

    /// <summary>Called for each pong.</summary>
    public Action OnPong { get; init; } = () => { };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (_payload.IsEmpty)
            if (!await NextAsync(cancellationToken))
                return 0;
        var count = Math.Min(_payload.Length, buffer.Length);
        _payload[..count].CopyTo(buffer);
        _payload = _payload[count..];
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        SendAsync(Binary, buffer, cancellationToken);

    public ValueTask PingAsync(CancellationToken cancel) => SendAsync(Ping, "teleport"u8.ToArray(), cancel);

    /// <summary>Announces ten bytes, sends three, and ends.</summary>
    public async Task SendHalfFrameAsync(CancellationToken cancel) =>
        await _inner.WriteAsync(new byte[] { 0x82, 10, 22, 3, 3 }, cancel);

    private async Task<bool> NextAsync(CancellationToken cancel)
    {
        var head = new byte[2];
        if (await _inner.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, cancel) < 2) return false;
        var payload = await PayloadAsync(head[1], cancel);
        var (opcode, isFinal) = (head[0] & 0x0F, (head[0] & 0x80) != 0);
        if (opcode == CloseFrame) return false;
        if (opcode == Pong)
        {
            Pongs.Add(payload);
            OnPong();
        }

        if (opcode == Binary && isFinal) _payload = payload;
        else if (opcode is not (Pong or Ping)) journal.Complain("a part of a message was sent, which proxies drop");
        return true;
    }

    private async Task<byte[]> PayloadAsync(byte second, CancellationToken cancel)
    {
        var length = (second & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await FillAsync(2, cancel)),
            127 => (int)BinaryPrimitives.ReadUInt64BigEndian(await FillAsync(8, cancel)),
            var small => small,
        };
        var isMasked = (second & 0x80) != 0;
        if (!isMasked) journal.Complain("a client must mask its frames");
        var mask = isMasked ? await FillAsync(4, cancel) : new byte[4];
        var payload = await FillAsync(length, cancel);
        if (release.Unmasks)
            for (var i = 0; i < payload.Length; i++) payload[i] ^= mask[i % 4];
        return payload;
    }

    private async Task<byte[]> FillAsync(int count, CancellationToken cancel)
    {
        var bytes = new byte[count];
        await _inner.ReadExactlyAsync(bytes, cancel);
        return bytes;
    }

    private async ValueTask SendAsync(int opcode, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        var head = new byte[payload.Length < 126 ? 2 : payload.Length <= ushort.MaxValue ? 4 : 10];
        (head[0], head[1]) = ((byte)(0x80 | opcode), (byte)payload.Length);
        if (head.Length == 4) (head[1], head[2], head[3]) =
            (126, (byte)(payload.Length >> 8), (byte)payload.Length);
        if (head.Length == 10)
        {
            head[1] = 127;
            BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(2), (ulong)payload.Length);
        }

        await _writing.WaitAsync(cancel);
        try
        {
            await _inner.WriteAsync((byte[])[.. head, .. payload.Span], cancel);
        }
        finally
        {
            _writing.Release();
        }
    }
}
