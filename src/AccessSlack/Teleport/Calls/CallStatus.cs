using Google.Protobuf;
using Grpc.Core;

namespace AccessSlack.Teleport.Calls;

/// <summary>The status of a call that an exception ended.</summary>
internal static class CallStatus
{
    /// <summary>
    /// The library's status code, corrected where it is wrong, with the messages of the whole exception chain as
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
        // An IOException, which the library takes for a lost connection.
        if (chain.Exists(link => link is InvalidProtocolBufferException)) return StatusCode.Internal;
        // The handler's ConnectTimeout is a cancellation to the library.
        return chain.Exists(link => link is TimeoutException) ? StatusCode.Unavailable : null;
    }
}
