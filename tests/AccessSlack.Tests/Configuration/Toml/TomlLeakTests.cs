using System.Text;
using AccessSlack.Configuration.Toml;

namespace AccessSlack.Tests.Configuration.Toml;

/// <summary>Tomlyn's messages quote the lines that they complain about. Nothing of a line may get into ours.</summary>
public sealed class TomlLeakTests
{
    private const string Secret = "xoxb-7QKZW-0123456789-JVHGY";

    /// <summary>More than the one character that a message may name.</summary>
    private const int Piece = 3;

    private static readonly string[] Lines =
    [
        $"token = \"{Secret}\"",
        $"token = '{Secret}'",
        $"token = \"\"\"{Secret}\"\"\"",
        $"token = '''\n{Secret}'''",
        $"token = {Secret}",
        $"secret = [\"{Secret}\", '{Secret}']",
        $"slack = {{ token = \"{Secret}\", secret = '{Secret}' }}",
        $"slack.\"{Secret}\" = 1",
        $"[slack.{Secret}]",
        $"[[{Secret}]]",
        $"# token = {Secret}",
        "token = 2026-13-41T7QKZW",
        "token = 0x0123456789JVHGY",
    ];

    private static readonly string[] Marks =
    [
        "", "\"", "'", "\"\"\"", "'''", "\\", "\\u12", "\n", "\r", "\0", "=", ".", ",", "#", "[", "]", "]]", "{", "}",
        " x ", "-", "0", "é", "\uFFFD",
    ];

    /// <summary>Every line, with each mark at each place, beside and instead of the character that was there.</summary>
    public static IEnumerable<string> Malformed =>
        from line in Lines
        from mark in Marks
        from at in Enumerable.Range(0, line.Length)
        from cut in Enumerable.Range(0, 2)
        select line[..at] + mark + line[(at + cut)..] + "\nchannel = 'x'\n";

    [Fact]
    public void Read_SecretInAMalformedLine_IsInNoFault()
    {
        var faults = Malformed.Select(toml => FaultOf(toml)?.ToString()).OfType<string>().ToList();

        Assert.True(faults.Count > 10_000, $"Only {faults.Count} of these lines are malformed.");
        Assert.DoesNotContain(faults, Leaks);
    }

    [Fact]
    public void ReadConfig_SecretInAMalformedLine_IsInNoProblem()
    {
        var problems = Malformed.Where(toml => FaultOf(toml) is not null)
            .SelectMany(toml => FakeConfigSource.Read(toml).Problems)
            .Select(problem => problem.ToString())
            .ToList();

        Assert.True(problems.Count > 10_000, $"Only {problems.Count} problems were found.");
        Assert.DoesNotContain(problems, Leaks);
    }

    [Theory]
    [InlineData($"{Secret} = 'token'")]
    [InlineData($"[slack]\n{Secret} = 'token'")]
    [InlineData("[slack]\n9f7QKZ = 1\n0123456789abcdef0123456789abcdef = 'secret'", "0123456789abcdef0123456789abcdef")]
    [InlineData("xapp-1-7QKZW = 'token'", "7QKZ")]
    [InlineData($"[{Secret}]")]
    public void ReadConfig_SecretWhereAKeyBelongs_IsInNoProblem(string toml, string piece = "xoxb-7")
    {
        var problems = FakeConfigSource.Read(toml).Problems.Select(problem => problem.ToString()).ToList();

        Assert.NotEmpty(problems);
        Assert.DoesNotContain(problems, problem => problem.Contains(piece, StringComparison.Ordinal));
    }

    private static TomlFault? FaultOf(string toml)
    {
        try
        {
            TomlReader.Read(Encoding.UTF8.GetBytes(toml));
            return null;
        }
        catch (TomlFault fault)
        {
            return fault;
        }
    }

    private static bool Leaks(string text) =>
        Enumerable.Range(0, Secret.Length - Piece + 1)
            .Select(at => Secret.Substring(at, Piece))
            .Any(piece => text.Contains(piece, StringComparison.Ordinal));
}
