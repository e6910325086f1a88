using System.Collections.Immutable;
using AccessSlack.Approvals;

namespace AccessSlack.Tests.Simulation;

/// <summary>Rules that are a little weaker or different: tests of the rules must notice each of them.</summary>
internal static class Mutants
{
    public static IEnumerable<(string What, ImmutableArray<ApprovalRule> Rules)> Of(ImmutableArray<ApprovalRule> rules)
    {
        for (var i = 0; i < rules.Length; i++)
        {
            var index = i;
            yield return ($"rule {i + 1} removed", rules.RemoveAt(i));
            foreach (var (what, rule) in Of(rules[i]))
                yield return ($"rule {index + 1}: {what}", rules.SetItem(index, rule));
        }
    }

    private static IEnumerable<(string What, ApprovalRule Rule)> Of(ApprovalRule rule)
    {
        if (rule.Roles.Length > 1)
            foreach (var role in rule.Roles)
                yield return ($"without the role {role}", rule with { Roles = rule.Roles.Remove(role) });
        if (rule.Required > 1) yield return ("required lowered", rule with { Required = rule.Required - 1 });
        if (rule.DenyRequired > 1)
            yield return ("deny_required lowered", rule with { DenyRequired = rule.DenyRequired - 1 });
        if (rule.Approvers is { } approvers)
        {
            yield return ("without approvers", rule with { Approvers = null });
            if (approvers.Length > 1)
                foreach (var approver in approvers)
                    yield return ($"without {approver}", rule with { Approvers = approvers.Remove(approver) });
        }

        if (rule.Reason != ReasonDemand.Never)
            yield return ("no reason", rule with { Reason = ReasonDemand.Never, ReasonMinLength = 0 });
        if (rule.Reason == ReasonDemand.Always)
            yield return ("a reason only to deny", rule with { Reason = ReasonDemand.Deny });
        if (rule.ReasonMinLength > 0) yield return ("any reason", rule with { ReasonMinLength = 0 });
        if (rule.Buttons == Buttons.Link) yield return ("with buttons", rule with { Buttons = Buttons.Decide });
        if (!rule.Requesters.IsEmpty || !rule.RequesterGroups.IsEmpty)
            yield return ("for every requester", rule with { Requesters = [], RequesterGroups = [] });
        if (!rule.Clusters.IsEmpty) yield return ("for every cluster", rule with { Clusters = [] });
        if (rule.Automatic is { } automatic)
        {
            yield return ("for people", rule with { Automatic = null });
            yield return ("a dry run or none", rule with { Automatic = automatic with { IsDryRun = !automatic.IsDryRun } });
            if (automatic.When is not null)
                yield return ("at any time", rule with { Automatic = automatic with { When = null } });
        }

        if (rule.Escalation is not null) yield return ("without escalation", rule with { Escalation = null });
        if (rule.Partial) yield return ("not partial", rule with { Partial = false });
    }
}
