using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>The status of a call that an exception ended.</summary>
internal static class FailureStatus
{
    public static Status Of(Exception exception)
    {
        var chain = Chain(exception).ToList();
        return new Status(CodeOf(chain), string.Join(" ", chain.Select(link => link.Message).Distinct(StringComparer.Ordinal)), exception);
    }

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var link = exception; link is not null; link = link.InnerException) yield return link;
    }

    private static StatusCode CodeOf(List<Exception> chain)
    {
        // First, because it is an IOException itself.
        if (chain.OfType<HttpProtocolException>().FirstOrDefault() is { } protocol) return OfHttp2(protocol.ErrorCode);
        // The timeout is the handler's ConnectTimeout.
        if (chain.Exists(link => link is SocketException or IOException or TimeoutException)) return StatusCode.Unavailable;
        return StatusCode.Internal;
    }

    /// <summary>Error codes of HTTP/2 (RFC 9113 section 7) as gRPC reads them ("Errors" in gRPC over HTTP/2).</summary>
    public static StatusCode OfHttp2(long code) => code switch
    {
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM
        0x8 => StatusCode.Cancelled, // CANCEL
        0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };
}
