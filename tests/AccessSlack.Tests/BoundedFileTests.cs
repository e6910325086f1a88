namespace AccessSlack.Tests;

public class BoundedFileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(10_000)]
    public void Read_WithinTheLimit_IsWhatStandsInIt(int length)
    {
        var content = Bytes(length);

        Assert.Equal(content, BoundedFile.Read(new MemoryStream(content), limit: 10_000));
    }

    [Theory]
    [InlineData(10_001)]
    [InlineData(1_000_000)]
    public void Read_BeyondTheLimit_IsNull(int length) =>
        Assert.Null(BoundedFile.Read(new MemoryStream(Bytes(length)), limit: 10_000));

    [Fact]
    public void Read_EndlessFile_EndsAtTheLimit()
    {
        using var endless = File.OpenRead("/dev/zero");

        Assert.Null(BoundedFile.Read(endless, limit: 10_000));
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(number => (byte)number)];
}
