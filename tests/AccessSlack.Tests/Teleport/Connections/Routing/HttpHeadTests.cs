using System.Text;
using AccessSlack.Teleport.Connections.Routing;

namespace AccessSlack.Tests.Teleport.Connections.Routing;

public sealed class HttpHeadTests
{
    [Fact]
    public async Task Read_Answer_StopsAtTheEmptyLine()
    {
        using var stream = Bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: alpn\r\nupgrade: other\r\n\r\nREST");

        var head = await HttpHead.ReadAsync(stream, default);

        Assert.Equal((101, "alpn", null), (head?.Status ?? 0, head?.First("upgrade"), head?.First("x")));
        Assert.Equal("REST", await new StreamReader(stream).ReadToEndAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n")] // ends early
    [InlineData("SSH-2.0-Teleport\r\n\r\n")]
    [InlineData("HTTP/2 200\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 999 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: no name\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\u0001\r\n\r\n")]
    public async Task Read_AnythingElse_IsNone(string text) =>
        Assert.Null(await HttpHead.ReadAsync(Bytes(text), default));

    [Fact]
    public async Task Read_EndlessAnswer_IsGivenUp()
    {
        var text = $"HTTP/1.1 200 OK\r\nA: {new string('x', 2 * HttpHead.MaxLength)}\r\n\r\n";
        using var stream = Bytes(text);

        Assert.Null(await HttpHead.ReadAsync(stream, default));
        Assert.Equal(HttpHead.MaxLength, stream.Position);
    }

    private static MemoryStream Bytes(string text) => new(Encoding.Latin1.GetBytes(text));
}
