using AccessSlack.Requests;

namespace AccessSlack.Approvals.Rules;

/// <summary>May a rule's decision that is in the ledger still be carried out?</summary>
internal static class AutomaticCheck
{
    /// <summary>Its rule was changed or removed meanwhile.</summary>
    public static readonly Refusal RuleChanged = new(
        "rule_changed",
        "The rule that decided this request no longer does, so people decide it."
    );

    /// <summary>It was not finished soon after the request was made.</summary>
    public static readonly Refusal TooLate = new(
        "rule_too_late",
        "The rule's decision was not carried out in time, so people decide this request."
    );

    /// <summary>Null means that it stands. Limits were judged when the request was first seen.</summary>
    /// <param name="policy">The rules of today.</param>
    /// <param name="decision">From the ledger.</param>
    /// <param name="request">Null when there is no such request any more.</param>
    /// <param name="ledger">Without the decision if something else is requested by now.</param>
    /// <param name="now">For its expiry.</param>
    public static Refusal? Judge(
        ApprovalPolicy policy,
        Decision decision,
        AccessRequest? request,
        Ledger ledger,
        DateTimeOffset now
    )
    {
        if (DecisionCheck.JudgeRequest(request, ledger with { Decision = null }, now) is { } over) return over;
        if (!decision.IsSameClick(ledger.Decision)) return Refusals.RequestChanged;
        return IsStillDecided(policy, decision, request!) ? null : RuleChanged;
    }

    /// <summary>
    /// The rule still decides a role, and rules still decide every other one: another process may have claimed it with
    /// other rules.
    /// </summary>
    private static bool IsStillDecided(ApprovalPolicy policy, Decision decision, AccessRequest request)
    {
        if (!policy.CanDecide || DecisionWay.HasRealThresholds(request) || request.Created is null) return false;
        var deciders = request.Roles.Select(role => Deciders(policy, role, request).ToList()).ToList();
        return deciders.Exists(rules => rules.Exists(rule => policy.NameOf(rule) == decision.Rule && Says(rule)))
            && deciders.TrueForAll(rules => rules.Exists(rule => decision.State == RequestState.Denied || Says(rule)));

        bool Says(ApprovalRule rule) => rule.Automatic!.Decides == decision.State;
    }

    /// <summary>The rules that may decide this role by themselves, depending on how many requests were open.</summary>
    private static IEnumerable<ApprovalRule> Deciders(ApprovalPolicy policy, string role, AccessRequest request)
    {
        foreach (var rule in policy.Settings.Rules)
        {
            var matches = rule.Matches(role, request, policy.Cluster);
            var isSkipped = rule.Automatic is { } one && (one.IsDryRun || !one.IsInWindow(request.Created!.Value));
            if (matches is false || isSkipped) continue;
            if (matches is null || rule.Automatic is not { } automatic) yield break;
            yield return rule;
            if (automatic.Limit is null) yield break; // it always decides, so that no later one does
        }
    }
}
