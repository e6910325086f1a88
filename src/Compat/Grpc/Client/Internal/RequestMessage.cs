using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>The HTTP request of a call (gRPC over HTTP/2, "Requests").</summary>
internal static class RequestMessage
{
    /// <param name="address">Where to.</param>
    /// <param name="marshaller">Serializes <paramref name="request"/>.</param>
    /// <param name="request">The one message that is sent.</param>
    /// <param name="metadata">Sent as headers.</param>
    /// <param name="timeout">How long the server may take; null is for ever.</param>
    public static HttpRequestMessage Create<T>(Uri address, Marshaller<T> marshaller, T request, Metadata? metadata, TimeSpan? timeout)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new MessageContent(Framed(marshaller, request)),
        };
        message.Headers.TryAddWithoutValidation("te", "trailers");
        message.Headers.TryAddWithoutValidation("user-agent", "grpc-dotnet-standin/1.0");
        message.Headers.TryAddWithoutValidation("grpc-accept-encoding", "identity");
        if (timeout is { } time) message.Headers.TryAddWithoutValidation("grpc-timeout", DeadlineTimer.HeaderValue(time));
        if (metadata is not null) MetadataHeaders.Write(metadata, message.Headers);
        return message;
    }

    private static ReadOnlyMemory<byte> Framed<T>(Marshaller<T> marshaller, T request)
    {
        var writer = new MessageWriter();
        marshaller.ContextualSerializer(request, writer);
        return writer.Framed;
    }

    /// <summary>Prefix and message in one buffer, so that they leave in one write.</summary>
    private sealed class MessageWriter : SerializationContext
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();
        private bool _complete;

        public MessageWriter() => _buffer.Write<byte>(new byte[MessageReader.PrefixLength]);

        public ReadOnlyMemory<byte> Framed => _complete ? WithLength() : throw new InvalidOperationException("The serializer did not complete the message.");

        public override void SetPayloadLength(int payloadLength) => _buffer.GetMemory(payloadLength);

        public override IBufferWriter<byte> GetBufferWriter() => _buffer;

        public override void Complete() => _complete = true;

        public override void Complete(byte[] payload)
        {
            _buffer.Write<byte>(payload);
            _complete = true;
        }

        private ReadOnlyMemory<byte> WithLength()
        {
            var framed = _buffer.WrittenMemory.ToArray();
            BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), framed.Length - MessageReader.PrefixLength);
            return framed;
        }
    }

    private sealed class MessageContent : HttpContent
    {
        private readonly ReadOnlyMemory<byte> _framed;

        public MessageContent(ReadOnlyMemory<byte> framed)
        {
            _framed = framed;
            Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            stream.WriteAsync(_framed, cancellationToken).AsTask();

        // gRPC requests carry no Content-Length.
        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
