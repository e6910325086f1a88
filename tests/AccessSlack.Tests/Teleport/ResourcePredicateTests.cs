using AccessSlack.Teleport;

namespace AccessSlack.Tests.Teleport;

public class ResourcePredicateTests
{
    /// <summary>As Go reads an interpreted string literal.</summary>
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("db-1", "\"db-1\"")]
    [InlineData("a b~", "\"a b~\"")]
    [InlineData("\"", "\"\\\"\"")]
    [InlineData("\\", "\"\\\\\"")]
    [InlineData("\\\"", "\"\\\\\\\"\"")]
    [InlineData("\" || true || \"", "\"\\\" || true || \\\"\"")]
    [InlineData("`", "\"`\"")]
    [InlineData("a\nb\r\t\0\u001b\u007f", "\"a\\x0ab\\x0d\\x09\\x00\\x1b\\x7f\"")]
    [InlineData("é\u202e", "\"\\u00e9\\u202e\"")]
    [InlineData("👍", "\"\\U0001f44d\"")]
    public void Quote_AnyName_IsALiteralInAscii(string name, string expected) =>
        Assert.Equal(expected, ResourcePredicate.Quote(name));

    [Fact]
    public void Quote_LoneSurrogate_IsReplaced() => Assert.Equal("\"\\ufffdx\"", ResourcePredicate.Quote("\ud800x"));

    [Fact]
    public void AnyOf_Names_ComparesEachWithTheNameOfTheResource() =>
        Assert.Equal(
            "resource.metadata.name == \"a\" || resource.metadata.name == \"b\"",
            ResourcePredicate.AnyOf(["a", "b"])
        );

    [Theory]
    [InlineData(1, 10, 1)]
    [InlineData(200, 36, 1)]
    [InlineData(300, 36, 2)]
    [InlineData(300, 1000, 20)]
    [InlineData(0, 0, 0)]
    public void Chunks_Names_AreAllThereAndEachFits(int count, int length, int chunks)
    {
        string[] names = [.. Enumerable.Range(0, count).Select(i => $"{i}".PadLeft(length, 'x'))];
        var divided = ResourcePredicate.Chunks(names).ToList();
        Assert.Equal(chunks, divided.Count);
        Assert.Equal(names, divided.SelectMany(chunk => chunk));
        Assert.All(divided, chunk => Assert.InRange(ResourcePredicate.AnyOf(chunk).Length, 1, 16 * 1024));
    }

    [Fact]
    public void Chunks_OneNameOfAnyLength_IsOneChunk() =>
        Assert.Single(ResourcePredicate.Chunks([new string('\0', 100_000)]));
}
