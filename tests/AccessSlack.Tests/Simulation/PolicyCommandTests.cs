using AccessSlack.Commands;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Simulation;

/// <summary>The commands explain, test and configure --tests, without any call.</summary>
public sealed class PolicyCommandTests : IDisposable
{
    private const string Config = """
        [teleport]
        addr = "localhost:3025"
        identity = "/nowhere/identity"
        [slack]
        token = "/nowhere/token"
        secret = "/nowhere/secret"
        [http]
        insecure = true
        public_addr = "https://slack.example.com"
        [role_to_recipients]
        "*" = "access"
        "prod-*" = ["prod-approvals", "lead@example.com"]
        [[routes]]
        roles = ["db-*"]
        to = ["db-team"]
        [[approvals.rules]]
        name = "leads"
        roles = ["prod-*"]
        approvers = ["group:leads", "lead@example.com"]
        required = 2
        reason = "approve"
        [[approvals.rules]]
        roles = ["root"]
        buttons = "link"
        [[approvals.rules]]
        roles = ["web", "db-*"]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("policy-").FullName;

    public PolicyCommandTests() => File.WriteAllText(ConfigPath, Config);

    private string ConfigPath => Path.Combine(_folder, "teleport-slack.toml");

    [Theory]
    [InlineData("leads", "--roles prod-db --requester alice")]
    [InlineData("leads-as-approver", "--roles prod-db --requester alice --as lead@example.com")]
    [InlineData("leads-as-someone", "--roles prod-db --requester alice --as bob@example.com")]
    [InlineData("leads-as-requester", "--roles prod-db --requester lead@example.com --as lead@example.com")]
    [InlineData("channel-and-route", "--roles db-main,web --requester alice --as bob@example.com")]
    [InlineData("route", "--roles db-main --resources node/db-1 --cluster prod")]
    [InlineData("link-only", "--roles root,web --requester alice --as bob@example.com")]
    [InlineData("no-rule", "--roles ssh")]
    [InlineData("hostile", "--roles HOSTILE --requester HOSTILE")]
    public async Task Explain_Offline_IsText(string golden, string arguments)
    {
        var (code, output, errors) = await RunAsync(
            ["explain", "-c", ConfigPath, "--offline", .. arguments.Split(' ').Select(Hostile)]
        );

        Assert.Equal((0, ""), (code, errors));
        Assert.DoesNotContain(output, c => char.IsControl(c) && c != '\n');
        var path = Repository.PathOf("tests/AccessSlack.Tests/Simulation/Golden", golden + ".txt");
        if (Environment.GetEnvironmentVariable("ACCEPT_GOLDEN") == "1" && !TestRun.IsCi)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, output);
        }

        Assert.Equal(File.Exists(path) ? await File.ReadAllTextAsync(path) : "(no such file yet)", output);
    }

    [Fact]
    public async Task Explain_AsJson_SaysTheSame()
    {
        var (code, output, _) = await RunAsync([
            "explain", "-c", ConfigPath, "--offline", "--roles", "prod-db", "--as", "lead@example.com",
            "--format", "json",
        ]);

        Assert.Equal(0, code);
        var json = System.Text.Json.Nodes.JsonNode.Parse(output)!;
        Assert.Equal("leads", (string?)json["roles"]![0]!["rule"]);
        Assert.Equal(16, (int)json["roles"]![0]!["line"]!);
        Assert.Equal(2, (int)json["roles"]![0]!["approvals"]!["needed"]!);
        Assert.Equal("role_to_recipients.\"prod-*\"", (string?)json["told"]![0]!["keys"]![0]);
        Assert.Equal(4, json["clicks"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("explain", 64)]
    [InlineData("explain 01965f3a-7c1e-7bb5-9a3f-0d5b8c1d2e4f --roles dba", 64)]
    [InlineData("explain 01965f3a-7c1e-7bb5-9a3f-0d5b8c1d2e4f --offline", 64)]
    [InlineData("explain 01965f3a-7c1e-7bb5-9a3f-0d5b8c1d2e4f --requester alice", 64)]
    [InlineData("explain not/an/id", 64)]
    [InlineData("explain --roles dba --as bob", 64)]
    [InlineData("explain --roles dba --resources db-1", 64)]
    [InlineData("explain --roles dba --offline --as U0STRANGER", 64)]
    [InlineData("explain --roles dba", 77)]
    [InlineData("explain -c /nowhere.toml --roles dba --offline", 78)]
    [InlineData("test", 64)]
    [InlineData("test /nowhere.toml", 78)]
    [InlineData("test -c /nowhere.toml /nowhere.toml", 78)]
    public async Task Command_ThatCannotRun_EndsWithItsCodeAndWords(string arguments, int expected)
    {
        string[] words = arguments.Split(' ');
        string[] config = words.Contains("-c") ? [] : ["-c", ConfigPath];

        var (code, output, errors) = await RunAsync([.. words, .. config]);

        Assert.Equal((expected, ""), (code, output));
        Assert.NotEmpty(errors);
    }

    [Fact]
    public async Task Test_Failures_AreExplainedInEveryFormat()
    {
        var (cases, report) = (Path.Combine(_folder, "cases.toml"), Path.Combine(_folder, "report.xml"));
        await File.WriteAllTextAsync(cases, """
            [[cases]]
            name = "passes"
            request = { user = "alice", roles = ["web"] }
            channels = { access = ["bob@example.com"] }
            clicks = [{ who = "bob@example.com", decision = "approve" }]
            expect = { outcome = "approved" }
            [[cases]]
            name = "fails <&\"\u0007 on purpose"
            request = { user = "alice", roles = ["prod-db"] }
            clicks = [{ who = "lead@example.com", decision = "approve", reason = "x" }]
            expect = { outcome = "approved", refusals = ["ok"] }
            """);

        var (code, output, errors) = await RunAsync(["test", "-c", ConfigPath, "--junit", report, cases]);

        Assert.Equal((1, ""), (code, errors));
        Assert.Equal($"""
            ok      passes
            FAILED  fails <&" on purpose ({cases} line 7)
                      refusals: expected ok, but got entitlement_unknown
                      outcome: expected approved, but got pending
                      prod-db: rule 1 "leads" (line 16)
                      the case does not say who the members of group:leads are
            2 cases, 1 failed.
            No case is about: rule 2 (line 22), route 1 (line 13).

