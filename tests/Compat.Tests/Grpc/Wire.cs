using System.Buffers.Binary;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Compat.Tests.Grpc;

/// <summary>Messages and methods of the tests, and their bytes made by hand.</summary>
internal static class Wire
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static readonly Marshaller<StringValue> Text = Marshallers.Create<StringValue>(
        (message, context) => context.Complete(message.ToByteArray()),
        context => StringValue.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    public static readonly Method<StringValue, StringValue> Say = new(MethodType.Unary, "test.Talk", "Say", Text, Text);

    public static readonly Method<StringValue, StringValue> Recite = new(MethodType.ServerStreaming, "test.Talk", "Recite", Text, Text);

    public static StringValue Message(string text) => new() { Value = text };

    public static byte[] Frame(string text) => Frame(Message(text).ToByteArray());

    public static byte[] Frame(byte[] payload, byte flag = 0)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)payload.Length);
        payload.CopyTo(frame.AsSpan(5));
        return frame;
    }
}

/// <summary>A body that arrives in the given pieces, one per read; what follows them arrives whole.</summary>
internal sealed class PiecewiseStream(byte[] bytes, params IEnumerable<int> sizes) : MemoryStream(bytes)
{
    private readonly Queue<int> _sizes = new(sizes);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var size = _sizes.TryDequeue(out var next) ? Math.Min(next, buffer.Length) : buffer.Length;
        return base.ReadAsync(buffer[..size], cancellationToken);
    }
}
