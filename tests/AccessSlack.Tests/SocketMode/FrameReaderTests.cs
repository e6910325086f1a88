using System.Text;
using AccessSlack.SocketMode;

namespace AccessSlack.Tests.SocketMode;

public sealed class FrameReaderTests
{
    [Fact]
    public void Read_Hello_HasWhatWeNeed() =>
        Assert.Equal(
            new Frame.Hello("A1", 3, TimeSpan.FromSeconds(18060)),
            Read(SocketServer.Hello("A1", connections: 3))
        );

    [Theory]
    [InlineData("""{"type":"hello"}""")]
    [InlineData("""{"type":"hello","num_connections":"3","connection_info":[],"debug_info":null}""")]
    [InlineData("""{"type":"hello","num_connections":1e99,"debug_info":{"approximate_connection_time":-1} }""")]
    [InlineData("""{"type":"hello","debug_info":{"approximate_connection_time":1e99} }""")]
    public void Read_HelloWithoutOrWithOddFields_IsAHello(string text) =>
        Assert.Equal(new Frame.Hello("", null, null), Read(text));

    [Theory]
    [InlineData("""{"type":"disconnect","reason":"warning"}""", "warning")]
    [InlineData("""{"type":"disconnect"}""", "")]
    [InlineData("""{"type":"disconnect","reason":"a\nb<c>"}""", "abc")]
    public void Read_Disconnect_HasAReasonThatCanBeLogged(string text, string reason) =>
        Assert.Equal(new Frame.Disconnect(reason), Read(text));

    [Theory]
    [InlineData("""{"type":"goodbye"}""")]
    [InlineData("""{"type":"goodbye","envelope_id":""}""")]
    [InlineData("""{"type":"goodbye","envelope_id":7}""")]
    [InlineData("""{"type":"goodbye","envelope_id":"a\"b"}""")]
    public void Read_WithoutAnUsableId_CannotBeAcknowledged(string text) =>
        Assert.Equal(new Frame.Unknown("goodbye"), Read(text));

    [Fact]
    public void Read_LongId_CannotBeAcknowledged() =>
        Assert.IsType<Frame.Unknown>(Read($$"""{"envelope_id":"{{new string('x', 129)}}"}"""));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"hello\"")]
    [InlineData("{\"type\":\"\\ud800\"}")]
    public void Read_NoObject_IsMalformed(string text) => Assert.IsType<Frame.Malformed>(Read(text));

    [Fact]
    public void Read_DeepNesting_IsMalformed() =>
        Assert.IsType<Frame.Malformed>(Read("{\"a\":" + new string('[', 100) + new string(']', 100) + "}"));

    [Fact]
    public void Read_InvalidUtf8_IsMalformed() =>
        Assert.IsType<Frame.Malformed>(FrameReader.Read(new byte[] { (byte)'{', 0xff, (byte)'}' }));

    private static Frame Read(string text) => FrameReader.Read(Encoding.UTF8.GetBytes(text));
}
