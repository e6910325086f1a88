using System.Security.Authentication;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Calls;
using AccessSlack.Teleport.Connections;
using Grpc.Core;

namespace AccessSlack.Tests.Teleport.Calls;

public sealed class TeleportFailuresTests
{
    [Theory]
    [InlineData(StatusCode.Unavailable, TeleportFailure.Unreachable)]
    [InlineData(StatusCode.DeadlineExceeded, TeleportFailure.Unreachable)]
    [InlineData(StatusCode.Cancelled, TeleportFailure.Unreachable)]
    [InlineData(StatusCode.Aborted, TeleportFailure.Unreachable)]
    [InlineData(StatusCode.ResourceExhausted, TeleportFailure.Busy)]
    [InlineData(StatusCode.FailedPrecondition, TeleportFailure.Conflict)]
    [InlineData(StatusCode.NotFound, TeleportFailure.NotFound)]
    [InlineData(StatusCode.PermissionDenied, TeleportFailure.NotPermitted)]
    [InlineData(StatusCode.Unauthenticated, TeleportFailure.CredentialsRefused)]
    [InlineData(StatusCode.InvalidArgument, TeleportFailure.Refused)]
    [InlineData(StatusCode.OutOfRange, TeleportFailure.Refused)]
    [InlineData(StatusCode.AlreadyExists, TeleportFailure.Refused)]
    [InlineData(StatusCode.Unimplemented, TeleportFailure.Unsupported)]
    [InlineData(StatusCode.Unknown, TeleportFailure.Unexpected)]
    [InlineData(StatusCode.Internal, TeleportFailure.Unexpected)]
    [InlineData(StatusCode.DataLoss, TeleportFailure.Unexpected)]
    public void Of_Status_IsMapped(StatusCode code, object expected)
    {
        Assert.Equal(
            expected,
            TeleportFailures.Of(new RpcException(new Status(code, "text")), "Ping", "auth:3025").Failure
        );
    }

    [Theory]
    [InlineData(StatusCode.Unknown, TeleportFailure.Unreachable)]
    [InlineData(StatusCode.InvalidArgument, TeleportFailure.Unreachable)]
    [InlineData(StatusCode.Internal, TeleportFailure.Unreachable)]
    [InlineData(StatusCode.Unavailable, TeleportFailure.Unreachable)]
    [InlineData(StatusCode.ResourceExhausted, TeleportFailure.Busy)]
    [InlineData(StatusCode.PermissionDenied, TeleportFailure.NotPermitted)]
    public void OfBrokenWatch_Status_MeansConnectAgain(StatusCode code, object expected)
    {
        Assert.Equal(
            expected,
            TeleportFailures
                .OfBrokenWatch(new RpcException(new Status(code, "text")), "WatchEvents", "auth:3025")
                .Failure
        );
    }

    [Fact]
    public void Of_HandshakeAnywhereInTheChain_IsCredentialsRefused()
    {
        var status = new Status(StatusCode.Internal, "x", new HttpRequestException("x", new AuthenticationException()));
        Assert.Equal(
            TeleportFailure.CredentialsRefused,
            TeleportFailures.Of(new RpcException(status), "Ping", "auth:3025").Failure
        );
    }

    [Fact]
    public void Of_FaultOfTheConnection_GoesBeforeTheStatus()
    {
        var fault = new ConnectionFault(TeleportFailure.CredentialsRefused, "words and cure");
        var failure = TeleportFailures.Of(
            new RpcException(new Status(StatusCode.Unavailable, "x")),
            "Ping",
            "auth:3025",
            fault
        );
        Assert.Equal((TeleportFailure.CredentialsRefused, "words and cure"), (failure.Failure, failure.Message));
    }

    [Fact]
    public void Of_BrokenHttp2_IsUnreachable()
    {
        var status = new Status(StatusCode.Internal, "x", new HttpProtocolException(1, "ping", null));
        Assert.Equal(
            TeleportFailure.Unreachable,
            TeleportFailures.Of(new RpcException(status), "Ping", "auth:3025").Failure
        );
    }

    [Fact]
    public void Of_Message_SaysWhatAndWhereOnOneShortLine()
    {
        var text = TeleportFailures
            .Of(
                new RpcException(new Status(StatusCode.PermissionDenied, "client version\r\nis unsupported\u001b[31m")),
                "Ping",
                "auth:3025"
            )
            .Message;
        Assert.Equal(
            "Teleport at auth:3025 does not permit this to the plugin's user; check the user's role (Ping: " +
            "PermissionDenied, client version  is unsupported [31m)",
            text
        );
        Assert.True(
            TeleportFailures
                .Of(new RpcException(new Status(StatusCode.Unknown, new string('x', 10_000))), "Ping", "auth:3025")
                .Message.Length < 700
        );
    }
}
