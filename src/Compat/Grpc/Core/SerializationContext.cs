using System.Buffers;

namespace Grpc.Core;

/// <summary>Where generated code writes a message: all at once, or into the buffer writer.</summary>
public abstract class SerializationContext
{
    public abstract void SetPayloadLength(int payloadLength);

    public abstract IBufferWriter<byte> GetBufferWriter();

    /// <summary>Ends a message that was written into the buffer writer.</summary>
    public abstract void Complete();

    public abstract void Complete(byte[] payload);
}

/// <summary>Where generated code reads a message from. Only valid during the call of the deserializer.</summary>
public abstract class DeserializationContext
{
    public abstract int PayloadLength { get; }

    public abstract ReadOnlySequence<byte> PayloadAsReadOnlySequence();

    public abstract byte[] PayloadAsNewBuffer();
}
