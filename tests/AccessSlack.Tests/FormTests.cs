using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AccessSlack.Testing;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests;

/// <summary>What a reader may expect everywhere: how wide and long files are, and how much one thing holds.</summary>
public partial class FormTests
{
    private const int MaxColumns = 120;
    private const int MaxLines = 250;
    private const int MaxFiles = 20;
    private const int MaxParameters = 6;

    private const BindingFlags OfInstances = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly string[] Roots = ["src", "tests", "perf"];

    [Fact]
    public void Lines_OfEverySource_FitTheRuler()
    {
        var wide = Sources(Roots).SelectMany(file => WideLines(file, File.ReadAllLines(file)));

        Assert.Empty(wide);
    }

    [Theory]
    [InlineData("        var text = \"{0}\";", true)]
    [InlineData("    // {0}", true)]
    [InlineData("    {0} // {0}", true)]
    [InlineData("        \"{0}\",", false)]
    [InlineData("        + $\"{0}\" +", false)]
    [InlineData("        @\"{0}\",", false)]
    public void WideLines_LineOfData_IsNoneUnlessTextIsBesideIt(string form, bool isWide)
    {
        string[] lines = [form.Replace("{0}", new string('x', MaxColumns), StringComparison.Ordinal)];

        Assert.Equal(isWide, WideLines("file", lines).Any());
    }

    [Fact]
    public void WideLines_InARawLiteral_AreData()
    {
        var data = new string('x', MaxColumns + 1);

        Assert.Empty(WideLines("file", ["var text = \"\"\"", data, "    \"\"\";"]));
        Assert.Single(WideLines("file", ["var text = \"\"\"one\"\"\";", data]));
    }

    [Fact]
    public void Files_OfTheProduct_AreShort()
    {
        var files = Sources(["src"]).Select(file => (File: file, Lines: File.ReadAllLines(file).Length)).ToList();

        Assert.True(files.Count > 300);
        Assert.Empty(files.Where(file => file.Lines > MaxLines).Select(file => $"{file.File}: {file.Lines} lines"));
    }

    [Fact]
    public void Folders_OfCode_HoldFewFiles()
    {
        var folders = Sources(Roots).GroupBy(file => Path.GetDirectoryName(file)).ToList();

        Assert.Empty(folders.Where(files => files.Count() > MaxFiles).Select(files => $"{files.Key}: {files.Count()}"));
    }

    /// <summary>Records are data, and name what they hold.</summary>
    [Fact]
    public void Constructors_OfServices_TakeFewParameters()
    {
        var large =
            from type in typeof(Secret).Assembly.GetTypes()
            where type.IsClass && !IsData(type)
            from constructor in type.GetConstructors(OfInstances)
            where constructor.GetParameters().Length > MaxParameters
            select $"{type}: {constructor.GetParameters().Length}";

        Assert.Empty(large);
    }

    [Fact]
    public void LogMessages_EveryOne_HasAnEventIdOfItsOwn()
    {
        var ids = (
            from type in typeof(Secret).Assembly.GetTypes()
            from method in type.GetMethods(OfInstances | BindingFlags.Static)
            let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
            where attribute is not null
            select (Name: $"{type.FullName}.{method.Name}", attribute.EventId, IsInLog: type.Name == "Log")
        ).ToList();

        Assert.True(ids.Count > 60);
        Assert.All(ids, message => Assert.True(message.IsInLog, $"{message.Name} is not in a nested class Log"));
        Assert.All(ids, message => Assert.True(message.EventId >= 1000, $"{message.Name} has no event id"));
        Assert.Distinct(ids.Select(message => message.EventId));
    }

    private static bool IsData(Type type) =>
        type.GetMethod("<Clone>$") is not null
        || type.IsDefined(typeof(CompilerGeneratedAttribute))
        || type.Namespace?.EndsWith("Protocol", StringComparison.Ordinal) == true;

    private static IEnumerable<string> WideLines(string file, string[] lines)
    {
        var isRaw = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var togglesRaw = RawQuotes().Count(lines[i]) % 2 == 1;
            if (lines[i].Length > MaxColumns && !isRaw && !togglesRaw && !Literal().IsMatch(lines[i]))
                yield return $"{file}:{i + 1}: {lines[i].Length} columns";
            isRaw ^= togglesRaw;
        }
    }

    private static IEnumerable<string> Sources(IEnumerable<string> roots) =>
        from root in roots
        from file in Directory.EnumerateFiles(Repository.PathOf(root), "*.cs", SearchOption.AllDirectories)
        where !file.Contains("/obj/", StringComparison.Ordinal)
        select file;

    /// <summary>One literal alone: an address, a payload, a pattern, which is not read as a sentence.</summary>
    [GeneratedRegex(
        @"^\s*(\+ |\? |: )?[$@]*("".*""|'.*')(u8)?[,;)\s+]*$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Literal();

    [GeneratedRegex("\"\"\"+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RawQuotes();
}
