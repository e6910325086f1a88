using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport.Rules;

/// <summary>What a server accepts as an Access Monitoring Rule (docs/protocols/teleport.md 1.6).</summary>
internal static class MonitoringRuleCheck
{
    private static readonly string[] Decisions = ["APPROVED", "DENIED"];

    /// <exception cref="GrpcFailure">The rule is refused, or the release knows none.</exception>
    public static void Run(Proto.AccessMonitoringRule rule, TeleportRelease release)
    {
        if (!release.HasMonitoringRules)
            throw new GrpcFailure(GrpcCode.Unimplemented, "unknown service AccessMonitoringRulesService");
        if (FaultOf(rule, release) is { } fault) throw GrpcFailure.Invalid(fault);
    }

    private static string? FaultOf(Proto.AccessMonitoringRule rule, TeleportRelease release) => rule switch
    {
        { Kind: not WatchRules.RuleKind } => $"invalid kind for access monitoring rule: {rule.Kind}",
        { Version: not "v1" } => $"unsupported access monitoring rule version {rule.Version}",
        not { Metadata.Name.Length: > 0 } => "access monitoring rule metadata is missing",
        not { Spec.Subjects.Count: > 0 } => "access monitoring rule subject is missing",
        { Spec.Condition: "" } => "access monitoring rule condition is missing",
        { Spec.Notification: { Name: "" } } => "notification plugin name is missing",
        _ => FaultOfSubject(rule.Spec, release),
    };

    private static string? FaultOfSubject(Proto.AccessMonitoringRuleSpec spec, TeleportRelease release)
    {
        if (!spec.Subjects.Contains(WatchRules.RequestKind)) return null;
        if (!release.HasRuleSchedules)
            return spec switch
            {
                { Notification: null } => "access monitoring rule notification is missing",
                { Schedules.Count: > 0 } or { AutomaticReview: not null } => "unknown field",
                _ => null,
            };
        if (spec is { Notification: null, AutomaticReview: null })
            return "one of notification or automatic_review must be configured";
        if (spec.DesiredState is not ("" or "reviewed")) return $"unsupported desired state {spec.DesiredState}";
        if (spec.AutomaticReview is { } review && (review.Integration == "" || !Decisions.Contains(review.Decision)))
            return "automatic_review needs an integration and a decision";
        if (spec.Schedules.Values.Any(schedule => schedule.Time is not { Shifts.Count: > 0 }))
            return "schedule needs at least one shift";
        return IsBalanced(spec.Condition) ? null : "failed to parse condition";
    }

    /// <summary>The least that every parser demands; the language itself is the daemon's to know.</summary>
    private static bool IsBalanced(string condition)
    {
        var depth = 0;
        foreach (var c in condition)
        {
            if (c == '(') depth++;
            else if (c == ')' && --depth < 0) return false;
        }

        return depth == 0;
    }
}
