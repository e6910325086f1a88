using System.Text.RegularExpressions;
using AccessSlack.Commands.Cases;
using AccessSlack.Configuration;
using AccessSlack.Testing;
using AccessSlack.Tests.Configuration;

namespace AccessSlack.Tests.Simulation;

/// <summary>
/// Every rule that a document shows has policy tests: those of README.md are what <c>configure --tests</c> prints,
/// those of a page of docs are in docs/policy-tests under its name, of a second block with rules with -2 after it.
/// </summary>
public sealed class PolicyDocumentTests
{
    private const string Frame = """
        [teleport]
        addr = "localhost:3025"
        identity = "/nowhere"
        [http]
        insecure = true
        public_addr = "https://slack.example.com"

        """;

    private const string CasesPath = "/cases.toml";

    private static readonly Regex Block = new(
        @"^ *```toml\n(?<toml>[^`]*?)^ *```",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(5)
    );

    public static TheoryData<string, int> BlocksWithRules()
    {
        var data = new TheoryData<string, int>();
        foreach (var document in Documents())
            for (var i = 1; i <= BlocksOf(document).Count; i++)
                data.Add(document, i);
        return data;
    }

    [Theory]
    [MemberData(nameof(BlocksWithRules))]
    public void Rules_OfADocument_PassTheirTests(string document, int number)
    {
        var (settings, cases) = Read(document, number);

        var run = CaseRun.Of(settings, CaseRun.PolicyOf(settings, SecretMissing), PolicyPlaces.None, [cases]);

        Assert.True(run.Failed == 0, TestText.Of(run));
        Assert.Empty(run.UntouchedRules);
        Assert.Empty(run.UntouchedRoutes);
    }

    [Theory]
    [MemberData(nameof(BlocksWithRules))]
    public void Tests_OfADocument_NoticeEveryChangeOfARule(string document, int number)
    {
        var (settings, cases) = Read(document, number);
        var mutants = Mutants.Of(settings.Approvals.Rules).ToList();

        Assert.NotEmpty(mutants);
        var survivors = mutants.Where(mutant =>
        {
            var changed = settings with { Approvals = settings.Approvals with { Rules = mutant.Rules } };
            var policy = CaseRun.PolicyOf(changed, SecretMissing);
            return CaseRun.Of(changed, policy, PolicyPlaces.None, [cases]).Failed == 0;
        });
        Assert.Empty(survivors.Select(survivor => survivor.What));
    }

    [Fact]
    public void Documents_WithRules_AreFound() => Assert.Contains("README.md", Documents());

    [Fact]
    public void Example_EveryKey_HasALine()
    {
        var lines = ExampleConfiguration.Tests.Split('\n').Where(line => !line.StartsWith('#')).ToList();

        foreach (var key in CaseKeys.All.Values.SelectMany(keys => keys).Distinct())
            Assert.Contains(lines, line => HasKey(line, key));
    }

    private static bool HasKey(string line, string key) =>
        $" {line}".Contains($" {key} = ", StringComparison.Ordinal)
        || line.TrimStart('[').TrimEnd(']').Split('.').Contains(key);

    private static Problem[] SecretMissing => [new(1, 1, "slack.secret", "", "")];

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md")
            .Select(path => "docs/" + Path.GetFileName(path))
            .Prepend("README.md")
            .Where(document => BlocksOf(document).Count > 0)
            .Order(StringComparer.Ordinal);

    private static List<string> BlocksOf(string document) =>
        [
            .. Block.Matches(File.ReadAllText(Repository.PathOf(document)))
                .Select(block => block.Groups["toml"].Value)
                .Where(toml => $"\n{toml}".Contains("\n[[approvals.rules]]", StringComparison.Ordinal)),
        ];

    private static (Settings Settings, CaseFile Cases) Read(string document, int number)
    {
        var toml = BlocksOf(document)[number - 1];
        var recipients = toml.Contains("[role_to_recipients]", StringComparison.Ordinal)
            ? ""
            : "\n[role_to_recipients]\n\"*\" = \"access\"\n";
        var source = new FakeConfigSource();
        var settings = source.ReadConfig(Frame + toml + recipients).Draft!;
        source.AddFile(CasesPath, TestsOf(document, number));
        var cases = new CaseReader(source, settings).Read(CasesPath);
        Assert.Empty(cases.Problems.Select(problem => problem.ToString()));
        return (settings, cases);
    }

    private static string TestsOf(string document, int number)
    {
        if (document == "README.md") return ExampleConfiguration.Tests;
        var name = Path.GetFileNameWithoutExtension(document) + (number == 1 ? "" : $"-{number}");
        var path = Repository.PathOf($"docs/policy-tests/{name}.toml");
        Assert.True(File.Exists(path), $"The rules of {document} have no tests: write {path}");
        return File.ReadAllText(path);
    }
}
