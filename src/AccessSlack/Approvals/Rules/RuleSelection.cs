using System.Collections.Immutable;
using AccessSlack.Approvals.Partial;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;

namespace AccessSlack.Approvals.Rules;

/// <summary>Which rule decides which role of a request (docs/design/approvals.md).</summary>
internal static class RuleSelection
{
    /// <summary>
    /// The rule of every requested role. Empty if the request is not decided in Slack: a role has no rule or is left to
    /// Teleport, there is no role at all, there is more than Slack can list, or it is not for access that ends.
    /// </summary>
    public static ImmutableArray<ApprovalRule> RulesFor(this ApprovalPolicy policy, AccessRequest request)
    {
        var rules = request.Roles.Select(role => policy.RuleFor(role, request)).ToList();
        if (!policy.IsForSlack(request) || rules.Exists(rule => rule is null or { Buttons: Buttons.Link })) return [];
        return [.. rules.Select(rule => rule!)];
    }

    /// <summary>
    /// The first rule by which people decide that matches; null if there are rules but none matches, or if it is not
    /// known whether one does. Rules that decide by themselves had their turn when the request was first seen.
    /// </summary>
    public static ApprovalRule? RuleFor(this ApprovalPolicy policy, string role, AccessRequest request)
    {
        if (policy.Settings.Rules.IsEmpty) return ApprovalRule.Implicit;
        foreach (var rule in policy.RulesForPeople())
            if (rule.Matches(role, request, policy.Cluster) is not false and var matches)
                return matches is true ? rule : null;
        return null;
    }

    /// <summary>Without those that decide by themselves.</summary>
    public static IEnumerable<ApprovalRule> RulesForPeople(this ApprovalPolicy policy) =>
        policy.Settings.Rules.Where(rule => rule.Automatic is null);

    /// <summary>Some rule decides by itself, or would.</summary>
    public static bool HasAutomaticRules(this ApprovalPolicy policy) =>
        policy.CanDecide && policy.Settings.Rules.Any(rule => rule.Automatic is not null);

    /// <summary>The rule of this name; null if there is none any more.</summary>
    public static ApprovalRule? RuleNamed(this ApprovalPolicy policy, string name) =>
        policy.Settings.Rules.FirstOrDefault(rule => policy.NameOf(rule) == name);

    /// <summary>Null if the request is not decided in Slack at all, or no rule is for this role.</summary>
    public static ApprovalRule? DecidingRule(this ApprovalPolicy policy, string role, AccessRequest request) =>
        policy.IsForSlack(request) ? policy.RuleFor(role, request) : null;

    /// <summary>
    /// For the log: the names of the rules in the order of the configuration; <c>none</c> if the request is not decided
    /// in Slack.
    /// </summary>
    public static string Describe(this ApprovalPolicy policy, AccessRequest request)
    {
        if (policy.Settings.Rules.IsEmpty) return "implicit";
        var rules = policy.RulesFor(request).Distinct().OrderBy(rule => policy.Settings.Rules.IndexOf(rule)).ToList();
        return rules.Count == 0 ? "none" : string.Join(',', rules.Select(policy.NameOf));
    }

    /// <summary>What a rule is called: its name, otherwise its number.</summary>
    public static string NameOf(this ApprovalPolicy policy, ApprovalRule rule) =>
        rule.Name.Length > 0 ? rule.Name : $"{policy.Settings.Rules.IndexOf(rule) + 1}";

    /// <summary>
    /// The groups and channels whose members may decide this request. Membership must be known before a click is
    /// judged.
    /// </summary>
    public static ImmutableArray<Approver> GroupsFor(this ApprovalPolicy policy, AccessRequest request) =>
        [
            .. policy.RulesFor(request)
                .SelectMany(rule => rule.Approvers ?? [])
                .Where(approver => approver.IsGroupOfPeople)
                .Distinct(),
        ];

    /// <summary>
    /// The channel whose members must be known before a click there is judged: where a rule names no approvers, they
    /// are its members. Null if no one's membership matters.
    /// </summary>
    public static string? ChannelOfApprovers(this ApprovalPolicy policy, AccessRequest request, string channel) =>
        channel.StartsWith('D') || policy.RulesFor(request).All(rule => rule.Approvers is not null) ? null : channel;

    /// <summary>
    /// How long the reason of a vote must be, in characters that a reader sees: the most that any of the rules
    /// requires; 0 if no reason is required.
    /// </summary>
    public static int MinReasonLength(this ApprovalPolicy policy, AccessRequest request, RequestState proposed) =>
        policy.RulesFor(request)
            .Select(rule => rule.MinReasonLength(proposed))
            .DefaultIfEmpty()
            .Max();

    /// <summary>What the rules warn of, in the order of the roles, each text once.</summary>
    public static ImmutableArray<string> WarningsFor(this ApprovalPolicy policy, AccessRequest request) =>
        [
            .. policy.InOrder(request)
                .Select(role => policy.RuleFor(role, request)?.Warning ?? "")
                .Where(warning => warning.Length > 0)
                .Distinct(StringComparer.Ordinal),
        ];

    private static bool IsForSlack(this ApprovalPolicy policy, AccessRequest request) =>
        request.Kind == RequestKind.ShortTerm
        && FullList.Fits(request)
        && (!policy.AsksForRoles(request) || policy.CanDecideRoles(request));
}
