using AccessSlack.Commands;

namespace AccessSlack.Tests.Simulation;

/// <summary>What explain and test say where they could mislead: about people, limits and mistyped options.</summary>
public sealed class OfflineAnswerTests : IDisposable
{
    private const string Config = """
        [teleport]
        identity = "/nowhere/identity"
        [slack]
        token = "/nowhere/token"
        secret = "/nowhere/secret"
        recipients = ["access"]
        [http]
        insecure = true
        [[approvals.rules]]
        name = "routine"
        roles = ["logs"]
        requesters = ["alice", "group:sre"]
        decide = "approve"
        limit = 2
        [[approvals.rules]]
        name = "leads"
        roles = ["prod-*"]
        approvers = ["group:leads", "lead@example.com"]
        partial = true
        [[approvals.rules]]
        name = "rest"
        roles = ["*"]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("offline-").FullName;

    public OfflineAnswerTests() => File.WriteAllText(ConfigPath, Config);

    private string ConfigPath => Path.Combine(_folder, "teleport-slack.toml");

    [Fact]
    public async Task Explain_ApproverAmongPeopleOfAChannel_MayDecideTheirRole()
    {
        var (_, output, _) = await ExplainAsync("--roles", "prod-db,web", "--as", "lead@example.com");

        Assert.Contains("  lead@example.com  #access  prod-db\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("not_told", output, StringComparison.Ordinal);
        Assert.DoesNotContain("does not see", output, StringComparison.Ordinal);
        Assert.DoesNotContain("choose_roles", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_AsJson_MakesUpNoSlackIds()
    {
        var (_, output, _) = await ExplainAsync("--roles", "prod-db", "--format", "json");

        Assert.Contains("\"email\": \"lead@example.com\"", output, StringComparison.Ordinal);
        Assert.Contains("\"slack_id\": null", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_RuleThatDecides_IsTheRuleOfTheRole()
    {
        var (_, output, _) = await ExplainAsync("--roles", "logs", "--requester", "alice");

        Assert.Contains("logs  rule 1 \"routine\" (line 9)  decides by itself\n", output, StringComparison.Ordinal);
        Assert.Contains("Note: The limit of a rule is taken as not reached", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_FailureOfARuleThatDecides_SaysWhyItWasSkipped()
    {
        var cases = Path.Combine(_folder, "cases.toml");
        await File.WriteAllTextAsync(
            cases,
            """
            [[cases]]
            name = "a member"
            request = { user = "carol", roles = ["logs"] }
            expect = { outcome = "approved" }
            """
        );

        var (code, output, _) = await RunAsync("test", "-c", ConfigPath, cases);

        Assert.Equal(1, code);
        Assert.Contains(
            "by rules alone: logs: Rule routine names a user group, and whether the requester is in it is not known.",
            output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Test_PartialApproverWithoutKnownGroups_IsEntitlementUnknown()
    {
        var cases = Path.Combine(_folder, "cases.toml");
        await File.WriteAllTextAsync(
            cases,
            """
            [[cases]]
            name = "the members of leads are not described"
            request = { user = "alice", roles = ["prod-db", "web"] }
            clicks = [{ who = "lead@example.com", decision = "approve" }]
            expect = { refusals = ["entitlement_unknown"] }
            """
        );

        var (code, output, _) = await RunAsync("test", "-c", ConfigPath, cases);

        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("explain --role web", "Did you mean --roles?")]
    [InlineData("explain --offlin --roles web", "Did you mean --offline?")]
    [InlineData("test --junti report.xml cases.toml", "Did you mean --junit?")]
    public async Task Command_WithAMistypedOption_NamesTheNearest(string arguments, string hint)
    {
        var (code, _, errors) = await RunAsync(arguments.Split(' '));

        Assert.Equal(64, code);
        Assert.Contains("There is no option '--", errors, StringComparison.Ordinal);
        Assert.Contains(hint, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_WithoutARole_IsRefused()
    {
        var (code, _, errors) = await ExplainAsync("--roles", "");

        Assert.Equal(64, code);
        Assert.Contains("--roles needs at least one role.", errors, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<(int Code, string Output, string Errors)> ExplainAsync(params string[] arguments) =>
        RunAsync(["explain", "-c", ConfigPath, "--offline", .. arguments]);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
