using System.Collections.Immutable;
using System.Globalization;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Calendar;
using AccessSlack.Requests.Resources;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Approvals.Rules;

/// <summary>What rules decide by themselves, and why not.</summary>
public sealed class AutomaticJudgementTests
{
    private static readonly AccessRequest Logs = Some.Request() with { Roles = ["logs"] };

    [Theory]
    [InlineData("logs", "ByRule { Rule = logs, State = Approved }")]
    [InlineData("logs metrics", "ByRule { Rule = logs, State = Approved }")]
    [InlineData("metrics logs", "ByRule { Rule = logs, State = Approved }")] // the first in the configuration
    [InlineData("logs root", "ByRule { Rule = never, State = Denied }")] // one denial denies
    [InlineData("logs dba", "ByPeople { Cause = RoleLeft }")]
    [InlineData("root dba", "ByPeople { Cause = RoleLeft }")]
    [InlineData("other", "ByPeople { Cause = RoleLeft }")]
    public void Judge_Roles_AllMustFallUnderSuchRules(string roles, string verdict)
    {
        var policy = Some.Ruled(
            Approves("logs"),
            Approves("metrics"),
            Rule("never", "root", new(RequestState.Denied)),
            Some.Rule() with { Roles = ["dba"] }
        );
        var judgement = AutomaticJudgement.Judge(policy, Logs with { Roles = [.. roles.Split(' ')] }, Some.Now);
        Assert.Equal(verdict, judgement.Verdict.ToString());
    }

    [Fact]
    public void Judge_RuleForPeopleComesFirst_PeopleDecide()
    {
        var judgement = Judge(Logs, Some.Rule() with { Name = "all" }, Approves("logs"));
        Assert.Equal("Rule all leaves it to people.", Assert.Single(judgement.Roles[0].Findings).Sentence);
    }

    [Theory]
    [InlineData("thresholds", PeopleCause.Thresholds)]
    [InlineData("long-term", PeopleCause.OtherKind)]
    [InlineData("no roles", PeopleCause.NoRoles)]
    [InlineData("many roles", PeopleCause.TooLong)]
    [InlineData("no creation", PeopleCause.NoCreationTime)]
    [InlineData("10:00", null)]
    [InlineData("10:01", PeopleCause.SeenTooLate)]
    [InlineData("-1:00", null)]
    [InlineData("-1:01", PeopleCause.CreatedLater)]
    [InlineData("notify only", PeopleCause.NoAutomaticRule)]
    internal void Judge_RequestThatNoRuleDecides_SaysWhy(string what, PeopleCause? cause)
    {
        var request = what switch
        {
            "thresholds" => Logs with { Thresholds = [new("", 2, 1)] },
            "long-term" => Logs with { Kind = RequestKind.LongTerm },
            "no roles" => Logs with { Roles = [] },
            "many roles" => Logs with { Roles = [.. Enumerable.Repeat(new string('r', 200), 500)] },
            "no creation" => Logs with { Created = null },
            "notify only" => Logs,
            _ => Logs with { Created = Some.Now - Age(what) },
        };
        var policy = Some.Ruled(Rule("all", "*", new(RequestState.Approved))) with
        {
            CanDecide = what != "notify only",
        };
        var verdict = AutomaticJudgement.Judge(policy, request, Some.Now).Verdict;
        Assert.Equal(cause, (verdict as AutomaticVerdict.ByPeople)?.Cause);
    }

    [Fact]
    public void Judge_DefaultThreshold_IsNone() =>
        Assert.IsType<AutomaticVerdict.ByRule>(
            Judge(Logs with { Thresholds = [new("", 1, 1)] }, Approves("logs")).Verdict
        );

    /// <summary>In both directions of a change; 02:30 is twice on October 25, and never on March 29.</summary>
    [Theory]
    [InlineData("2026-10-25T00:29:59Z", false)]
    [InlineData("2026-10-25T00:30:00Z", true)]
    [InlineData("2026-10-25T01:59:59Z", true)]
    [InlineData("2026-10-25T02:00:00Z", false)]
    [InlineData("2026-03-29T00:59:59Z", false)]
    [InlineData("2026-03-29T01:00:00Z", false)]
    [InlineData("2026-03-28T01:30:00Z", true)]
    [InlineData("2026-07-01T00:30:00Z", true)]
    [InlineData("2026-07-01T01:30:00Z", false)]
    public void Judge_Window_ByTheClocksOfItsZoneAtTheCreation(string created, bool isInside)
    {
        var rule = Rule("night", "logs", new(RequestState.Approved) { When = Windows("02:30-03:00 Europe/Berlin") });
        var time = DateTimeOffset.Parse(created, CultureInfo.InvariantCulture);
        var request = Logs with { Created = time };
        var judgement = AutomaticJudgement.Judge(Some.Ruled(rule), request, time + TimeSpan.FromMinutes(9));
        Assert.Equal(isInside, judgement.Verdict is AutomaticVerdict.ByRule);
        if (!isInside)
            Assert.Equal(
                "Rule night applies only to requests made in 02:30-03:00 Europe/Berlin.",
                judgement.Roles[0].Findings[0].Sentence
            );
    }

