using System.Net.Sockets;
using System.Security.Authentication;

namespace AccessSlack;

/// <summary>
/// Why a host cannot be reached, without its name. The runtime's own messages add the address that they think of, which
/// is not always the configured one, and the report of the failure names that.
/// </summary>
internal static class NetworkReason
{
    /// <summary>The outermost cause that says more than that there is one; null if there is none.</summary>
    public static string? Of(Exception? exception)
    {
        for (var link = exception; link is not null; link = link.InnerException)
            if (Words(link) is { } reason) return reason;
        return null;
    }

    private static string? Words(Exception link) => link switch
    {
        SocketException socket => Words(socket.SocketErrorCode),
        TimeoutException => "no connection in time",
        AuthenticationException tls => tls.Message.TrimEnd('.'),
        _ => null,
    };

    private static string Words(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => "the connection was reset",
        SocketError.HostNotFound or SocketError.NoData => "the host name is not known",
        SocketError.TryAgain => "the host name could not be resolved for the moment",
        SocketError.HostUnreachable or SocketError.HostDown => "there is no route to the host",
        SocketError.NetworkUnreachable or SocketError.NetworkDown => "the network is unreachable",
        SocketError.TimedOut => "no connection in time",
        _ => $"socket error {error}",
    };
}
