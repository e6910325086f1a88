using AccessSlack.Approvals;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Planning;

public class EscalationPlanTests
{
    /// <summary>The request was made a minute ago.</summary>
    private static readonly ApprovalRule Databases = Some.Rule() with
    {
        Name = "databases",
        Roles = ["dba"],
        Escalation = new(TimeSpan.FromMinutes(30), ["oncall"]),
    };

    private static readonly ApprovalRule Others = Some.Rule() with
    {
        Name = "others",
        Escalation = new(TimeSpan.FromMinutes(45), ["leads"]),
    };

    private static readonly ApprovalPolicy Policy = Some.Ruled(Databases, Others);

    [Theory]
    [InlineData(28, "")]
    [InlineData(29, "databases")]
    [InlineData(43, "databases")]
    [InlineData(44, "databases others")]
    public void Next_Pending_EscalatesEachRuleAtItsTime(int minutes, string rules) =>
        Assert.Equal(rules, Due(Pending(minutes)));

    [Fact]
    public void NextTime_Pending_IsThatOfTheNextRule()
    {
        Assert.Equal(Some.Now.AddMinutes(29), EscalationPlan.NextTime(Pending(0), Policy));
        Assert.Equal(Some.Now.AddMinutes(44), EscalationPlan.NextTime(With(Pending(0), "databases"), Policy));
        Assert.Null(EscalationPlan.NextTime(With(Pending(0), "databases", "others"), Policy));
    }

    /// <summary>The clock may be set back: what the ledger says stays.</summary>
    [Fact]
    public void Next_Escalated_IsNotEscalatedAgain()
    {
        Assert.Equal("others", Due(With(Pending(44), "databases")));
        Assert.Equal("", Due(With(Pending(-60), "databases", "others")));
    }

    [Theory]
    [InlineData("approved")]
    [InlineData("expired")]
    [InlineData("gone")]
    [InlineData("no snapshot")]
    [InlineData("decision is open")]
    [InlineData("reviewed")]
    [InlineData("long-term")]
    [InlineData("one role without a rule")]
    [InlineData("one role left to Teleport")]
    public void Next_NothingToDecideInSlack_NeverEscalates(string what)
    {
        var (late, policy) = (Pending(50), Policy);
        var situation = what switch
        {
            "approved" => late with { Request = Some.Request(RequestState.Approved) },
            "expired" => late with { Now = Some.Request().Expires!.Value },
            "gone" => late with { IsGone = true },
            "no snapshot" => late with { Request = null },
            "decision is open" => Decided(late, DecisionOutcome.Open),
            "reviewed" => Decided(late, DecisionOutcome.Reviewed),
            "long-term" => late with { Request = late.Request! with { Kind = RequestKind.LongTerm } },
            _ => late,
        };
        if (what == "one role without a rule") policy = Some.Ruled(Databases);
        if (what == "one role left to Teleport")
            policy = Some.Ruled(Databases, Some.Rule() with { Buttons = Buttons.Link });

        Assert.Null(EscalationPlan.Next(situation, policy));
        Assert.Null(EscalationPlan.NextTime(situation, policy));
    }

    [Fact]
    public void Next_LongestTime_DoesNotOverflow()
    {
        var policy = Some.Ruled(Some.Rule() with { Escalation = new(TimeSpan.MaxValue, ["oncall"]) });

        Assert.Null(EscalationPlan.Next(Pending(0), policy));
        Assert.Equal(Some.Now.AddDays(30), EscalationPlan.NextTime(Pending(0), policy));
    }

    [Fact]
    public void Next_CreationIsNotKnown_CountsFromTheFirstMessage()
    {
        var situation = Pending(0) with { Request = Some.Request() with { Created = null } };
        Assert.Equal(Some.Now.AddMinutes(30), EscalationPlan.NextTime(situation, Policy));
    }

