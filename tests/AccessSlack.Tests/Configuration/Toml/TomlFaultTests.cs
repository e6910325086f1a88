using System.Text;
using AccessSlack.Configuration.Toml;
using AccessSlack.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.Configuration.Toml;

public sealed class TomlFaultTests
{
    private const string Key = "a key was expected; characters other than A-Z a-z 0-9 _ - need quotes.";
    private const string NoNumber = "This is not a valid number; text needs quotes.";
    private const string NoBoolean =
        "This is not a value; write true or false, in lower case.";

    private const string Straight = ", but TOML needs straight ones: \" or '.";
    private const string This = "This name is already defined in line 1";
    private const string Again = " and cannot be defined again or extended.";

    private const string Escape =
        @"Unknown escape; known are \b \t \n \f \r \"" \\ \uXXXX \UXXXXXXXX, or use single quotes.";

    private const string Time =
        "This is not a valid time; a time is written 18:00:00 and may follow a date as 2026-11-21T18:00:00Z.";

    private const string OutOfRange = "This time is out of range: offsets go to 14 hours, years from 1 to 9999.";

    private const string Controls =
        "the only control characters allowed are tab, line feed, and carriage return before a line feed.";

    /// <summary>Pieces of the grammar, which come much further into the parser than arbitrary characters do.</summary>
    private static readonly string[] Pieces =
    [
        "a", "b", "1", "-", "+", "_", ".", "=", " ", "\n", "\r\n", "\r", "[", "]", "[[", "]]", "{", "}", ",", "#",
        "'", "\"", "'''", "\"\"\"", "\\", "\\u00", "\\x4", "\\U", "\\e", "\uFFFD", "0x", "0b", "e", "inf", "nan",
        "true", "2026-11-21", "T", "Z", ":", "18:00:00", "+01:00", "\0", "a = ", "[a]\n", "[[a]]\n", "a.b = 1\n",
        "\uFEFF",
    ];

