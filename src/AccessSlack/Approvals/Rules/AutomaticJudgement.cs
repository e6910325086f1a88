using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Text;

namespace AccessSlack.Approvals.Rules;

/// <summary>
/// Whether rules decide a request by themselves, and why or why not. Judged once, when the request is first seen, for
/// the time at which it was made: a window that opens later changes nothing. Pure: every replica that knows the same
/// comes to the same answer.
/// </summary>
/// <param name="Verdict">A rule, or people.</param>
/// <param name="Roles">Role by role; empty if people decide for a cause that concerns the whole request.</param>
internal sealed record AutomaticJudgement(AutomaticVerdict Verdict, ImmutableArray<RoleJudgement> Roles)
{
    /// <summary>What would have been decided if dry runs counted; null if they change nothing.</summary>
    public AutomaticVerdict.ByRule? DryRun { get; init; }

    /// <summary>How many requests of the requester are open matters, and was not known.</summary>
    public bool NeedsCount { get; init; }

    public AutomaticOutcome Outcome => Verdict is AutomaticVerdict.ByRule { Rule: var rule }
        ? new(rule)
        : AutomaticOutcome.People;

    /// <param name="policy">The rules.</param>
    /// <param name="request">With the groups that its requester is known to be in.</param>
    /// <param name="seen">When this process first saw it.</param>
    /// <param name="others">Requests of the same requester; null if they were not listed.</param>
    public static AutomaticJudgement Judge(
        ApprovalPolicy policy,
        AccessRequest request,
        DateTimeOffset seen,
        ImmutableArray<AccessRequest>? others = null
    )
    {
        if (CauseOf(policy, request, seen) is { } cause) return new(new AutomaticVerdict.ByPeople(cause), []);
        var (real, rehearsed) = (Walk(countsDryRuns: false), Walk(countsDryRuns: true));
        return new(VerdictOf(policy, real), real)
        {
            DryRun =
                rehearsed.Any(role => role.By is { Automatic.IsDryRun: true })
                    ? VerdictOf(policy, rehearsed) as AutomaticVerdict.ByRule
                    : null,
            NeedsCount = others is null && (MayDepend(real) || MayDepend(rehearsed)),
        };

        ImmutableArray<RoleJudgement> Walk(bool countsDryRuns) =>
            [.. request.Roles.Select(role => RoleJudgement.Of(policy, role, request, others, countsDryRuns))];
    }

    /// <summary>Every role is decided by a rule, or would be but for its limit.</summary>
    private static bool MayDepend(ImmutableArray<RoleJudgement> roles) =>
        roles.Any(role => role.LacksCount) && roles.All(role => role.By is not null || role.LacksCount);

    /// <summary>One denial denies. Of several rules, the first in the configuration is named.</summary>
    private static AutomaticVerdict VerdictOf(ApprovalPolicy policy, ImmutableArray<RoleJudgement> roles)
    {
        if (roles.Any(role => role.By is null)) return new AutomaticVerdict.ByPeople(PeopleCause.RoleLeft);
        var rules = roles.Select(role => role.By!).OrderBy(rule => policy.Settings.Rules.IndexOf(rule)).ToList();
        var first = rules.Find(rule => rule.Automatic!.Decides == RequestState.Denied) ?? rules[0];
        return new AutomaticVerdict.ByRule(policy.NameOf(first), first.Automatic!.Decides);
    }

    private static PeopleCause? CauseOf(ApprovalPolicy policy, AccessRequest request, DateTimeOffset seen) =>
        request switch
        {
            _ when !policy.HasAutomaticRules() => PeopleCause.NoAutomaticRule,
            { Roles.IsEmpty: true } => PeopleCause.NoRoles,
            { Kind: not RequestKind.ShortTerm } => PeopleCause.OtherKind,
            _ when !FullList.Fits(request) => PeopleCause.TooLong,
            _ when DecisionWay.HasRealThresholds(request) => PeopleCause.Thresholds,
            { Created: null } => PeopleCause.NoCreationTime,
            { Created: var created } when created - seen > AutomaticRule.ClocksDiffer => PeopleCause.CreatedLater,
            { Created: var created } when seen - created > AutomaticRule.MostAge => PeopleCause.SeenTooLate,
            _ => null,
        };
}

/// <summary>Who decides a request.</summary>
internal abstract record AutomaticVerdict
{
    private AutomaticVerdict() { }

    /// <param name="Rule">Its name.</param>
    /// <param name="State">Approved or Denied.</param>
    internal sealed record ByRule(string Rule, RequestState State) : AutomaticVerdict;

    internal sealed record ByPeople(PeopleCause Cause) : AutomaticVerdict;
}