            """, output);
        var xml = System.Xml.Linq.XDocument.Load(report);
        Assert.Equal(("testsuites", "2", "1"), (
            xml.Root!.Name.LocalName,
            xml.Root.Attribute("tests")!.Value,
            xml.Root.Attribute("failures")!.Value
        ));
        var failed = xml.Descendants("failure").Single();
        Assert.Equal("fails <&\" on purpose", failed.Parent!.Attribute("name")!.Value);
        Assert.Contains("expected approved, but got pending", failed.Value, StringComparison.Ordinal);
        var json = await RunAsync(["test", "-c", ConfigPath, "--format", "json", cases]);
        Assert.False((bool)System.Text.Json.Nodes.JsonNode.Parse(json.Output)!["ok"]!);
    }

    [Fact]
    public async Task Test_ReportThatCannotBeWritten_EndsWithItsCode()
    {
        var cases = Path.Combine(_folder, "cases.toml");
        await File.WriteAllTextAsync(cases, """
            [[cases]]
            name = 'a'
            request = { user = 'a' }
            expect = { offer = 'link' }
            """);

        var (code, _, errors) = await RunAsync(["test", "-c", ConfigPath, "--junit", "/nowhere/report.xml", cases]);

        Assert.Equal(74, code);
        Assert.StartsWith("Cannot write /nowhere/report.xml: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configure_Tests_PrintsTheExample()
    {
        var (code, output, _) = await RunAsync(["configure", "--tests"]);

        Assert.Equal(0, code);
        Assert.Contains("[[cases]]", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Hostile(string argument) =>
        argument.Replace("HOSTILE", "a\u001b[31mred\u202e\n·evil", StringComparison.Ordinal);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