    [Theory]
    [InlineData("a = 1\nb = \n", 2, 5, "Found the end of the line, but a value was expected.")]
    [InlineData("a = xoxb-secret\n", 1, 5, "This is not a value; text needs quotes.")]
    [InlineData("a = \"open\nb = 1", 1, 5, "This string has no closing quote on its line.")]
    [InlineData("\n\na = '''open\n\n", 3, 5, "This string has no closing '''.")]
    [InlineData("a = \"\\q\"", 1, 6, Escape)]
    [InlineData("a = \"\\ud800\"", 1, 6, "This escape names no Unicode character.")]
    [InlineData("a = 1 b = 2", 1, 7, "Found 'b', but after a value the line must end.")]
    [InlineData("a 1", 1, 3, "Found '1', but after a key an equals sign is needed.")]
    [InlineData("[a\n", 1, 3, "Found the end of the line, but this header must end with ].")]
    [InlineData("[[a]\n", 1, 4, "Found ']', but this header must end with ]].")]
    [InlineData("[a]]", 1, 3, "Found ']', but this header must end with a single ].")]
    [InlineData("a = [1 2]", 1, 8, "Found '2', but in an array a comma or ] must follow a value.")]
    [InlineData("a = {b = 1 c = 2}", 1, 12, "Found 'c', but in an inline table a comma or } must follow a value.")]
    [InlineData("a = {b = 1,, c = 2}", 1, 12, "Found ',', but " + Key)]
    [InlineData("a = {", 1, 6, "Found the end of the file, but " + Key)]
    [InlineData("= 1", 1, 1, "Found '=', but " + Key)]
    [InlineData("[]", 1, 2, "Found ']', but " + Key)]
    [InlineData("a. = 1", 1, 4, "Found '=', but " + Key)]
    [InlineData("größe = 1", 1, 3, "Found character U+00F6, but after a key an equals sign is needed.")]
    [InlineData("[a] b = 1", 1, 5, "Found 'b', but after a header the line must end.")]
    [InlineData("a = [1,, 2]", 1, 8, "Found ',', but a value was expected.")]
    [InlineData("a = [\n1\nb = 2", 3, 1, "Found 'b', but in an array a comma or ] must follow a value.")]
    [InlineData("a = [1]\nb 1", 2, 3, "Found '1', but after a key an equals sign is needed.")]
    [InlineData("a = ", 1, 5, "Found the end of the file, but a value was expected.")]
    [InlineData("a = [", 1, 6, "Found the end of the file, but a value was expected.")]
    [InlineData("a", 1, 2, "Found the end of the file, but after a key an equals sign is needed.")]
    [InlineData("a = 1\r\n\"a\" = 2", 2, 1, "The name a is already defined in line 1" + Again)]
    [InlineData("[a]\n[b]\n[a]", 3, 2, "The name a is already defined in line 1" + Again)]
    [InlineData("[a]\n b.c = 1\n[a.b]", 3, 4, "The name b is already defined in line 2" + Again)]
    [InlineData("[[a]]\nb = 1\n[a.b]", 3, 4, "The name b is already defined in line 2" + Again)]
    [InlineData("a = {b = 1, b = 2}", 1, 13, "The name b is already defined in line 1" + Again)]
    [InlineData("a = “open”", 1, 5, "Found a typographic quotation mark (U+201C)" + Straight)]
    [InlineData("a = \"open”\n", 1, 10, "Found a typographic quotation mark (U+201D)" + Straight)]
    [InlineData("a = [‘open’]", 1, 6, "Found a typographic quotation mark (U+2018)" + Straight)]
    [InlineData("“a” = 1", 1, 1, "Found a typographic quotation mark (U+201C)" + Straight)]
    [InlineData("a = True", 1, 5, NoBoolean)]
    [InlineData("a = yes\n", 1, 5, NoBoolean)]
    [InlineData("a = [Off]", 1, 6, NoBoolean)]
    [InlineData("0123456789abcdef0123456789abcdef = 1\n0123456789abcdef0123456789abcdef = 2", 2, 1, This + Again)]
    [InlineData("'a b' = 1\n'a b' = 2", 2, 1, This + Again)]
    [InlineData("a = auth.example.com:3025", 1, 5, "This is not a value; text needs quotes.")]
    [InlineData("a = 10.0.0.1:3025", 1, 5, NoNumber)]
    [InlineData("a = [1.2.3]", 1, 6, NoNumber)]
    [InlineData("a = 0x10000000000000000", 1, 5, "This number does not fit into 64 bits.")]
    [InlineData("a = 0x", 1, 5, NoNumber)]
    [InlineData("a = 1.", 1, 5, NoNumber)]
    [InlineData("a = 1_", 1, 5, "An underscore in a number stands between two digits.")]
    [InlineData("a = -00.5", 1, 5, "A number has no leading zeros.")]
    [InlineData("a = 012", 1, 5, "A number has no leading zeros.")]
    [InlineData("a = 1__2", 1, 5, "An underscore in a number stands between two digits.")]
    [InlineData("a = 9223372036854775808", 1, 5, "This number does not fit into 64 bits.")]
    [InlineData("a = 0x8000000000000000", 1, 5, "This number does not fit into 64 bits.")]
    [InlineData("a = 2026-02-30", 1, 5, "There is no such date; a date is written 2026-11-21.")]
    [InlineData("a = 2026-01-01T00:00:00+23:59", 1, 5, OutOfRange)]
    [InlineData("a = 2026-01-01 00:00:00-14:01", 1, 5, OutOfRange)]
    [InlineData("a = 2026-01-01t00:00:00.1234567+15:00", 1, 5, OutOfRange)]
    [InlineData("a = 0001-01-01T00:00:00+01:00", 1, 5, OutOfRange)]
    [InlineData("a = 9999-12-31T23:59:59-01:00", 1, 5, OutOfRange)]
    [InlineData("a = 2026-01-01T00:00:00+24:00", 1, 5, Time)]
    [InlineData("a = 2026-01-01T25:00:00+15:00", 1, 5, Time)]
    [InlineData("a = 2026-01-01 25:00:00", 1, 5, Time)]
    [InlineData("a = 25:00:00", 1, 5, Time)]
    [InlineData("# \u0001", 1, 3, "Found character U+0001, but " + Controls)]
    [InlineData("a = 'x\u0001'", 1, 7, "Found character U+0001, but " + Controls)]
    [InlineData("a = \0", 1, 5, "Found character U+0000, but " + Controls)]
    [InlineData("a = \"\"\"x\\\r\"\"\"", 1, 10, "Found character U+000D, but " + Controls)]
    [InlineData("a = 1\r", 1, 6, "Found character U+000D, but " + Controls)]
    [InlineData("a = 1\rb = 2", 1, 6, "Found character U+000D, but " + Controls)]
    [InlineData("a = '''x\ry'''", 1, 9, "Found character U+000D, but " + Controls)]
    [InlineData("a = \"C:\\\\users\nb = 1", 1, 5, "This string has no closing quote on its line.")]
    [InlineData("a = \"x\\\ny\"", 1, 5, "This string has no closing quote on its line.")]
    [InlineData("a = \"x", 1, 5, "This string has no closing quote on its line.")]
    [InlineData("a = \"x\\", 1, 7, Escape)]
    [InlineData("a = \"\"\"x", 1, 5, "This string has no closing \"\"\".")]
    [InlineData("a = \"\"\"x\\", 1, 9, Escape)]
    [InlineData("a = \"\\x4", 1, 6, "This escape needs 2 hexadecimal digits.")]
    [InlineData("a = \"\\u12", 1, 6, "This escape needs 4 hexadecimal digits.")]
    [InlineData("a = \"\\\\\\U0011111x\"", 1, 8, "This escape needs 8 hexadecimal digits.")]
    [InlineData("a = \"\\u00\uFFFD0\"", 1, 6, "This escape needs 4 hexadecimal digits.")]
    [InlineData("a = \"\\UFFFFFFFF\"", 1, 6, "This escape names no Unicode character.")]
    [InlineData("a = '🔑' b", 1, 9, "Found 'b', but after a value the line must end.")]
    public void Read_FaultyText_TellsWhatAndWhere(string toml, int line, int column, string message)
    {
        var fault = Assert.Throws<TomlFault>(() => Read(toml));
        Assert.Equal((message, line, column), (fault.Message, fault.Place.Line, fault.Place.Column));
    }

