using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;

namespace AccessSlack.Tests.Configuration.Sections;

/// <summary>Rules that decide by themselves: what they may say, and what is refused.</summary>
public sealed class AutomaticKeysTests
{
    /// <summary>Ten lines; the first rule's header is line 11.</summary>
    private const string Good = """
        [teleport]
        identity = '/id'
        [slack]
        token = 'xoxb-1'
        secret = '11111111111111111111111111111111'
        recipients = ['access']
        [http]
        insecure = true
        [approvals]
        via = 'auto'

        """;

    private const string Rule = "[[approvals.rules]]\nroles = ['a']\ndecide = 'approve'\n";

    /// <summary>Lines of a rule, then the key and a part of the message of the only problem.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { "[[approvals.rules]]\nroles = ['a']\nwhen = 'mon 09:00-17:00 UTC'", "when", "only for rules that decide by" },
        { "[[approvals.rules]]\nroles = ['a']\nlimit = 2", "limit", "only for rules that decide by themselves" },
        { "[[approvals.rules]]\nroles = ['a']\ndecide = 'yes'", "decide", "Write one of approve, deny, would-approve" },
        { $"{Rule}limit = 0", "limit", "Write a number from 1 to 1000" },
        { $"{Rule}when = []", "when", "This list is empty." },
        { $"{Rule}when = 'mon 09:00-17:00'", "when", "The time zone is missing." },
        { $"{Rule}when = 'mon 09:00-17:00 Europe/Berlyn'", "when", "knows no time zone of this name" },
        { $"{Rule}when = ['mon 09:00-17:00 UTC', 'mon 25:00-26:00 UTC']", "when", "A time of day in this is not" },
        { $"{Rule}required = 1", "required", "This rule decides by itself (decide), so this has no meaning in it." },
        { $"{Rule}deny_required = 1", "deny_required", "has no meaning in it" },
        { $"{Rule}approvers = ['lead@example.com']", "approvers", "has no meaning in it" },
        { $"{Rule}reason = 'always'", "reason", "has no meaning in it" },
        { $"{Rule}confirm = true", "confirm", "has no meaning in it" },
        { $"{Rule}buttons = 'link'", "buttons", "has no meaning in it" },
        { $"{Rule}partial = true", "partial", "has no meaning in it" },
        { $"{Rule}warning = 'x'", "warning", "has no meaning in it" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_Fault_IsReportedWithWords(string rule, string key, string message)
    {
        var problem = Assert.Single(FakeConfigSource.Read(Good + rule).Problems);
        Assert.Equal($"approvals.rules.{key}", problem.Key);
        Assert.Contains(message, $"{problem.Message} {problem.Remedy}", StringComparison.Ordinal);
        Assert.InRange(problem.Line, 13, 14);
    }

    [Theory]
    [InlineData("secret = '11111111111111111111111111111111'", "notify_only = true", "nothing is decided from here")]
    [InlineData(
        "secret = '11111111111111111111111111111111'",
        "secret = '11111111111111111111111111111111'\nnotify_only = true",
        "nothing is decided from here"
    )]
    [InlineData("secret = '11111111111111111111111111111111'\n", "", "Decisions are sealed with the signing secret")]
    [InlineData("via = 'auto'", "via = 'person'", "every decision is a review of a person")]
    public void Read_NothingCanBeDecided_IsReportedAtDecide(string part, string other, string message)
    {
        var file = Good.Replace(part, other, StringComparison.Ordinal) + Rule;
        var problem = Assert.Single(FakeConfigSource.Read(file).Problems, problem =>
            problem.Key == "approvals.rules.decide"
        );
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    /// <summary>Lines of the first rule and of the second, and whether the second can never decide.</summary>
    [Theory]
    [InlineData("decide = 'approve'", "decide = 'deny'", true)]
    [InlineData("decide = 'approve'", "decide = 'would-deny'", true)]
    [InlineData("decide = 'approve'", "decide = 'deny'\nwhen = 'mon 09:00-17:00 UTC'", true)]
    [InlineData(
        "decide = 'approve'\nwhen = 'mon 09:00-17:00 UTC'",
        "decide = 'deny'\nwhen = 'mon 09:00-17:00 UTC'",
        true
    )]
    [InlineData("decide = 'approve'\nwhen = 'mon 09:00-17:00 UTC'", "decide = 'deny'", false)]
    [InlineData("decide = 'approve'\nlimit = 2", "decide = 'deny'", false)]
    [InlineData("decide = 'would-approve'", "decide = 'deny'", false)]
    [InlineData("decide = 'approve'", "required = 1", false)]
    [InlineData("required = 1", "decide = 'approve'", true)]
    public void Read_LaterRuleWithTheSamePatterns_IsReportedIfItCanNeverDecide(string one, string other, bool isFault)
    {
        var file = $"{Good}[[approvals.rules]]\nroles = ['*']\n{one}\n[[approvals.rules]]\nroles = ['a']\n{other}";
        var problems = FakeConfigSource.Read(file).Problems;
        if (isFault) Assert.Contains("never used", problems[0].Message, StringComparison.Ordinal);
        Assert.Equal(isFault ? 1 : 0, problems.Length);
    }

    /// <summary>What is set beside it, and whether a condition is probably missing.</summary>
    [Theory]
    [InlineData("roles = ['*']\ndecide = 'approve'", true)]
    [InlineData("roles = ['*']\ndecide = 'would-approve'", false)]
    [InlineData("roles = ['*']\ndecide = 'deny'", false)]
    [InlineData("roles = ['logs-*']\ndecide = 'approve'", false)]
    [InlineData("roles = ['*']\ndecide = 'approve'\nrequesters = ['bob']", false)]
    [InlineData("roles = ['*']\ndecide = 'approve'\nrequesters = ['group:sre']", false)]
    [InlineData("roles = ['*']\ndecide = 'approve'\nlimit = 1", false)]
    [InlineData("roles = ['*']\ndecide = 'approve'\nwhen = '09:00-17:00 UTC'", false)]
    public void Read_ApprovesEveryoneEverything_IsWarnedOf(string rule, bool isWarned) =>
        Assert.Equal(
            isWarned ? 1 : 0,
            FakeConfigSource.Read($"{Good}[[approvals.rules]]\n{rule}").Warnings.Length
        );

    [Fact]
    public void Read_EveryKey_IsRead()
    {
        var windows = "when = ['22:00-07:00 Europe/Berlin', 'sat,sun 06:00-24:00 UTC', 'sat 05:00-08:00 UTC']";
        var rule = Assert.Single(FakeConfigSource.Read($"{Good}{Rule}limit = 3\n{windows}").Settings!.Approvals.Rules);
        Assert.Equal((RequestState.Approved, false, 3),
            (rule.Automatic!.Decides, rule.Automatic.IsDryRun, rule.Automatic.Limit));
        Assert.Equal(3, rule.Automatic.When!.Windows.Length);
        var policy = new ApprovalPolicy(
            FakeConfigSource.Read(Good + Rule).Settings!.Recipients,
            FakeConfigSource.Read($"{Good}{Rule}limit = 3").Settings!.Approvals,
            CanDecide: true
        );
        Assert.Equal("1 (approve, limit 3)", AutomaticSummary.Of(policy));
    }
}
