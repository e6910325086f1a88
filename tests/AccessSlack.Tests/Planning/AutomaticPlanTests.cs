using AccessSlack.Approvals;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Planning;

/// <summary>When rules have their turn, and what is posted of what they decide.</summary>
public sealed class AutomaticPlanTests
{
    private static readonly ApprovalPolicy Policy = Some.Policy() with
    {
        Settings = Some.Settings with
        {
            Rules = [Some.Rule() with { Name = "all", Automatic = new(RequestState.Approved) }],
        },
    };

    private static readonly Planner Planner = Some.Planner(Policy);

    private static readonly Decision ByRule =
        Decision.ByRule("all", RequestState.Approved, Some.Now.AddMinutes(-1), "us");

    [Fact]
    public void Plan_FirstSight_IsJudgedOnceAndOnlyThen()
    {
        var first = Some.Situation(Some.Request(), null);
        Assert.IsType<Step.Judge>(Planner.Plan(first));
        Assert.IsType<Step.Announce>(Planner.Plan(first with { IsSettled = true }));
        Assert.IsType<Step.Announce>(Some.Planner().Plan(first));
        Assert.IsNotType<Step.Judge>(Planner.Plan(Some.Situation(Some.Request(), Some.Ledger())));
        Assert.IsNotType<Step.Judge>(Planner.Plan(Some.Situation(Some.Request(RequestState.Approved), null)));
    }

    [Theory]
    [InlineData("all", true)]
    [InlineData("", false)]
    public void Plan_Judged_DecidesOrAnnounces(string rule, bool isDecided)
    {
        var request = Some.Request() with { Details = RequestDetails.None with { Automatic = new(rule) } };
        var step = Planner.Plan(Some.Situation(request, null) with { IsSettled = true });
        Assert.Equal(isDecided, step is Step.DecideByRule);
        Assert.Equal(!isDecided, step is Step.Announce);
        Assert.IsNotType<Step.DecideByRule>(Planner.Plan(Some.Situation(request, Some.Ledger())));
    }

    [Fact]
    public void Plan_DecisionOfARuleIsOpen_NothingIsPostedUntilItIsOldOrMade()
    {
        var open = Some.Situation(Some.Request(), Claimed());
        Assert.Equal(Some.Now + Planner.ClaimIsOld, Assert.IsType<Step.Rest>(Planner.Plan(open)).Until);
        Assert.IsType<Step.CarryOut>(Planner.Plan(open with { Now = Some.Now + Planner.ClaimIsOld }));
        Assert.IsType<Step.CarryOut>(Planner.Plan(open with { DecisionIsOurs = true }));
    }

    [Fact]
    public void Plan_DecidedByARule_IsAnnouncedAlthoughItHasEnded()
    {
        var done = Claimed() with { Decision = ByRule with { Outcome = DecisionOutcome.Done } };
        var ended = Some.Situation(Some.Request(RequestState.Approved), done);
        Assert.Equal(Some.Recipient, Assert.Single(Assert.IsType<Step.Announce>(Planner.Plan(ended)).Recipients));
        Assert.IsType<Step.Rest>(Planner.Plan(ended with { IsGone = true }));
        var elsewhere = done with { Deliveries = [new Delivery.Failed(["another"], AutomaticPlan.Waiting)] };
        Assert.IsNotType<Step.Announce>(Planner.Plan(ended with { Ledger = elsewhere }));
        var denied = ended with { Request = Some.Request(RequestState.Denied) };
        Assert.IsType<Step.Announce>(Planner.Plan(denied)); // someone has taken the approval back since
        Assert.IsNotType<Step.Announce>(Planner.Plan(denied with { Ledger = Claimed() })); // it was never made
    }

    private static Ledger Claimed() => Some.Ledger(new Delivery.Failed([Some.Recipient], AutomaticPlan.Waiting)) with
    {
        Decision = ByRule,
    };
}