    [Fact]
    public void Judge_TwoWindows_MeanEither()
    {
        var windows = Windows("sat 11:00-11:30 UTC", "sat 11:15-12:15 UTC");
        var rule = Rule("day", "logs", new(RequestState.Approved) { When = windows });
        Assert.IsType<AutomaticVerdict.ByRule>(Judge(Logs, rule).Verdict);
    }

    [Fact]
    public void Judge_SkippedRule_LeavesTheRoleToTheNext()
    {
        var closed = Rule("closed", "logs", new(RequestState.Approved) { When = Windows("sun 09:00-10:00 UTC") });
        var judgement = Judge(Logs, closed, Rule("open", "logs", new(RequestState.Denied)));
        Assert.Equal(new AutomaticVerdict.ByRule("open", RequestState.Denied), judgement.Verdict);
        judgement = Judge(Logs, closed, Some.Rule() with { Name = "people" });
        Assert.Equal(
            ["Rule closed applies only to requests made in sun 09:00-10:00 UTC.", "Rule people leaves it to people."],
            judgement.Roles[0].Findings.Select(found => found.Sentence)
        );
    }

    [Theory]
    [InlineData(true, "ByRule { Rule = sre, State = Approved }")]
    [InlineData(false, "ByRule { Rule = rest, State = Denied }")]
    [InlineData(null, "ByPeople { Cause = RoleLeft }")]
    public void Judge_RequesterGroup_OnlyAMemberMatches(bool? isMember, string verdict)
    {
        var request = InGroup(isMember);
        var rest = Rule("rest", "logs", new(RequestState.Denied));
        var sre = Approves("sre") with { Roles = ["logs"], RequesterGroups = Sre };
        Assert.Equal(verdict, Judge(request, sre, rest).Verdict.ToString());
    }

    /// <summary>The rule for people may be the one that comes first, so the later one must not decide.</summary>
    [Fact]
    public void Judge_MembershipUnknownForARuleOfPeople_PeopleDecide()
    {
        var people = Some.Rule() with { Name = "sre", RequesterGroups = Sre };
        var judgement = Judge(InGroup(null), people, Approves("logs"));
        Assert.Equal(AutomaticOutcome.People, judgement.Outcome);
        Assert.IsType<AutomaticFinding.MembershipUnknown>(Assert.Single(judgement.Roles[0].Findings).Finding);
    }

    /// <summary>A look-up that fails must not take a requester past the rule that denies.</summary>
    [Fact]
    public void Judge_MembershipUnknownForARuleThatDenies_NoLaterRuleApproves()
    {
        var deny = Rule("contractors", "logs", new(RequestState.Denied)) with { RequesterGroups = Sre };
        Assert.Equal(AutomaticOutcome.People, Judge(InGroup(null), deny, Approves("logs")).Outcome);
        Assert.Equal("logs", Judge(InGroup(false), deny, Approves("logs")).Outcome.Rule);
    }

    /// <summary>The members of the group do not matter: such a rule would not decide.</summary>
    [Fact]
    public void Judge_MembershipUnknownForARuleThatWouldNotDecide_IsSkipped()
    {
        var closed = Windows("sun 09:00-10:00 UTC");
        foreach (var automatic in new AutomaticRule[]
        {
            new(RequestState.Denied) { When = closed }, new(RequestState.Denied, IsDryRun: true),
        })
        {
            var deny = Rule("contractors", "logs", automatic) with { RequesterGroups = Sre };
            Assert.Equal("logs", Judge(InGroup(null), deny, Approves("logs")).Outcome.Rule);
        }
    }

