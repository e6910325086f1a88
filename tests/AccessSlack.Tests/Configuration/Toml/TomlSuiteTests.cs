using System.Text.Json;
using AccessSlack.Configuration.Toml;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Configuration.Toml;

public sealed class TomlSuiteTests
{
    /// <summary>
    /// What TOML 1.1 allows and TOML 1.0 does not. docs/configuration.md and docs/migrating.md list these features.
    /// </summary>
    private static readonly string[] New =
    [
        "invalid/datetime/no-secs.toml",
        "invalid/inline-table/linebreak-01.toml",
        "invalid/inline-table/linebreak-02.toml",
        "invalid/inline-table/linebreak-03.toml",
        "invalid/inline-table/linebreak-04.toml",
        "invalid/inline-table/trailing-comma.toml",
        "invalid/local-datetime/no-secs.toml",
        "invalid/local-time/no-secs.toml",
        "invalid/string/basic-byte-escapes.toml",
    ];

    public static TheoryData<string> ValidFiles => [.. TomlTestSuite.Valid];

    [NeedsFact(Needs.TomlTest)]
    public void Suite_Toml10_IsComplete()
    {
        Assert.Equal(210, TomlTestSuite.Valid.Count);
        Assert.Equal(499, TomlTestSuite.Invalid.Count);
    }

    [NeedsTheory(Needs.TomlTest)]
    [MemberData(nameof(ValidFiles))]
    public void Read_ValidFile_GivesTheExpectedValues(string file)
    {
        var (toml, json) = (TomlTestSuite.PathOf(file), TomlTestSuite.PathOf(Path.ChangeExtension(file, ".json")));
        var actual = TomlReader.Read(File.ReadAllBytes(toml));
        using var expected = JsonDocument.Parse(File.ReadAllBytes(json));
        TaggedJson.AssertSame(expected.RootElement, actual, "");
    }

    [NeedsFact(Needs.TomlTest)]
    public void Read_InvalidFiles_AreRefusedExceptForToml11() =>
        Assert.Equal(New, TomlTestSuite.Invalid.Where(file => !IsRefused(file)));

    private static bool IsRefused(string file)
    {
        try
        {
            TomlReader.Read(File.ReadAllBytes(TomlTestSuite.PathOf(file)));
            return false;
        }
        catch (TomlFault fault)
        {
            Assert.True(fault.Place is { Line: >= 1, Column: >= 1 }, file);
            return true;
        }
    }
}
