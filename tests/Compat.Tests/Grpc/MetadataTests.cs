using Grpc.Core;

namespace Compat.Tests.Grpc;

public sealed class MetadataTests
{
    [Fact]
    public void Add_Key_IsLowerCaseAndFoundInAnyCase()
    {
        var metadata = new Metadata { { "Key", "first" }, { "KEY", "last" } };
        Assert.Equal("key", metadata.First().Key);
        Assert.Equal("last", metadata.GetValue("Key"));
        Assert.Null(metadata.GetValue("other"));
        Assert.Equal(2, metadata.Count);
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("a b", "x")]
    [InlineData(":path", "x")]
    [InlineData("ä", "x")]
    [InlineData("key", "line\nbreak")]
    [InlineData("key", "ä")]
    [InlineData("key-bin", "text")]
    public void Add_IllegalEntry_IsRefused(string key, string value)
    {
        Assert.Throws<ArgumentException>(() => new Metadata().Add(key, value));
    }

    [Fact]
    public void Add_BytesUnderATextKey_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new Metadata().Add("key", [1]));
    }

    [Fact]
    public void GetValueBytes_BinaryEntry_IsItsBytes()
    {
        var metadata = new Metadata { { "key-bin", [1, 2] } };
        Assert.Equal([1, 2], metadata.GetValueBytes("key-bin")!);
        Assert.Throws<InvalidOperationException>(() => metadata.GetValue("key-bin"));
    }
}