    [Fact]
    public void Judge_DryRun_IsSkippedAndSaysWhatItWouldHaveDone()
    {
        var judgement = Judge(Logs, Rule("try", "logs", new(RequestState.Denied, IsDryRun: true)), Approves("logs"));
        Assert.Equal(new AutomaticVerdict.ByRule("logs", RequestState.Approved), judgement.Verdict);
        Assert.Equal(new AutomaticVerdict.ByRule("try", RequestState.Denied), judgement.DryRun);
        Assert.Null(Judge(Logs, Approves("logs")).DryRun);
    }

    [Fact]
    public void Judge_Limit_AsksForTheCountOnlyIfItMatters()
    {
        var limited = Rule("limited", "logs", new(RequestState.Approved) { Limit = 1 });
        Assert.True(Judge(Logs, limited).NeedsCount);
        Assert.Equal(AutomaticOutcome.People, Judge(Logs, limited).Outcome);
        Assert.False(Judge(Logs with { Roles = ["logs", "dba"] }, limited).NeedsCount); // people decide dba
        Assert.False(Judge(Logs, Approves("logs"), limited).NeedsCount);
        Assert.True(Judge(Logs with { Roles = ["metrics", "logs"] }, limited, Approves("metrics")).NeedsCount);
        var counted = AutomaticJudgement.Judge(Some.Ruled(limited), Logs, Some.Now, [Logs]);
        Assert.Equal((false, "limited"), (counted.NeedsCount, counted.Outcome.Rule));
    }

    [Theory]
    [InlineData(1, RequestState.Pending, "logs", true)]
    [InlineData(1, RequestState.Approved, "logs", true)]
    [InlineData(1, RequestState.Denied, "logs", false)]
    [InlineData(1, RequestState.Promoted, "logs", false)]
    [InlineData(1, RequestState.Unknown, "logs", true)]
    [InlineData(1, RequestState.Approved, "other", false)]
    [InlineData(1, RequestState.Approved, "other logs", true)]
    [InlineData(-1, RequestState.Pending, "logs", false)] // a later one
    [InlineData(-1, RequestState.Approved, "logs", true)]
    [InlineData(0, RequestState.Pending, "logs", true)] // its id is the smaller one
    [InlineData(400, RequestState.Approved, "logs", false)] // its access has ended
    [InlineData(400, RequestState.Pending, "logs", false)] // it has expired
    internal void Count_Others_GrantsAndEarlierRequestsThatWereOpen(
        int minutesBefore,
        RequestState state,
        string roles,
        bool counts
    )
    {
        var created = Logs.Created!.Value.AddMinutes(-minutesBefore);
        var other = Logs with
        {
            Id = "01965f3a-7c1e-7bb5-9a3f-0d5b8c1d2e4e",
            Created = created,
            State = state,
            Roles = [.. roles.Split(' ')],
            Expires = created.AddHours(1),
            AccessUntil = created.AddHours(6),
        };
        Assert.Equal(counts ? 1 : 0, OpenRequests.Count(Approves("logs"), Logs, [other, other, Logs], "prod-cluster"));
        Assert.Equal(0, OpenRequests.Count(Approves("logs"), Logs, [other with { User = "bob" }], "prod-cluster"));
    }

    internal static ApprovalRule Rule(string name, string role, AutomaticRule automatic) =>
        new() { Name = name, Roles = [role], Automatic = automatic };

    private static ApprovalRule Approves(string role) => Rule(role, role, new(RequestState.Approved));

    private static ImmutableArray<Approver> Sre => [Approver.Parse("group:sre")!];

    private static AccessRequest InGroup(bool? isMember) => Logs with
    {
        Details = isMember is { } known
            ? RequestDetails.None with
            {
                RequesterGroups = RequestDetails.None.RequesterGroups.Add("group:sre", known),
            }
            : RequestDetails.None,
    };

    private static AutomaticJudgement Judge(AccessRequest request, params ApprovalRule[] rules) =>
        AutomaticJudgement.Judge(Some.Ruled(rules), request, Some.Now);

    internal static CalendarWindows Windows(params string[] texts) =>
        new([.. texts.Select(Window)]);

    private static WeeklyWindow Window(string text) =>
        WeeklyWindow.TryParse(text, out var window, out _) ? window : throw new FormatException(text);

    private static TimeSpan Age(string minutes)
    {
        var age = TimeSpan.ParseExact(minutes.TrimStart('-'), ["m\\:ss", "mm\\:ss"], CultureInfo.InvariantCulture);
        return minutes[0] == '-' ? -age : age;
    }
}
