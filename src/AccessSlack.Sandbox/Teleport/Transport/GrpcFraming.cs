using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AccessSlack.Sandbox.Teleport.Transport;

/// <summary>The server side of gRPC over HTTP/2: length-prefixed messages, and the status in trailers.</summary>
internal static class GrpcFraming
{
    private const int PrefixSize = 5;

    // The default of Go's gRPC servers.
    private const int LargestMessage = 4 * 1024 * 1024;

    /// <summary>Reads the only message of a request.</summary>
    /// <exception cref="GrpcFailure">
    /// The message is compressed, too large or truncated, or there is not exactly one.
    /// </exception>
    public static async Task<byte[]> ReadOnlyMessageAsync(HttpRequest request, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        var chunk = new byte[4 * 1024];
        while (await request.Body.ReadAsync(chunk, cancel) is > 0 and var read)
        {
            body.Write(chunk, 0, read);
            if (body.Length > LargestMessage + PrefixSize)
                throw new GrpcFailure(GrpcCode.ResourceExhausted, "received message larger than max");
        }
        return Payload(body.ToArray());
    }

    public static async Task WriteMessageAsync(HttpResponse response, IMessage message, CancellationToken cancel)
    {
        var frame = new byte[PrefixSize + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - PrefixSize);
        message.WriteTo(frame.AsSpan(PrefixSize));
        await response.Body.WriteAsync(frame, cancel);
        await response.Body.FlushAsync(cancel);
    }

    /// <summary>
    /// Ends a call. A failure before the first message is sent in the headers alone, as servers do ("trailers-only").
    /// </summary>
    public static void Finish(HttpResponse response, GrpcCode code, string message)
    {
        var inHeaders = code != GrpcCode.Ok && !response.HasStarted;
        var fields = inHeaders
            ? response.Headers
            : response.HttpContext.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        fields["grpc-status"] = ((int)code).ToString();
        if (message.Length > 0) fields["grpc-message"] = PercentEncode(message);
    }

    private static byte[] Payload(byte[] body)
    {
        if (body.Length < PrefixSize) throw new GrpcFailure(GrpcCode.Internal, "request holds no message");
        if (body[0] != 0) throw new GrpcFailure(GrpcCode.Unimplemented, "compressed requests are not supported");
        var length = BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1));
        if (length != body.Length - PrefixSize)
            throw new GrpcFailure(GrpcCode.Internal, "request is not exactly one message");
        return body[PrefixSize..];
    }

    private static string PercentEncode(string text)
    {
        var encoded = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(text))
            _ = octet is >= 0x20 and <= 0x7e and not (byte)'%'
                ? encoded.Append((char)octet)
                : encoded.Append($"%{octet:X2}");
        return encoded.ToString();
    }
}