    /// <summary>The lexer takes it for half of a surrogate pair.</summary>
    [Theory]
    [InlineData("# gr\uFFFDn\na = '\uFFFD' # \uFFFD")]
    [InlineData("a = \"\uFFFD\"")]
    [InlineData("a = '''\n\uFFFD'''")]
    [InlineData("a = \"\"\"\\\n \uFFFD\"\"\"\n\"\uFFFD\" = 1")]
    public void Read_ReplacementCharacter_IsACharacterLikeOthers(string toml) =>
        Assert.Equal("\uFFFD", Read(toml)["a"].Value);

    [Fact]
    public void Read_InvalidUtf8_TellsWhere()
    {
        var fault = Assert.Throws<TomlFault>(() => TomlReader.Read([.. "\uFEFFa = 1\nb = '"u8, 0xC3, 0x28]));
        Assert.Equal((2, 6), (fault.Place.Line, fault.Place.Column));
        Assert.Contains("UTF-8", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", 3, 105)]
    [InlineData("{a=", 3, 305)]
    [InlineData("[\n", 103, 1)]
    [InlineData("[ '[', [], { b = [{}] },\n", 100, 19)]
    [InlineData("{ b = 1, '{' = '''\n[''', c = [ # [[\n", 103, 1)]
    public void Read_ManyLevels_AreRefusedWithoutStackOverflow(string open, int line, int column)
    {
        var toml = "[[b]]\nc = ['[']\na = " + string.Concat(Enumerable.Repeat(open, 100_000));
        var fault = Assert.Throws<TomlFault>(() => Read(toml));
        Assert.Equal("Tables and arrays nest more than 100 levels deep.", fault.Message);
        Assert.Equal((line, column), (fault.Place.Line, fault.Place.Column));
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a=[", "]}")]
    public void Read_LevelsUpToTheLimit_AreRead(string open, string close)
    {
        string With(int levels) =>
            $"a = {string.Concat(Enumerable.Repeat(open, levels))}{string.Concat(Enumerable.Repeat(close, levels))}";
        var limit = 100 / close.Length;
        Assert.NotEmpty(Read(With(limit)));
        Assert.Throws<TomlFault>(() => Read(With(limit + 1)));
    }

    [Theory]
    [InlineData("{0} = 1")]
    [InlineData("[{0}]")]
    [InlineData("[[{0}]]")]
    public void Read_KeyOfManyParts_IsRefused(string form)
    {
        string With(int parts) => string.Format(null, form, string.Join('.', Enumerable.Repeat("a", parts)));
        Assert.NotEmpty(Read(With(100)));
        Assert.Throws<TomlFault>(() => Read(With(101)));
    }

    [Fact]
    public void Read_ArbitraryText_ThrowsNothingButTomlFault() =>
        Prop.ForAll<string>(text => IsReadOrRefused(() => Read(text ?? ""))).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_ArbitraryBytes_ThrowsNothingButTomlFault() =>
        Prop.ForAll<byte[]>(bytes => IsReadOrRefused(() => TomlReader.Read(bytes))).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_ArbitraryPieces_ThrowsNothingButTomlFault()
    {
        var texts = Gen.Elements(Pieces).ListOf().Select(list => string.Concat(list)).ToArbitrary();
        var config = Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(5000));
        Prop.ForAll(texts, text => IsReadOrRefused(() => Read(text))).Check(config);
        Prop.ForAll(texts, text => IsReadOrRefused(() => Read("\uFEFFa = " + text))).Check(config);
    }

    /// <summary>As much as a configuration may have.</summary>
    [Theory]
    [InlineData("=")]
    [InlineData("\0")]
    [InlineData("[")]
    [InlineData("a.")]
    [InlineData("[a]\n")]
    [InlineData("'")]
    [InlineData("a = 9")]
    [InlineData("a = [1 2]\n")]
    [InlineData("{a=")]
    [InlineData("\\q", "a = \"")]
    public async Task Read_LargeGarbage_IsRefusedSoon(string piece, string start = "")
    {
        var toml = start + string.Concat(Enumerable.Repeat(piece, 1024 * 1024 / piece.Length));
        var read = Task.Run(() => Assert.Throws<TomlFault>(() => Read(toml)));
        await read.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static TomlTable Read(string toml) => TomlReader.Read(Encoding.UTF8.GetBytes(toml));

    private static bool IsReadOrRefused(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (TomlFault fault)
        {
            return fault.Place is { Line: >= 1, Column: >= 1 };
        }
    }
}
