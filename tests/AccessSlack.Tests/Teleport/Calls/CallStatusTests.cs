using System.Net.Sockets;
using System.Security.Authentication;
using AccessSlack.Teleport.Calls;
using AccessSlack.Teleport.Protocol;
using Google.Protobuf;
using Grpc.Core;

namespace AccessSlack.Tests.Teleport.Calls;

public sealed class CallStatusTests
{
    [Fact]
    public void Of_ServersStatus_StaysAsItIs()
    {
        var status = new Status(StatusCode.NotFound, "no such request");
        Assert.Equal(status, CallStatus.Of(status));
    }

    [Fact]
    public void Of_Exception_IsToldByItsMessagesWithoutTypes()
    {
        var inner = new AuthenticationException("Untrusted.", new IOException("Untrusted."));
        var cause = new HttpRequestException("Handshake failed.", inner);
        var status = CallStatus.Of(new Status(StatusCode.Internal, "HttpRequestException: …", cause));
        Assert.Equal(new Status(StatusCode.Internal, "Handshake failed. Untrusted.", cause), status);
    }

    /// <summary>As the handler reports its ConnectTimeout.</summary>
    [Fact]
    public void Of_ConnectionThatTakesTooLong_IsUnavailableAndSaysSo()
    {
        var inner = new TaskCanceledException("Cancelled.", new TimeoutException("Too slow.", new SocketException()));
        var cause = new OperationCanceledException("Cancelled.", inner);
        var status = CallStatus.Of(new Status(StatusCode.Cancelled, "", cause));
        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.Equal("no connection in time", status.Detail);
    }

    [Fact]
    public void Of_MessageThatCannotBeParsed_IsInternal()
    {
        var cause = Assert.Throws<InvalidProtocolBufferException>(() => PingResponse.Parser.ParseFrom([0x0a, 0xff]));
        Assert.Equal(StatusCode.Internal, CallStatus.Of(new Status(StatusCode.Unavailable, "", cause)).StatusCode);
    }
}
