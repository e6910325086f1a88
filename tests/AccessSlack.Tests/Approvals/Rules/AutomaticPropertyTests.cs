using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Calendar;
using AccessSlack.Testing;
using AccessSlack.Tests.Samples;
using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.Approvals.Rules;

/// <summary>Over generated rules and requests: a rule never decides where it must not, and replicas agree.</summary>
public sealed class AutomaticPropertyTests
{
    private static readonly string[] Roles = ["logs", "metrics", "root"];

    private static readonly CalendarWindows Saturday = AutomaticJudgementTests.Windows("sat 00:00-24:00 UTC");
    private static readonly CalendarWindows Sunday = AutomaticJudgementTests.Windows("sun 00:00-24:00 UTC");

    [Fact]
    public void Judge_AnyRules_ApprovesOnlyWhatARuleApprovesForEveryRole() =>
        Prop.ForAll(Arb.From(Cases()), sample =>
        {
            var policy = Some.Ruled([.. sample.Rules]);
            foreach (var request in sample.Requests)
            {
                var verdict = AutomaticJudgement.Judge(policy, request, Some.Now, sample.Requests).Verdict;
                if (verdict is not AutomaticVerdict.ByRule { State: RequestState.Approved }) continue;
                Assert.True(Some.Now - request.Created <= AutomaticRule.MostAge);
                Assert.All(request.Roles, role => Assert.True(MayApprove(sample.Rules, role, request)));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(300)));

    /// <summary>Two replicas list the same requests in another order, and look at them in another order.</summary>
    [Fact]
    public void Judge_TheSameInAnotherOrder_ComesToTheSame() =>
        Prop.ForAll(Arb.From(Cases()), sample =>
        {
            var policy = Some.Ruled([.. sample.Rules]);
            var reversed = sample.Requests.Reverse().ToImmutableArray();
            Assert.All(sample.Requests, request => Assert.Equal(
                AutomaticJudgement.Judge(policy, request, Some.Now, sample.Requests).Verdict,
                AutomaticJudgement.Judge(policy, request, Some.Now, reversed).Verdict
            ));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(300)));

    /// <summary>Whichever is judged first, and whether or not the others are already approved by then.</summary>
    [Fact]
    public void Judge_Limit_IsNeverExceeded() =>
        Prop.ForAll(Arb.From(Cases()), sample =>
        {
            var rule = AutomaticJudgementTests.Rule("all", "*", new(RequestState.Approved) { Limit = 2 });
            var policy = Some.Ruled(rule);
            var requests = sample.Requests;
            foreach (var request in sample.Requests.Reverse())
                if (AutomaticJudgement.Judge(policy, request, Some.Now, requests).Outcome.IsByRule)
                    requests = requests.Replace(request, request with { State = RequestState.Approved });
            Assert.True(requests.Count(request => request.State == RequestState.Approved) <= 2);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(200)));

    private static bool MayApprove(ImmutableArray<ApprovalRule> rules, string role, AccessRequest request) =>
        rules.Any(rule => rule is { Automatic: { Decides: RequestState.Approved, IsDryRun: false } automatic }
            && rule.Roles.Any(pattern => pattern == "*" || pattern == role)
            && !Sunday.Equals(automatic.When)
            && request.Kind == RequestKind.ShortTerm);

    private static Gen<(ImmutableArray<ApprovalRule> Rules, ImmutableArray<AccessRequest> Requests)> Cases() =>
        from rules in Gen.ListOf(Rule(), 4)
        from requests in Gen.ListOf(Request(), 5)
        select (
            rules.Select((rule, index) => rule with { Name = $"rule{index}" }).ToImmutableArray(),
            requests.Select((request, index) => request with { Id = $"{index}" }).ToImmutableArray()
        );

    private static Gen<ApprovalRule> Rule() =>
        from role in Gen.Elements([.. Roles, "*"])
        from kind in Gen.Choose(0, 4)
        from when in Gen.Elements<CalendarWindows?>(null, Saturday, Sunday)
        from limit in Gen.Elements<int?>(null, 1, 2)
        select new ApprovalRule
        {
            Roles = [role],
            Automatic = kind == 0
                ? null
                : new(kind > 2 ? RequestState.Approved : RequestState.Denied, IsDryRun: kind == 4)
                {
                    When = when,
                    Limit = limit,
                },
        };

    private static Gen<AccessRequest> Request() =>
        from roles in Gen.SubListOf(Roles)
        from age in Gen.Choose(0, 12)
        from kind in Gen.Elements(RequestKind.ShortTerm, RequestKind.ShortTerm, RequestKind.LongTerm)
        select Some.Request() with { Roles = [.. roles], Created = Some.Now.AddMinutes(-age), Kind = kind };
}
