using AccessSlack.MonitoringRules.Conditions;

namespace AccessSlack.Tests.MonitoringRules.Conditions;

/// <summary>
/// Conditions that would take long. What counts is the number of steps, which is the same on every machine;
/// perf/README.md says how long they take.
/// </summary>
public sealed class ConditionLimitTests
{
    private const string Steps = "It takes more than 100,000 steps.";

    private static readonly ConditionFacts Large = Facts.Typical with
    {
        RequestReason = new string('a', 20_000),
        Roles = Enumerable.Range(0, 20_000).Select(i => $"role-{i}").ToHashSet(),
    };

    [Fact]
    public void Read_LongText_IsRefusedUnread()
    {
        Assert.Equal("It has 100,000 characters, more than 10,000.", Fault(new string('(', 100_000)));
        Assert.IsType<ConditionReading.Readable>(Condition.Read("true" + new string(' ', 9_996)));
        Assert.IsType<ConditionReading.Unreadable>(Condition.Read("true" + new string(' ', 9_997)));
    }

    [Theory]
    [InlineData("(", "true", ")", 100)]
    [InlineData("!", "true", "", 99)]
    [InlineData("ifelse(true, ", "true", ", 1)", 99)]
    [InlineData("", "set()", ".add(\"a\")", 99)]
    [InlineData("user.traits[ifelse(true, \"a\", ", "\"b\"", ")]", 1)]
    public void Read_LevelsUpToTheLimit_AreRead(string open, string inner, string close, int levels)
    {
        string With(int count) => Repeat(open, count) + inner + Repeat(close, count);

        Assert.IsType<ConditionReading.Readable>(Condition.Read(With(levels)));
        if (levels > 1) Assert.Equal("It nests more than 100 levels deep.", Fault(With(levels + 1)));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("!")]
    [InlineData("a(")]
    [InlineData("user.traits[")]
    [InlineData("set().add(")]
    [InlineData("(!")]
    public void Read_EndlessLevels_AreRefusedWithoutStackOverflow(string open) =>
        Assert.Equal(
            "It nests more than 100 levels deep.",
            Fault(Repeat(open, Limits.Length / open.Length))
        );

    [Fact]
    public void Read_LongChains_DoNotNest()
    {
        Assert.True(Evaluate(Repeat("false || ", 1_000) + "true").IsTrue);
        Assert.True(Evaluate(Repeat("true && ", 1_000) + "true").IsTrue);
    }

    [Fact]
    public void Read_ManyParts_AreRefused()
    {
        Assert.True(Evaluate("set(" + Repeat("``,", 1_997) + ").contains(``)").Fault is null);
        Assert.Equal("It has more than 2,000 parts.", Fault("set(" + Repeat("``,", 1_998) + ").contains(``)"));
    }

    [Theory]
    [InlineData("regexp.replace(set(), `a{1000}{2}`, ``)")]
    [InlineData("regexp.replace(set(), `(a{10}){101}`, ``)")]
    [InlineData("regexp.replace(set(), `(?:abcd){1000}`, ``)")]
    [InlineData("regexp.replace(set(), `((((()))))|(((((()))))){1000}`, ``)")]
    [InlineData("regexp.replace(set(), `(?:a|b){1000}`, ``).add(`x`) == regexp.replace(set(), `(?:a|b){1000}`, ``)")]
    public void Read_LargeRegularExpression_IsRefused(string text) =>
        Assert.Contains("egular expression", Fault(text), StringComparison.Ordinal);

    [Fact]
    public void Read_LongRegularExpression_IsRefused()
    {
        string With(string pattern) => $"regexp.replace(set(), `{pattern}`, ``).isempty()";

        Assert.True(Evaluate(With(new string('a', 1_000))).IsTrue);
        Assert.Equal(
            "The regular expression has more than 1,000 characters.",
            Fault(With(new string('a', 1_001)))
        );
        Assert.True(Evaluate(With(Repeat("(a)", 50))).IsTrue);
        Assert.Equal("The regular expression has more than 50 groups.", Fault(With(Repeat("(a)", 51))));
        Assert.True(Evaluate(With(new string('(', 45) + new string(')', 45))).IsTrue);
        Assert.Equal(
            "The regular expression nests more than 100 levels deep.",
            Fault(With(Repeat("(?:", 150) + Repeat(")", 150)))
        );
    }

    /// <summary>Each would take seconds or gigabytes if nothing counted.</summary>
    [Theory]
    [InlineData("strings.replaceall(", "access_request.spec.request_reason", ", `a`, `aaaaaaaa`)", 40)]
    [InlineData("strings.replaceall(", "access_request.spec.request_reason", ", ``, `aaaaaaaa`)", 40)]
    [InlineData("strings.upper(", "access_request.spec.roles", ")", 80)]
    [InlineData("union(access_request.spec.roles, ", "set()", ")", 80)]
    [InlineData("", "access_request.spec.roles", ".add(`a`)", 80)]
    [InlineData("", "access_request.spec.roles", ".remove(`a`)", 80)]
    [InlineData("", "dict().put(`a`, access_request.spec.roles)", ".add_values(`a`, `b`)", 80)]
    [InlineData("", "regexp.replace(set(access_request.spec.request_reason), `(a*)*b`, ``)", "", 1)]
    [InlineData("", "regexp.replace(set(access_request.spec.request_reason), `(a?){99}a{99}b`, ``)", "", 1)]
    [InlineData("", "regexp.replace(set(access_request.spec.request_reason), `a*b|a`, `c`)", "", 1)]
    [InlineData("", "regexp.replace(set(access_request.spec.request_reason), `(?i)([^k]|\\pL)*b`, ``)", "", 1)]
    [InlineData("", "regexp.replace(access_request.spec.roles, `^(.*)-(.*)$`, `$2$1$2$1$2$1`)", "", 1)]
    public void Evaluate_MuchWork_EndsAtTheLimit(string open, string inner, string close, int times)
    {
        var outcome = Evaluate(Repeat(open, times) + inner + Repeat(close, times));

        Assert.False(outcome.IsTrue);
        Assert.Equal((Steps, Limits.Steps), (outcome.Fault, outcome.Steps));
    }

    /// <summary>A pattern that is only known during the evaluation is paid for as well.</summary>
    [Fact]
    public void Evaluate_ManyPatterns_EndAtTheLimit()
    {
        const string Pattern = "regexp.replace(set(), strings.lower(`(A{9}){99}`), ``).isempty()";

        Assert.True(Evaluate(Pattern).IsTrue);
        Assert.Equal(Steps, Evaluate(string.Join(" && ", Enumerable.Repeat(Pattern, 140))).Fault);
    }

    [Fact]
    public void Evaluate_OrdinaryRule_TakesFewSteps()
    {
        var outcome = Evaluate(
            "contains_all(set(\"dev\", \"prod\"), set(\"dev\"))"
                + " && access_request.spec.resource_labels_intersection[\"team\"].contains(\"db\")"
                + " && contains_any(user.traits[\"level\"], set(\"L1\"))"
        );

        Assert.True(outcome.IsTrue);
        Assert.InRange(outcome.Steps, 1, 100);
    }

    private static ConditionOutcome Evaluate(string text) =>
        Assert.IsType<ConditionReading.Readable>(Condition.Read(text)).Condition.Evaluate(Large);

    private static string Fault(string text) => Assert.IsType<ConditionReading.Unreadable>(Condition.Read(text)).Fault;

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
