using System.Security.Authentication;
using AccessSlack.Teleport.Calls;
using AccessSlack.Teleport.Connections.Routing;
using AccessSlack.Teleport.Credentials;
using Grpc.Core;

namespace AccessSlack.Teleport.Connections;

/// <summary>Why a call failed, when the connection knows more about it than the call's status.</summary>
/// <param name="Failure">What to do about it.</param>
/// <param name="Message">What happened, where, and the remedy.</param>
internal sealed record ConnectionFault(TeleportFailure Failure, string Message)
{
    /// <summary>What stands in the way to the auth server, if that is known.</summary>
    public RouteProblem? Route { get; init; }

    /// <summary>The only call that needs no permission (docs/protocols/teleport.md 1.2).</summary>
    private const string Ping = "Ping";

    /// <summary>How grpc-dotnet begins the detail of an answer that is not gRPC.</summary>
    private const string BadResponse = "Bad gRPC response.";

    /// <summary>Null if the status says everything.</summary>
    /// <param name="failed">The status of the call.</param>
    /// <param name="call">Name of the call.</param>
    /// <param name="notes">Recorded for the connection.</param>
    /// <param name="address">As configured.</param>
    /// <param name="ours">The file with our certificate.</param>
    public static ConnectionFault? Of(
        Status failed,
        string call,
        HandshakeNotes notes,
        string address,
        CredentialFile ours
    )
    {
        if (IsPlainHttp(failed) && (call == Ping || failed.StatusCode == StatusCode.Unauthenticated))
            return NoGrpc(failed, address);
        if (
            failed.StatusCode == StatusCode.Unauthenticated
            || (failed is { StatusCode: StatusCode.PermissionDenied, DebugException: null } && call == Ping)
        )
            return Refused(
                $"Teleport at {address} does not accept the certificate in {ours.Path} " +
                $"({TeleportFailures.Printable(failed.Detail)}): is it from this cluster, and its user neither " +
                $"locked nor removed? If not, {ours.SignAgain}"
            );
        var chain = CallStatus.Chain(failed.DebugException).ToList();
        if (chain.OfType<RouteException>().FirstOrDefault() is { } route)
            return new(route.Failure, route.Message) { Route = route.Problem };
        var later = IsLost(failed) ? notes.Alert : null;
        if ((TlsAlert.Of(failed.DebugException) ?? later) is { } alert) return OfAlert(alert, address, ours);
        if (chain.Exists(link => link is AuthenticationException))
            return Refused(notes.ServerCertificate ?? NoTls(chain[^1], address));
        if (
            chain.Exists(link =>
                link is HttpRequestException { HttpRequestError: HttpRequestError.VersionNegotiationError }
            )
        )
            return NoHttp2(address);
        return notes.EndedAtOnce && IsLost(failed) ? EndedAtOnce(address, ours) : null;
    }

    /// <summary>
    /// If a new connection ends before a call has begun on it, the handler says only that it was not established,
    /// without a cause, and the library takes that for an internal error.
    /// </summary>
    private static bool IsLost(Status failed) =>
        failed.StatusCode == StatusCode.Unavailable
        || failed is { StatusCode: StatusCode.Internal, DebugException: HttpRequestException };

    /// <summary>
    /// An HTTP status without a gRPC status, as a web server sends it. Other statuses may be a load balancer's while
    /// the auth server restarts.
    /// </summary>
    private static bool IsPlainHttp(Status failed) =>
        failed.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.Unimplemented
        && failed.Detail.StartsWith(BadResponse, StringComparison.Ordinal);

    private static ConnectionFault NoGrpc(Status failed, string address) =>
        Refused(
            $"what answers at {address} speaks HTTP/2, but not gRPC " +
            $"({TeleportFailures.Printable(failed.Detail[BadResponse.Length..].Trim(' ', '.'))}), so it is a web " +
            $"server, probably the proxy, and not an auth server; {ServerCertificate.AddressRemedy}"
        );

    private static ConnectionFault OfAlert(int alert, string address, CredentialFile ours) => alert switch
    {
        TlsAlert.CertificateExpired => Refused(
            $"Teleport at {address} says that the certificate in {ours.Path} expired: check the clocks of both " +
            $"machines; if they are right, {ours.SignAgain}"
        ),
        _ when TlsAlert.IsAboutCertificate(alert) => Refused(
            $"Teleport at {address} does not accept the certificate in {ours.Path} (TLS alert: " +
            $"{TlsAlert.Name(alert)}): {OrProxy(address)}it is from another cluster, or older than a rotation of " +
            $"the user CA; {ours.SignAgain}"
        ),
        TlsAlert.ProtocolVersion => Refused(
            $"what answers at {address} speaks neither TLS 1.2 nor 1.3, so it is not an auth server; " +
            $"{ServerCertificate.AddressRemedy}"
        ),
        TlsAlert.NoApplicationProtocol => NoHttp2(address),
        TlsAlert.InternalError => new(
            TeleportFailure.Unreachable,
            $"Teleport at {address} failed in the TLS handshake (TLS alert: {TlsAlert.Name(alert)}); see the log " +
            "of the auth server"
        ),
        _ => Refused(
            $"Teleport at {address} ended the TLS handshake (TLS alert: {TlsAlert.Name(alert)}); check that this is " +
            "the auth server, and see its log"
        ),
    };

    private static string OrProxy(string address) => TeleportAddress.WrongProxyPort(address) is { } port
        ? $"port {port} is usually the proxy's, so first {ServerCertificate.AddressRemedy}; if it is the auth server, "
        : "";

    private static string NoTls(Exception exception, string address) =>
        $"what answers at {address} does not speak TLS as an auth server does " +
        $"({TeleportFailures.Printable(exception.Message)}); {ServerCertificate.AddressRemedy}";

    private static ConnectionFault NoHttp2(string address) =>
        Refused(
            $"what answers at {address} does not speak HTTP/2, so it is not an auth server, or something in between " +
            $"opens TLS; {ServerCertificate.AddressRemedy}"
        );

    // A load balancer without a backend looks the same, so this is retried.
    private static ConnectionFault EndedAtOnce(string address, CredentialFile ours) =>
        new(
            TeleportFailure.Unreachable,
            $"Teleport at {address} closes connections right after the TLS handshake: it is overloaded or going " +
            $"away, or it does not accept the certificate in {ours.Path}; see the log of the auth server"
        );

    private static ConnectionFault Refused(string message) => new(TeleportFailure.CredentialsRefused, message);
}
