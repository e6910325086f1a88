using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Approvals.Rules;

/// <summary>Authority comes from the configuration; the ledger only says that a rule has escalated.</summary>
public class RuleEscalationTests
{
    private const string OnCall = "C0ONCALL01";

    private static readonly ApprovalRule Databases = Some.Rule() with
    {
        Name = "databases",
        Roles = ["dba"],
        Escalation = new(TimeSpan.FromMinutes(30), [OnCall]),
    };

    private static readonly Delivery.Posted There = Some.Posted(OnCall, OnCall);

    private static readonly VoterRights Dave = new(new Actor("U0DAVE0001", "dave@example.com", "dave", IsMapped: false))
    {
        Places = [OnCall],
    };

    [Theory]
    [InlineData("", false)]
    [InlineData("others", false)]
    [InlineData("1", false)]
    [InlineData("databases", true)]
    public void MayDecideFrom_PlaceOfAnEscalation_OnlyOnceTheRuleHasEscalated(string escalated, bool may)
    {
        var (policy, request) = (Some.Ruled(Databases, Some.Rule()), Request(escalated));

        Assert.Equal(may, policy.MayDecideAt(There, request));
        Assert.Equal(may, policy.MayDecideFrom(There, Dave, request));
        Assert.Equal(may, policy.Audience(request).All.Contains(OnCall));
        Assert.False(policy.MayDecideFrom(There, Dave with { Places = [] }, request));
    }

    /// <summary>For the roles of that rule, and no others.</summary>
    [Fact]
    public void Evaluate_VoteFromThere_CountsForTheRolesOfTheRule()
    {
        var (policy, request) = (Some.Ruled(Databases, Some.Rule()), Request("databases"));
        var vote = Some.Vote("dave") with { Channel = OnCall };
        var tally = policy.Evaluate(
            request,
            Some.Ledger(There) with { Votes = [vote] },
            [new VerifiedVote(vote, Dave)]
        );
        Assert.Equal([("dba", 1), ("prod-admin", 0)], tally.Roles.Select(role => (role.Role, role.Approvals)).Order());
    }

    [Fact]
    public void MayDecideFrom_RuleNamesApprovers_OnlyTheyMay()
    {
        var policy = Some.Ruled(Databases with { Approvers = [Approver.Parse("U0LEAD0001")!] }, Some.Rule());
        var lead = new VoterRights(new Actor("U0LEAD0001", "lead@example.com", "lead", IsMapped: false));
        var request = Request("databases");

        Assert.True(policy.MayDecideAt(There, request));
        Assert.False(policy.MayDecideFrom(There, Dave, request));
        Assert.True(policy.MayDecideFrom(There, lead, request));
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("renamed")]
    [InlineData("no longer escalates")]
    [InlineData("escalates elsewhere")]
    [InlineData("one role left to Teleport")]
    public void MayDecideAt_RuleThatChangedSince_TakesTheAuthorityAway(string what)
    {
        var (other, rest) = (Some.Rule(), Some.Rule());
        var rule = what switch
        {
            "removed" => other,
            "renamed" => Databases with { Name = "db" },
            "no longer escalates" => Databases with { Escalation = null },
            "escalates elsewhere" => Databases with { Escalation = new(TimeSpan.FromMinutes(1), ["C0OTHER001"]) },
            _ => Databases,
        };
        if (what == "one role left to Teleport") rest = rest with { Buttons = Buttons.Link };

        Assert.False(Some.Ruled(rule, rest).MayDecideAt(There, Request("databases")));
    }

    /// <summary>
    /// A rule without a name is called by its number, and after a reload that may be the number of another rule.
    /// </summary>
    [Fact]
    public void MayDecideAt_RulesWithoutNamesChangePlaces_OnlyTheSameRuleHasEscalated()
    {
        const string Leads = "C0LEADS001";
        var first = Databases with { Name = "" };
        var second = Some.Rule() with
        {
            Roles = ["prod-admin"],
            Escalation = new(TimeSpan.FromHours(24), [Leads]),
        };
        var (before, after) = (Some.Ruled(first, second), Some.Ruled(second, first));
        var situation = Some.Situation(Request(), Some.Ledger()) with { Now = Some.Now.AddMinutes(45) };
        var due = Assert.IsType<Step.Escalate>(EscalationPlan.Next(situation, before)).Rules;
        var details = EscalationPlan.In(situation.Ledger!, Request(), due, before).Facts.Details;
        var request = Request() with { Details = details };

        Assert.True(before.MayDecideAt(There, request));
        Assert.True(after.MayDecideAt(There, request));
        Assert.False(after.MayDecideAt(Some.Posted(Leads, Leads), request));
        Assert.Equal([OnCall], after.EscalationsOf(request).SelectMany(escalation => escalation.To));
    }

    [Fact]
    public void Audience_RecipientsByMonitoringRules_AreJoinedByTheEscalation()
    {
        var request = Request("databases");
        request = request with { Details = request.Details with { RuleRecipients = ["by-rule"] } };
        Assert.Equal<string>(["by-rule", OnCall], Some.Ruled(Databases, Some.Rule()).Audience(request).All);
    }

    private static AccessRequest Request(params string[] escalated) => Some.Request() with
    {
        Details = RequestDetails.None with { Escalated = [.. escalated.Where(name => name.Length > 0)] },
    };
}
