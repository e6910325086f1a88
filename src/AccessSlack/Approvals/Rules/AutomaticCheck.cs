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

    /// <summary>Null means that it stands. Windows and limits were judged when the request was first seen.</summary>
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

    private static bool IsStillDecided(ApprovalPolicy policy, Decision decision, AccessRequest request) =>
        policy.CanDecide
        && !DecisionWay.HasRealThresholds(request)
        && policy.RuleNamed(decision.Rule) is { Automatic: { IsDryRun: false, Decides: var state } } rule
        && state == decision.State
        && request.Roles.Any(role => rule.Matches(role, request, policy.Cluster) is true);
}
