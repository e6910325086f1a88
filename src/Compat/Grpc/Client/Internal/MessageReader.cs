using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>Cuts a body into messages: a flag byte, four bytes of length (big-endian), the message (gRPC over HTTP/2, "Length-Prefixed-Message").</summary>
/// <remarks>Between messages only the five bytes of the prefix are held, so a watch that is silent for hours costs nothing.</remarks>
internal sealed class MessageReader(Stream body, int? limit)
{
    public const int PrefixLength = 5;

    private readonly byte[] _prefix = new byte[PrefixLength];

    /// <summary>The next message, however the bytes are split; null when the body ends between two messages.</summary>
    /// <exception cref="RpcException">The bytes are not what was agreed, or the message is too long.</exception>
    public async ValueTask<MessagePayload?> ReadAsync(CancellationToken cancel)
    {
        var read = await body.ReadAtLeastAsync(_prefix, PrefixLength, throwOnEndOfStream: false, cancel);
        if (read == 0) return null;
        if (read < PrefixLength) throw Truncated();
        CheckFlag(_prefix[0]);
        var payload = MessagePayload.Rent(CheckedLength(BinaryPrimitives.ReadUInt32BigEndian(_prefix.AsSpan(1))));
        try
        {
            read = await body.ReadAtLeastAsync(payload.Memory, payload.PayloadLength, throwOnEndOfStream: false, cancel);
            return read == payload.PayloadLength ? payload : throw Truncated();
        }
        catch
        {
            payload.Dispose();
            throw;
        }
    }

    private static void CheckFlag(byte flag)
    {
        if (flag == 1) throw Broken("The server sent a compressed message though only identity was offered.");
        if (flag > 1) throw Broken($"The server sent a message with the unknown flag {flag}.");
    }

    private int CheckedLength(uint length)
    {
        if (length > limit) throw new RpcException(new Status(StatusCode.ResourceExhausted, $"The message has {length} bytes; at most {limit} are taken."));
        return length <= Array.MaxLength ? (int)length : throw Broken($"The message has {length} bytes, more than can be held.");
    }

    private static RpcException Truncated() => Broken("The body ended inside a message.");

    private static RpcException Broken(string detail) => new(new Status(StatusCode.Internal, detail));
}

/// <summary>A received message in a rented buffer.</summary>
internal sealed class MessagePayload : DeserializationContext, IDisposable
{
    private readonly int _length;
    private byte[]? _buffer;

    private MessagePayload(int length) => (_length, _buffer) = (length, ArrayPool<byte>.Shared.Rent(length));

    public override int PayloadLength => _length;

    public Memory<byte> Memory => Buffer.AsMemory(0, _length);

    private byte[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(MessagePayload));

    public static MessagePayload Rent(int length) => new(length);

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(Memory);

    public override byte[] PayloadAsNewBuffer() => Memory.ToArray();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer) ArrayPool<byte>.Shared.Return(buffer);
    }
}
