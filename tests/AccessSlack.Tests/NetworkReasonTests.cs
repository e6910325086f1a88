using System.Net.Sockets;
using System.Security.Authentication;

namespace AccessSlack.Tests;

public class NetworkReasonTests
{
    [Theory]
    [InlineData(SocketError.ConnectionRefused, "connection refused")]
    [InlineData(SocketError.HostNotFound, "the host name is not known")]
    [InlineData(SocketError.TryAgain, "the host name could not be resolved for the moment")]
    [InlineData(SocketError.TimedOut, "no connection in time")]
    [InlineData(SocketError.AccessDenied, "socket error AccessDenied")]
    public void Of_FailedConnection_NamesNoHost(SocketError error, string reason)
    {
        var inner = new SocketException((int)error);

        Assert.Equal(reason, NetworkReason.Of(new HttpRequestException("Failed (teleport.cluster.local:443)", inner)));
    }

    [Fact]
    public void Of_FailedTls_SaysWhatIsWrong() =>
        Assert.Equal(
            "Untrusted",
            NetworkReason.Of(new HttpRequestException("No", new AuthenticationException("Untrusted.")))
        );

    [Fact]
    public void Of_AnythingElse_IsNull() => Assert.Null(NetworkReason.Of(new HttpRequestException("No")));
}