    [Fact]
    public void In_Rules_AreRecordedAndTheFirstPlacesHearOfIt()
    {
        var next = Escalate(Some.Ledger(), "databases");

        Assert.Equal<string>(["databases"], next.Facts.Details.Escalated);
        Assert.Equal<string>([Some.Channel], next.NotificationOf(Notification.Escalated)!.Waiting);

        var later = Escalate(next, "others");
        Assert.Equal<string>(["databases", "others"], later.Facts.Details.Escalated);
        Assert.NotEqual(
            next.NotificationOf(Notification.Escalated)!.Stamp,
            later.NotificationOf(Notification.Escalated)!.Stamp
        );
    }

    [Fact]
    public void In_RuleThatWasOnlyRenamed_SaysNothingNew()
    {
        var said = Escalate(Some.Ledger(), "databases");
        said = said.With(said.NotificationOf(Notification.Escalated)! with { Waiting = [] });
        var renamed = Some.Ruled(Databases with { Name = "db" }, Others);

        var next = EscalationPlan.In(said, Some.Request(), ["db"], renamed);

        Assert.Equal<string>(["databases", "db"], next.Facts.Details.Escalated);
        Assert.Empty(next.NotificationOf(Notification.Escalated)!.Waiting);
    }

    /// <summary>Before the messages are updated, so that they say it as well; then the new place is told.</summary>
    [Fact]
    public void Plan_TimeIsOver_EscalatesThenUpdatesThenAnnounces()
    {
        var planner = Some.Planner(Policy);
        var late = Pending(29) with { LedgerSeen = Some.Now.AddMinutes(29) };

        Assert.Equal<string>(["databases"], Assert.IsType<Step.Escalate>(planner.Plan(late)).Rules);

        var escalated = With(late, "databases");
        Assert.IsType<Step.Update>(planner.Plan(escalated));
        var shown = planner.View(escalated, Some.Posted());
        Assert.Equal<string>(["#oncall"], Assert.Single(shown.Escalations).Channels);
        escalated = escalated with { Ledger = escalated.Ledger!.With(Some.Posted(view: shown.Hash())) };
        Assert.Equal<string>(["oncall"], Assert.IsType<Step.Announce>(planner.Plan(escalated)).Recipients);
    }

    [Fact]
    public void Plan_VotesWereOnlyRead_AreComparedWithTheMessagesFirst()
    {
        var late = Pending(29) with { IsCompared = false };
        late = late with { Ledger = late.Ledger! with { Votes = [Some.Vote()] } };

        Assert.IsType<Step.CompareWithMessages>(Some.Planner(Policy).Plan(late));
    }

    [Fact]
    public void Plan_NothingElseToDo_RestsUntilTheTime()
    {
        var situation = Pending(0);
        var planner = Some.Planner(Policy);
        situation = situation with
        {
            Ledger = situation.Ledger!.With(Some.Posted(view: planner.View(situation, Some.Posted()).Hash())),
        };

        Assert.Equal(Some.Now.AddMinutes(29), Assert.IsType<Step.Rest>(planner.Plan(situation)).Until);
    }

    private static Situation Pending(int minutes) =>
        Some.Situation(Some.Request(), Some.Ledger()) with { Now = Some.Now.AddMinutes(minutes) };

    private static Situation With(Situation situation, params string[] escalated) => situation with
    {
        Request = situation.Request! with { Details = RequestDetails.None with { Escalated = [.. escalated] } },
    };

    private static Situation Decided(Situation situation, DecisionOutcome outcome) => situation with
    {
        Ledger = situation.Ledger! with { Decision = Some.Decision(outcome: outcome) },
    };

    private static string Due(Situation situation) =>
        string.Join(' ', (EscalationPlan.Next(situation, Policy) as Step.Escalate)?.Rules ?? []);

    private static Ledger Escalate(Ledger ledger, params string[] rules) =>
        EscalationPlan.In(ledger, Some.Request(), [.. rules], Policy);
}
