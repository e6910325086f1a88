using System.Text.Json;
using AccessSlack.Testing;
using Tomlyn;
using Tomlyn.Model;

namespace Compat.Tests.Tomlyn;

public sealed class TomlSuiteTests
{
    public static TheoryData<string> ValidFiles => [.. TomlTestSuite.Valid];

    public static TheoryData<string> InvalidFiles => [.. TomlTestSuite.Invalid];

    [NeedsFact(Needs.TomlTest)]
    public void Suite_Toml10_IsComplete()
    {
        Assert.Equal(210, TomlTestSuite.Valid.Count);
        Assert.Equal(499, TomlTestSuite.Invalid.Count);
    }

    [NeedsTheory(Needs.TomlTest)]
    [MemberData(nameof(ValidFiles))]
    public void Deserialize_ValidFile_GivesTheExpectedValues(string file)
    {
        var actual = TomlSerializer.Deserialize<TomlTable>(File.ReadAllBytes(TomlTestSuite.PathOf(file)));
        using var expected = JsonDocument.Parse(File.ReadAllBytes(TomlTestSuite.PathOf(Path.ChangeExtension(file, ".json"))));
        TaggedJson.AssertSame(expected.RootElement, actual, "");
    }

    [NeedsTheory(Needs.TomlTest)]
    [MemberData(nameof(InvalidFiles))]
    public void Deserialize_InvalidFile_IsRefusedWithAPlace(string file)
    {
        var fault = Assert.Throws<TomlException>(() => TomlSerializer.Deserialize<TomlTable>(File.ReadAllBytes(TomlTestSuite.PathOf(file))));
        Assert.True(fault.Line >= 1 && fault.Column >= 1);
        Assert.NotEmpty(fault.Message);
    }
}
