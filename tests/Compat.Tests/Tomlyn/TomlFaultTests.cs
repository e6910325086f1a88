using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tomlyn;
using Tomlyn.Model;

namespace Compat.Tests.Tomlyn;

public sealed class TomlFaultTests
{
    [Theory]
    [InlineData("a = 1\nb = \n", 2, 5, "Found the end of the line, but a value must stand here.")]
    [InlineData("a = xoxb-secret\n", 1, 5, "This is no value; text needs quotes.")]
    [InlineData("a = \"open\nb = 1", 1, 5, "This string has no closing quote on its line.")]
    [InlineData("\n\na = '''open\n\n", 3, 5, "This string has no closing '''.")]
    [InlineData("a = \"\\q\"", 1, 6, @"Unknown escape; known are \b \t \n \f \r \"" \\ \uXXXX \UXXXXXXXX, or use single quotes.")]
    [InlineData("a = \"\\ud800\"", 1, 6, "This escape names no Unicode character.")]
    [InlineData("a = 1 b = 2", 1, 7, "Found 'b', but after a value the line must end.")]
    [InlineData("a 1", 1, 3, "Found '1', but after a key an equals sign is needed.")]
    [InlineData("[a\n", 1, 3, "Found the end of the line, but this header must end with ].")]
    [InlineData("[[a]\n", 1, 4, "Found ']', but this header must end with ]].")]
    [InlineData("a = [1 2]", 1, 8, "Found '2', but in an array a comma or ] must follow a value.")]
    [InlineData("a = {b = 1\n}", 1, 11, "Found the end of the line, but in an inline table a comma or } must follow a value, on the same line.")]
    [InlineData("a = 1\r\n\"a\" = 2", 2, 1, "This name is already defined in line 1 and cannot be defined again or extended.")]
    [InlineData("[a]\n[b]\n[a]", 3, 2, "This name is already defined in line 1 and cannot be defined again or extended.")]
    [InlineData("[a]\n b.c = 1\n[a.b]", 3, 4, "This name is already defined in line 2 and cannot be defined again or extended.")]
    [InlineData("a = 012", 1, 5, "A number has no leading zeros.")]
    [InlineData("a = 1__2", 1, 5, "An underscore in a number stands between two digits.")]
    [InlineData("a = 9223372036854775808", 1, 5, "This number does not fit into 64 bits.")]
    [InlineData("a = 0x8000000000000000", 1, 5, "This number does not fit into 64 bits.")]
    [InlineData("a = 2026-02-30", 1, 5, "There is no such date; a date is written 2026-11-21.")]
    [InlineData("a = 2026-01-01T00:00:00+23:59", 1, 5, "This moment is out of range: offsets go to 14 hours, years from 1 to 9999.")]
    [InlineData("# \u0001", 1, 3, "Found character U+0001, but a comment holds no control characters other than tab.")]
    [InlineData("a = 1\rb = 2", 1, 6, "Found character U+000D, but after a value the line must end.")]
    public void Deserialize_FaultyText_TellsWhatAndWhere(string toml, int line, int column, string message)
    {
        var fault = Assert.Throws<TomlException>(() => TomlSerializer.Deserialize<TomlTable>(toml));
        Assert.Equal((message, line, column), (fault.Message, fault.Line, fault.Column));
    }

    /// <summary>No test case of its own in the table above: an attribute cannot hold half a pair.</summary>
    [Theory]
    [InlineData(0xD800)]
    [InlineData(0xDFFF)]
    public void Deserialize_HalfASurrogatePair_TellsWhere(int half)
    {
        var fault = Assert.Throws<TomlException>(() => TomlSerializer.Deserialize<TomlTable>($"# 🔑\na = '{(char)half}'"));
        Assert.Equal(("Half of a surrogate pair is no character.", 2, 6), (fault.Message, fault.Line, fault.Column));
    }

    [Fact]
    public void Deserialize_InvalidUtf8_TellsWhere()
    {
        var fault = Assert.Throws<TomlException>(() => TomlSerializer.Deserialize<TomlTable>([.. "\uFEFFa = 1\nb = '"u8, 0xC3, 0x28]));
        Assert.Equal((2, 6), (fault.Line, fault.Column));
        Assert.Contains("UTF-8", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a=")]
    public void Deserialize_ManyLevels_AreRefusedWithoutStackOverflow(string open)
    {
        var toml = "a = " + string.Concat(Enumerable.Repeat(open, 100_000));
        Assert.Contains("100 levels", Assert.Throws<TomlException>(() => TomlSerializer.Deserialize<TomlTable>(toml)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0} = 1")]
    [InlineData("[{0}]")]
    [InlineData("[[{0}]]")]
    public void Deserialize_KeyOfManyParts_IsRefused(string form)
    {
        string With(int parts) => string.Format(null, form, string.Join('.', Enumerable.Repeat("a", parts)));
        Assert.NotEmpty(TomlSerializer.Deserialize<TomlTable>(With(100)));
        Assert.Throws<TomlException>(() => TomlSerializer.Deserialize<TomlTable>(With(101)));
    }

    [Fact]
    public void Deserialize_AnotherType_IsNotSupported() =>
        Assert.Throws<NotSupportedException>(() => TomlSerializer.Deserialize<string>("a = 1"));

    [Fact]
    public void Deserialize_ArbitraryText_ThrowsNothingButTomlException() =>
        Prop.ForAll<string>(text => IsReadOrRefused(() => TomlSerializer.Deserialize<TomlTable>(text ?? ""))).QuickCheckThrowOnFailure();

    [Fact]
    public void Deserialize_ArbitraryBytes_ThrowsNothingButTomlException() =>
        Prop.ForAll<byte[]>(bytes => IsReadOrRefused(() => TomlSerializer.Deserialize<TomlTable>(bytes))).QuickCheckThrowOnFailure();

    /// <summary>Pieces of the grammar in any order come much further into the parser than arbitrary characters do.</summary>
    [Fact]
    public void Deserialize_ArbitraryPieces_ThrowsNothingButTomlException()
    {
        string[] pieces =
        [
            "a", "b", "1", "-", "+", "_", ".", "=", " ", "\n", "\r\n", "\r", "[", "]", "[[", "]]", "{", "}", ",", "#", "'", "\"", "'''", "\"\"\"", "\\", "\\u00", "\ud800",
            "0x", "0b", "e", "inf", "nan", "true", "2026-11-21", "T", "Z", ":", "18:00:00", "+01:00", "\0", "a = ", "[a]\n", "[[a]]\n", "a.b = 1\n", "\uFEFF",
        ];
        var texts = Gen.Elements(pieces).ListOf().Select(list => string.Concat(list)).ToArbitrary();
        var config = Config.QuickThrowOnFailure.WithMaxTest(5000);
        Prop.ForAll(texts, text => IsReadOrRefused(() => TomlSerializer.Deserialize<TomlTable>(text))).Check(config);
        Prop.ForAll(texts, text => IsReadOrRefused(() => TomlSerializer.Deserialize<TomlTable>("a = " + text))).Check(config);
        Prop.ForAll(texts, text => IsReadOrRefused(() => TomlSerializer.Deserialize<TomlTable>(Encoding.UTF8.GetBytes(text)))).Check(config);
    }

    private static bool IsReadOrRefused(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (TomlException fault)
        {
            return fault.Line >= 1 && fault.Column >= 1;
        }
    }
}
