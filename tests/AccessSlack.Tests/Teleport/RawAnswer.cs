using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace AccessSlack.Tests.Teleport;

/// <summary>Answers byte for byte, for what no well-behaved server sends.</summary>
internal static class RawAnswer
{
    public static byte[] Frame(IMessage message) => Frame(message.ToByteArray());

    public static byte[] Frame(byte[] payload, byte flag = 0)
    {
        byte[] frame = [.. Prefix((uint)payload.Length), .. payload];
        frame[0] = flag;
        return frame;
    }

    public static byte[] Prefix(uint length)
    {
        var prefix = new byte[5];
        BinaryPrimitives.WriteUInt32BigEndian(prefix.AsSpan(1), length);
        return prefix;
    }

    /// <summary>A body, then the status in the trailers; null: none.</summary>
    public static RequestDelegate Of(byte[] body, string? status = "0", string? message = null) =>
        InPieces([body], status, message);

    /// <summary>The same, each piece in a frame of its own.</summary>
    public static RequestDelegate InPieces(
        IEnumerable<byte[]> pieces, string? status = "0", string? message = null) => async context =>
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync();
        foreach (var piece in pieces) await SendAsync(context, piece);
        if (status is not null) context.Response.AppendTrailer("grpc-status", status);
        if (message is not null) context.Response.AppendTrailer("grpc-message", message);
    };

    /// <summary>A body, and then nothing until the client gives up, which completes <paramref name="left"/>.</summary>
    public static RequestDelegate ThenSilence(byte[] body, TaskCompletionSource left) => async context =>
    {
        context.RequestAborted.Register(() => left.TrySetResult());
        context.Response.ContentType = "application/grpc";
        if (body.Length > 0) await SendAsync(context, body);
        await left.Task;
    };

    private static async Task SendAsync(HttpContext context, byte[] piece)
    {
        await context.Response.Body.WriteAsync(piece);
        await context.Response.Body.FlushAsync();
    }
}
