using System.Text;
using AccessSlack.Teleport.Connections.Routing;

namespace AccessSlack.Tests.Teleport.Connections.Routing;

public sealed class UpgradeRequestTests
{
    /// <summary>The example of RFC 6455, section 1.3.</summary>
    private const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static readonly UpgradeRequest Request = new("proxy.example.com", "the sample nonce"u8);

    [Fact]
    public void Bytes_Request_HasTheMarkersOfEveryRelease() => Assert.Equal(
        """
        GET /webapi/connectionupgrade HTTP/1.1
        Host: proxy.example.com
        Connection: Upgrade
        Upgrade: websocket
        Upgrade: alpn
        X-Teleport-Upgrade: alpn
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Protocol: alpn-ping


        """.ReplaceLineEndings("\r\n"),
        Encoding.ASCII.GetString(Request.Bytes)
    );

    [Theory]
    [InlineData("101", $"Upgrade: websocket\nSec-WebSocket-Accept: {Accept}\nSec-WebSocket-Protocol: alpn-ping")]
    [InlineData("101", $"upgrade: WebSocket\nsec-websocket-accept: {Accept}\nsec-websocket-protocol: ALPN-PING")]
    public void Judge_WebSocket_IsTaken(string status, string fields)
    {
        Assert.Null(Request.Judge(Head(status, fields), out var form));
        Assert.Equal(UpgradeForm.WebSocket, form);
    }

    [Theory]
    [InlineData("Upgrade: alpn\nX-Teleport-Upgrade: alpn")]
    [InlineData("Connection: Upgrade")]
    public void Judge_OtherUpgrade_IsTheOlderForm(string fields)
    {
        Assert.Null(Request.Judge(Head("101", fields), out var form));
        Assert.Equal(UpgradeForm.Raw, form);
    }

    [Theory]
    [InlineData("404", "A: b", "NotFound")]
    [InlineData("200", "A: b", "Status")]
    [InlineData("502", "Upgrade: websocket", "Status")]
    [InlineData("101", "Upgrade: websocket\nSec-WebSocket-Protocol: alpn-ping", "WrongKey")]
    [InlineData("101", "Upgrade: websocket\nSec-WebSocket-Accept: x\nSec-WebSocket-Protocol: alpn-ping", "WrongKey")]
    [InlineData("101", $"Upgrade: websocket\nSec-WebSocket-Accept: {Accept}", "WrongSubprotocol")]
    [InlineData(
        "101",
        $"Upgrade: websocket\nSec-WebSocket-Accept: {Accept}\nSec-WebSocket-Protocol: alpn",
        "WrongSubprotocol"
    )]
    public void Judge_AnythingElse_IsToldApart(string status, string fields, string fault) =>
        Assert.Equal(fault, Request.Judge(Head(status, fields), out _).ToString());

    [Fact]
    public void Judge_NoAnswer_IsOne() => Assert.Equal(UpgradeFault.NoHttp, Request.Judge(null, out _));

    private static HttpHead? Head(string status, string fields) =>
        HttpHead.Parse(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} x\r\n{fields.ReplaceLineEndings("\r\n")}"));
}
