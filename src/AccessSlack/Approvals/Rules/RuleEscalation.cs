using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AccessSlack.Requests;

namespace AccessSlack.Approvals.Rules;

/// <summary>
/// Which rules of a request have escalated, and to whom. The ledger only says that the rule of a name has: who that is,
/// and what they may decide, always comes from the configuration.
/// </summary>
internal static class RuleEscalation
{
    /// <summary>
    /// The rules of the request that escalate, in the order of the configuration; none if it is not decided in Slack.
    /// </summary>
    public static ImmutableArray<ApprovalRule> EscalatingRules(this ApprovalPolicy policy, AccessRequest request) =>
        policy.Settings.Escalates
            ? [
                .. policy.RulesFor(request)
                    .Where(rule => rule.Escalation is not null)
                    .Distinct()
                    .OrderBy(rule => policy.Settings.Rules.IndexOf(rule)),
            ]
            : [];

    /// <summary>
    /// What the ledger calls a rule that has escalated: its name. The number of a rule without a name may be that of
    /// another one after a reload, so such a rule is known by what it is for and to whom it escalates.
    /// </summary>
    public static string MarkOf(ApprovalRule rule) => rule.Name.Length > 0 ? rule.Name : $"#{Hash(rule)}";

    public static bool HasEscalated(ApprovalRule rule, AccessRequest request) =>
        rule.Escalation is not null
        && request.Details.Escalated.Contains(MarkOf(rule), StringComparer.OrdinalIgnoreCase);

    /// <summary>What has escalated so far, in the order of the configuration.</summary>
    public static ImmutableArray<Escalation> EscalationsOf(this ApprovalPolicy policy, AccessRequest request) =>
        request.Details.Escalated.IsEmpty
            ? []
            : [
                .. policy.EscalatingRules(request)
                    .Where(rule => HasEscalated(rule, request))
                    .Select(rule => rule.Escalation!),
            ];

    /// <summary>
    /// Recipients who are named for a role because its rule has escalated. One role that is left to Teleport leaves the
    /// whole request there.
    /// </summary>
    public static ImmutableArray<string> EscalatedTo(this ApprovalPolicy policy, AccessRequest request, string role) =>
        !request.Details.Escalated.IsEmpty
        && policy.RuleFor(role, request) is { } rule
        && policy.EscalatingRules(request).Contains(rule)
        && HasEscalated(rule, request)
            ? rule.Escalation!.To
            : [];

    private static string Hash(ApprovalRule rule)
    {
        ImmutableArray<string>[] lists =
        [
            rule.Roles,
            rule.Requesters,
            [.. rule.RequesterGroups.Select(group => group.ToString())],
            rule.Clusters,
            [rule.Escalation?.After.ToString() ?? ""],
            rule.Escalation?.To ?? [],
        ];
        var text = string.Concat(lists.SelectMany(list => list.Prepend("list")).Select(one => $"{one.Length}:{one}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }
}
