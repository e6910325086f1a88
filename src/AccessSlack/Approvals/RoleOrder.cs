using System.Collections.Immutable;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;

namespace AccessSlack.Approvals;

/// <summary>
/// The order in which roles are shown: the strictest rule first, so that a requester cannot hide a dangerous role
/// behind harmless ones.
/// </summary>
internal static class RoleOrder
{
    /// <summary>Roles that are left to Teleport, more approvals, named approvers, and then by name.</summary>
    /// <param name="roles">In any order.</param>
    /// <param name="ruleFor">The rule that applies to a role, if any.</param>
    public static ImmutableArray<string> Of(IEnumerable<string> roles, Func<string, ApprovalRule?> ruleFor) =>
    [
        .. roles
            .Select(role => (Role: role, Rule: ruleFor(role)))
            .OrderByDescending(entry => entry.Rule is null or { Buttons: Buttons.Link })
            .ThenByDescending(entry => entry.Rule?.Required)
            .ThenByDescending(entry => entry.Rule?.Approvers is not null)
            .ThenBy(entry => entry.Role, StringComparer.Ordinal)
            .Select(entry => entry.Role),
    ];

    /// <summary>What is shown of a request under this policy.</summary>
    public static RequestFacts FactsOf(this ApprovalPolicy policy, AccessRequest request) =>
        RequestFacts.Of(request) with
        {
            Roles = policy.InOrder(request),
        };

    public static ImmutableArray<string> InOrder(this ApprovalPolicy policy, AccessRequest request) =>
        Of(request.Roles, role => policy.RuleFor(role, request));
}
