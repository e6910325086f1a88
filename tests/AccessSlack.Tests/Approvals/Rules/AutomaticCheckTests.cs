using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Approvals.Rules;

/// <summary>
/// A decision that a rule has made is carried out only if the rules of this process still make it: it may come from a
/// replica with another configuration.
/// </summary>
public sealed class AutomaticCheckTests
{
    private static readonly ApprovalRule Logs =
        AutomaticJudgementTests.Rule("logs", "logs", new(RequestState.Approved));

    private static readonly AccessRequest Request = Some.Request() with { Roles = ["logs", "root"] };

    [Fact]
    public void Judge_EveryRoleIsStillDecided_Stands()
    {
        Assert.Null(Judge(RequestState.Approved, Logs with { Roles = ["*"] }));
        Assert.Null(Judge(RequestState.Approved, Logs, Logs with { Name = "root", Roles = ["root"] }));
        var limited = Logs with { Roles = ["*"], Automatic = new(RequestState.Approved) { Limit = 1 } };
        Assert.Null(Judge(RequestState.Approved, limited)); // the limit was judged at first sight
    }

    [Theory]
    [InlineData("no rule for the other role")]
    [InlineData("people decide the other role")]
    [InlineData("another rule denies the other role")]
    [InlineData("another rule denies this role first")]
    [InlineData("people come first")]
    [InlineData("dry run")]
    [InlineData("other state")]
    [InlineData("outside its windows")]
    [InlineData("renamed")]
    public void Judge_RulesOfThisProcessDecideOtherwise_IsWithdrawn(string what)
    {
        var (people, all) = (Some.Rule("U0LEAD0001"), Logs with { Roles = ["*"] });
        var deny = AutomaticJudgementTests.Rule("never", "root", new(RequestState.Denied));
        ApprovalRule[] rules = what switch
        {
            "no rule for the other role" => [Logs],
            "people decide the other role" => [Logs, people],
            "another rule denies the other role" => [Logs, deny],
            "another rule denies this role first" => [deny with { Roles = ["*"] }, all],
            "people come first" => [people, all],
            "dry run" => [all with { Automatic = new(RequestState.Approved, IsDryRun: true) }],
            "other state" => [all with { Automatic = new(RequestState.Denied) }],
            "outside its windows" =>
            [
                all with
                {
                    Automatic = new(RequestState.Approved)
                    {
                        When = AutomaticJudgementTests.Windows("sun 09:00-10:00 UTC"),
                    },
                },
            ],
            _ => [all with { Name = "other" }],
        };
        Assert.Equal(AutomaticCheck.RuleChanged, Judge(RequestState.Approved, rules));
    }

    [Fact]
    public void Judge_Denial_StandsIfOneRoleIsStillDenied()
    {
        var deny = Logs with { Roles = ["root"], Automatic = new(RequestState.Denied) };
        var approve = Logs with { Name = "rest", Roles = ["*"] };
        Assert.Null(Judge(RequestState.Denied, deny, approve));
        Assert.Equal(AutomaticCheck.RuleChanged, Judge(RequestState.Denied, deny, Some.Rule()));
    }

    private static Refusal? Judge(RequestState state, params ApprovalRule[] rules)
    {
        var decision = Decision.ByRule("logs", state, Request.Created!.Value, "other");
        return AutomaticCheck.Judge(
            Some.Ruled(rules),
            decision,
            Request,
            Some.Ledger() with { Digest = Request.Digest, Decision = decision },
            Some.Now
        );
    }
}
