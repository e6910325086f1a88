using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Internal;

namespace Compat.Tests.Grpc;

public sealed class FailureStatusTests
{
    [Theory]
    [InlineData(0x0, StatusCode.Internal)]
    [InlineData(0x1, StatusCode.Internal)]
    [InlineData(0x7, StatusCode.Unavailable)]
    [InlineData(0x8, StatusCode.Cancelled)]
    [InlineData(0xb, StatusCode.ResourceExhausted)]
    [InlineData(0xc, StatusCode.PermissionDenied)]
    [InlineData(0x99, StatusCode.Internal)]
    public void Of_Http2Error_IsMappedByItsCode(long code, StatusCode expected)
    {
        var exception = new HttpRequestException("outer", new HttpProtocolException(code, "inner", null));
        Assert.Equal(expected, FailureStatus.Of(exception).StatusCode);
    }

    [Fact]
    public void Of_SocketOrIoOrTimeoutAnywhere_IsUnavailable()
    {
        Exception[] inner = [new SocketException(), new IOException(), new TimeoutException()];
        Assert.All(inner, cause => Assert.Equal(StatusCode.Unavailable, FailureStatus.Of(new HttpRequestException("x", new InvalidOperationException("y", cause))).StatusCode));
    }

    [Fact]
    public void Of_AnythingElse_IsInternalAndKeepsTheException()
    {
        var exception = new HttpRequestException("handshake failed.", new AuthenticationException("untrusted."));
        Assert.Equal(new Status(StatusCode.Internal, "handshake failed. untrusted.", exception), FailureStatus.Of(exception));
    }

    [Fact]
    public async Task Call_ConnectionRefused_IsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{ClosedPort()}");
        using var call = channel.CreateCallInvoker().AsyncUnaryCall(Wire.Say, null, default, Wire.Message("x"));
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(Wire.Soon));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.IsType<HttpRequestException>(failure.InnerException);
    }

    private static int ClosedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
