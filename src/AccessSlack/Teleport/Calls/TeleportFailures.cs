using System.Security.Authentication;
using AccessSlack.Teleport.Connections;
using Grpc.Core;

namespace AccessSlack.Teleport.Calls;

/// <summary>
/// Classifies the status of a failed call by how to react to it (docs/protocols/teleport.md 3.1), and describes it for
/// the log.
/// </summary>
internal static class TeleportFailures
{
    /// <summary>Details come from the server and may be long.</summary>
    private const int MaxDetail = 500;

    /// <param name="exception">The failed call.</param>
    /// <param name="call">Its name.</param>
    /// <param name="address">The configured address.</param>
    /// <param name="fault">What its connection knows about the failure.</param>
    /// <param name="decision">What was decided, if the call was a decision.</param>
    public static TeleportException Of(
        RpcException exception,
        string call,
        string address,
        ConnectionFault? fault = null,
        DecisionContext? decision = null
    ) =>
        fault is null
            ? New(
                Classify(exception.Status),
                exception,
                call,
                address,
                decision is null ? null : DecisionRefusals.Of(exception.StatusCode, exception.Status.Detail, decision)
            )
            : new(fault.Failure, fault.Message, exception) { Route = fault.Route };

    /// <summary>
    /// A confirmed watch ended: connect again (docs/protocols/teleport.md 4.1), unless the status is about permissions
    /// or load.
    /// </summary>
    public static TeleportException OfBrokenWatch(RpcException exception, string call, string address)
    {
        var failure = Classify(exception.Status);
        var stays =
            failure is TeleportFailure.NotPermitted or TeleportFailure.CredentialsRefused or TeleportFailure.Busy;
        return New(stays ? failure : TeleportFailure.Unreachable, exception, call, address);
    }

    private static TeleportFailure Classify(Status status) => status.StatusCode switch
    {
        _ when IsHandshake(status.DebugException) => TeleportFailure.CredentialsRefused,
        // How we see broken HTTP/2, such as an unanswered keep-alive ping.
        StatusCode.Internal when status.DebugException is HttpRequestException or HttpProtocolException =>
            TeleportFailure.Unreachable,
        // Canceled, but not by us. A proxy that does not speak gRPC also ends here.
        StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled or StatusCode.Aborted =>
            TeleportFailure.Unreachable,
        StatusCode.ResourceExhausted => TeleportFailure.Busy,
        StatusCode.FailedPrecondition => TeleportFailure.Conflict,
        StatusCode.NotFound => TeleportFailure.NotFound,
        StatusCode.PermissionDenied => TeleportFailure.NotPermitted,
        StatusCode.Unauthenticated => TeleportFailure.CredentialsRefused,
        StatusCode.InvalidArgument or StatusCode.OutOfRange or StatusCode.AlreadyExists => TeleportFailure.Refused,
        StatusCode.Unimplemented => TeleportFailure.Unsupported,
        _ => TeleportFailure.Unexpected,
    };

    private static bool IsHandshake(Exception? exception) =>
        CallStatus.Chain(exception).Any(link => link is AuthenticationException);

    private static TeleportException New(
        TeleportFailure failure,
        RpcException exception,
        string call,
        string address,
        TeleportRefusal? refusal = null
    ) =>
        new(
            failure,
            $"Teleport at {address} {Words(failure)} ({call}: {exception.StatusCode}, " +
            $"{Printable(exception.Status.Detail)})",
            exception
        )
        {
            Refusal = refusal,
        };

    private static string Words(TeleportFailure failure) => failure switch
    {
        TeleportFailure.Unreachable => "cannot be reached or did not answer",
        TeleportFailure.Busy => "asks us to slow down",
        TeleportFailure.Conflict => "says that another write came in between",
        TeleportFailure.NotFound => "does not know the request",
        TeleportFailure.NotPermitted => "does not permit this to the plugin's user; check the user's role",
        TeleportFailure.CredentialsRefused =>
            "and we do not accept each other's certificates; check that they are of this cluster and in date",
        TeleportFailure.Refused => "refuses this call",
        TeleportFailure.Unsupported => "does not know this call",
        _ => "failed unexpectedly",
    };

    /// <summary>Untrusted text on one short line.</summary>
    public static string Printable(string detail)
    {
        var line = string.Concat(detail.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length <= MaxDetail ? line : $"{line[..MaxDetail]}…";
    }
}
