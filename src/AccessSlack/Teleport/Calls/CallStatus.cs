using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;

namespace AccessSlack.Teleport.Calls;

/// <summary>The status of a call that failed with an exception.</summary>
internal static class CallStatus
{
    /// <summary>
    /// The library's status code, corrected where it is wrong. Its detail is why there is no connection, or else the
    /// messages of the whole exception chain.
    /// </summary>
    public static Status Of(Status status)
    {
        if (status.DebugException is not { } cause) return status;
        var chain = Chain(cause).ToList();
        return new Status(CodeOf(chain) ?? status.StatusCode, Detail(chain), cause);
    }

    /// <summary>The messages of a failed dial name the address of the channel, not the configured one.</summary>
    private static string Detail(List<Exception> chain) =>
        chain.Exists(link => link is SocketException or TimeoutException) && NetworkReason.Of(chain[0]) is { } reason
            ? reason
            : string.Join(' ', chain.Select(link => link.Message).Distinct(StringComparer.Ordinal));

    public static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (var link = exception; link is not null; link = link.InnerException) yield return link;
    }

    private static StatusCode? CodeOf(List<Exception> chain)
    {
        // It is an IOException, which the library takes for a lost connection.
        if (chain.Exists(link => link is InvalidProtocolBufferException)) return StatusCode.Internal;
        // The library takes the handler's ConnectTimeout for a cancellation.
        return chain.Exists(link => link is TimeoutException) ? StatusCode.Unavailable : null;
    }
}
