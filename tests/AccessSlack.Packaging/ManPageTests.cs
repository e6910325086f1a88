using System.Reflection;
using System.Text.RegularExpressions;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Packaging;

/// <summary>The manual page says what the program does.</summary>
public sealed class ManPageTests
{
    private const RegexOptions Plain =
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Multiline;

    private static readonly Regex Tagged = new(@"^\.TP\n\.BR? (?<tag>.+)$", Plain);

    private static readonly string Page = File.ReadAllText(Repository.PathOf("packaging/man/teleport-slack.8"));

    [Fact]
    public async Task Commands_OfThePageAndOfTheProgram_AreTheSame() =>
        Assert.Equal(
            (await CommandHelp.NamesAsync()).Order(StringComparer.Ordinal),
            Tags("COMMANDS").Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task Options_OfThePageAndOfTheProgram_AreTheSame()
    {
        HashSet<string> ofProgram = [];
        foreach (var command in (await CommandHelp.NamesAsync()).Append(""))
        {
            ofProgram.UnionWith(await CommandHelp.OptionsAsync(command));
            ofProgram.UnionWith(await CommandHelp.ShortOptionsAsync(command));
        }

        Assert.Equal(
            ofProgram.Order(StringComparer.Ordinal),
            Tags("OPTIONS").SelectMany(Names).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void ExitCodes_OfThePageAndOfTheProgram_AreTheSame() =>
        Assert.Equal(
            typeof(ExitCode)
                .GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(code => code.GetRawConstantValue()!.ToString())
                .Order(StringComparer.Ordinal),
            Tags("EXIT STATUS").Order(StringComparer.Ordinal)
        );

    /// <summary>The unit decides which failures need a person.</summary>
    [Fact]
    public void ExitCodes_ThatNeedAPerson_AreThoseOfTheUnit()
    {
        var codes = File.ReadAllLines(Repository.PathOf(Tool.Unit))
            .Single(line => line.StartsWith("RestartPreventExitStatus=", StringComparison.Ordinal))
            .Split('=')[1]
            .Split(' ');
        Assert.Contains(
            $"after any failure except {string.Join(" and ", codes)}, which a person has to fix",
            Page,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Files_OfThePage_AreThoseOfThePackage()
    {
        var purged = File.ReadAllText(Repository.PathOf("packaging/deb/postrm"));
        var files = Tagged
            .Matches(Section("FILES").Replace(".I ", ".B ", StringComparison.Ordinal))
            .Select(match => match.Groups["tag"].Value)
            .ToList();
        Assert.Equal(3, files.Count);
        Assert.All(files, file =>
            Assert.Contains(
                file.Replace("/var/log/teleport-slack", "/var/log/$name", StringComparison.Ordinal),
                purged,
                StringComparison.Ordinal
            )
        );
    }

    private static IEnumerable<string> Tags(string section) =>
        Tagged.Matches(Section(section)).Select(match => match.Groups["tag"].Value);

    private static string Section(string name) => Page.Split($".SH {name}\n")[1].Split("\n.SH ")[0];

    /// <summary>Of a line such as <c>\-c ", " \-\-config " \fIPATH\fR"</c>.</summary>
    private static IEnumerable<string> Names(string tag) =>
        tag.Replace("\\-", "-", StringComparison.Ordinal)
            .Split([' ', ',', '"'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.StartsWith('-'));
}
