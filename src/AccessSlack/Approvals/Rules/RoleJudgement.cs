using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Approvals.Rules;

/// <summary>Which rule decides one role by itself, after which others did not.</summary>
/// <param name="Role">The role.</param>
/// <param name="By">Null if people decide it.</param>
/// <param name="Findings">
/// Of the rules that are for this role and requester, in their order, as far as they count.
/// </param>
internal sealed record RoleJudgement(string Role, ApprovalRule? By, ImmutableArray<RuleFinding> Findings)
{
    /// <summary>A rule would decide it, if its limit is not reached.</summary>
    public bool LacksCount => By is null && Findings.Any(found => found.Finding is AutomaticFinding.CountUnknown);

    /// <param name="policy">The rules.</param>
    /// <param name="role">One of the request's.</param>
    /// <param name="request">The request.</param>
    /// <param name="others">See <see cref="AutomaticJudgement.Judge"/>.</param>
    /// <param name="countsDryRuns">Dry runs count like other rules.</param>
    public static RoleJudgement Of(
        ApprovalPolicy policy,
        string role,
        AccessRequest request,
        ImmutableArray<AccessRequest>? others,
        bool countsDryRuns
    )
    {
        var findings = ImmutableArray.CreateBuilder<RuleFinding>();
        foreach (var rule in policy.Settings.Rules)
        {
            if (rule.Matches(role, request, policy.Cluster) is not { } matches)
            {
                findings.Add(new(policy.NameOf(rule), new AutomaticFinding.MembershipUnknown()));
                if (MayCount(rule, request, countsDryRuns)) break; // it may be the one that counts
                continue;
            }

            if (!matches) continue;
            var finding = FindingOf(rule, request, others, policy.Cluster, countsDryRuns);
            findings.Add(new(policy.NameOf(rule), finding));
            if (finding is AutomaticFinding.Decides) return new(role, rule, findings.ToImmutable());
            if (finding is AutomaticFinding.ForPeople) break;
        }

        return new(role, By: null, findings.ToImmutable());
    }

    /// <summary>It would not be skipped if it were for this requester.</summary>
    private static bool MayCount(ApprovalRule rule, AccessRequest request, bool countsDryRuns) =>
        rule.Automatic is not { } automatic
        || ((countsDryRuns || !automatic.IsDryRun) && automatic.IsInWindow(request.Created!.Value));

    private static AutomaticFinding FindingOf(
        ApprovalRule rule,
        AccessRequest request,
        ImmutableArray<AccessRequest>? others,
        string cluster,
        bool countsDryRuns
    )
    {
        if (rule.Automatic is not { } automatic) return new AutomaticFinding.ForPeople();
        if (automatic.IsDryRun && !countsDryRuns) return new AutomaticFinding.DryRun();
        if (!automatic.IsInWindow(request.Created!.Value))
            return new AutomaticFinding.OutsideWindows(automatic.When!);
        if (automatic.Limit is not { } limit) return new AutomaticFinding.Decides(automatic.Decides);
        if (others is not { } known) return new AutomaticFinding.CountUnknown();
        var open = OpenRequests.Count(rule, request, known, cluster);
        return open < limit
            ? new AutomaticFinding.Decides(automatic.Decides)
            : new AutomaticFinding.LimitReached(open, limit);
    }
}
