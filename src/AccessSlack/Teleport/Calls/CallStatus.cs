using Google.Protobuf;
using Grpc.Core;

namespace AccessSlack.Teleport.Calls;

/// <summary>The status of a call that failed with an exception.</summary>
internal static class CallStatus
{
    /// <summary>
    /// The library's status code, corrected where it is wrong, with the messages of the whole exception chain as its
    /// detail.
    /// </summary>
    public static Status Of(Status status)
    {
        if (status.DebugException is not { } cause) return status;
        var chain = Chain(cause).ToList();
        var messages = chain.Select(link => link.Message).Distinct(StringComparer.Ordinal);
        return new Status(CodeOf(chain) ?? status.StatusCode, string.Join(' ', messages), cause);
    }

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
