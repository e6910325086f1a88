using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Reconciliation.Rules;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Reconciliation.Rules;

/// <summary>Rules and a configuration to what an operator is warned of.</summary>
public class RuleImpactTests
{
    [Theory]
    [InlineData("access", "", "access", "a", "")]
    [InlineData("access", "", "Access", "a", "")]
    [InlineData("access", "", "oncall", "a", "oncall")]
    [InlineData("access", "", "access oncall bob@example.com", "a", "oncall bob@example.com")]
    [InlineData("access", "", "C0ACCESS01", "a", "")] // what "access" stands for
    [InlineData("access", "", "C0OTHER001", "a", "C0OTHER001")]
    [InlineData("bob@example.com", "", "U0BOB0001", "a", "")]
    [InlineData("access", "bob@example.com", "bob@example.com", "a", "")]
    [InlineData("access", "bob@example.com", "U0BOB0001", "a", "")]
    [InlineData("access", "channel:oncall", "oncall", "a", "oncall")] // its members decide elsewhere
    [InlineData("access", "group:dbas", "carol@example.com", "a", "carol@example.com")]
    [InlineData("access", "", "", "", "")]
    public void Of_RuleAndConfiguration_NamesWhatChanges(
        string configured,
        string approvers,
        string recipients,
        string replacing,
        string linkOnly
    )
    {
        var policy = PolicyOf(configured, approvers);

        var impact = RuleImpact.Of([SomeRule.Followed("a", Words(recipients))], policy);

        Assert.Equal(Words(replacing), impact.Replacing);
        Assert.Equal(Words(linkOnly), impact.LinkOnly);
        Assert.Equal(replacing.Length == 0, impact.IsNone);
    }

    [Fact]
    public void Of_SeveralRules_NamesEachRuleAndEachPlaceOnce()
    {
        var rules = new[]
        {
            SomeRule.Followed("a", "oncall", "access"),
            SomeRule.Followed("b", "Oncall"),
            SomeRule.Followed("c"),
        };

        var impact = RuleImpact.Of(rules, PolicyOf("access", ""));

        Assert.Equal(
            "a, b replace the configured recipients of the requests that they apply to. Messages to oncall have a " +
            "link instead of buttons, because only rules name them there.",
            impact.Text
        );
    }

    [Fact]
    public void Of_NotifyOnly_TakesNoButtons()
    {
        var impact = RuleImpact.Of(
            [SomeRule.Followed("a", "oncall")],
            PolicyOf("access", "") with { CanDecide = false }
        );

        Assert.Equal("a replace the configured recipients of the requests that they apply to.", impact.Text);
    }

    [Fact]
    public void Of_NoConfiguredRecipients_ReplacesNothing()
    {
        var policy = Some.Policy() with
        {
            Recipients = new(ImmutableDictionary<string, ImmutableArray<string>>.Empty, []),
        };

        Assert.True(RuleImpact.Of([SomeRule.Followed("a", "oncall")], policy).IsNone);
    }

    [Fact]
    public void Text_ManyNames_AreCounted()
    {
        var rules = Enumerable.Range(0, 1000).Select(number => SomeRule.Followed($"rule-{number:D4}", $"c{number}"));

        var text = RuleImpact.Of(rules, PolicyOf("access", "")).Text;

        Assert.Contains("rule-0019 and 980 more replace", text, StringComparison.Ordinal);
        Assert.Contains("c19 and 980 more have", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 1, 800);
    }

    private static ApprovalPolicy PolicyOf(string configured, string approvers) =>
        (approvers.Length == 0 ? Some.Policy(configured) : Some.Ruled(Some.Rule(approvers))) with
        {
            Recipients = Some.Policy(configured).Recipients,
            Principals = ResolvedPrincipals.None
                .With(ResolvedPrincipals.Of("access"), "C0ACCESS01")
                .With(ResolvedPrincipals.Of("bob@example.com"), "U0BOB0001"),
        };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
