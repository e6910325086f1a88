using System.Collections.Immutable;
using System.Text;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;

namespace AccessSlack.Approvals.Partial;

/// <summary>Which requests are decided role by role (docs/design/approvals.md, "Partial approval").</summary>
internal static class PartialApproval
{
    /// <summary>
    /// In bytes, for all roles. The ledger has to remember each of them, so that what people chose can be told from
    /// what they left open.
    /// </summary>
    public const int MaxRoleBytes = 3000;

    /// <summary>Each takes a block of a dialog, which has a hundred; the rest is for what the dialog says.</summary>
    public const int MaxUnits = 75;

    /// <summary>
    /// In characters: a dialog names each role twice, and beside the menus less text comes back within the 256 KiB that
    /// we read (<see cref="FullList.MaxText"/>).
    /// </summary>
    private const int MaxText = 12_000;

    /// <summary>Whether each role of this request is decided by itself.</summary>
    public static bool DecidesByRole(this ApprovalPolicy policy, AccessRequest request) =>
        policy.AsksForRoles(request) && policy.RulesFor(request) is { IsEmpty: false };

    /// <summary>The rules want it decided so. A review in Teleport is on the request as a whole.</summary>
    public static bool AsksForRoles(this ApprovalPolicy policy, AccessRequest request) =>
        policy.Settings.Rules.Any(rule => rule.Partial)
        && request.Roles.Distinct().Skip(1).Any()
        && !policy.GoesByReview(request)
        && request.Roles.Any(role => policy.RuleFor(role, request) is { Partial: true });

    /// <summary>The server can grant a part of it, and a dialog can list all choices.</summary>
    public static bool CanDecideRoles(this ApprovalPolicy policy, AccessRequest request) =>
        policy.ServerGrantsRoles
        && request.Roles.Sum(role => Encoding.UTF8.GetByteCount(role) + 1) <= MaxRoleBytes
        && policy.UnitsOf(request).Length <= MaxUnits
        && LengthOf(policy, request) <= MaxText;

    public static ImmutableArray<RoleUnit> UnitsOf(this ApprovalPolicy policy, AccessRequest request) =>
        RoleUnit.Of(policy.InOrder(request).Select(role => (role, policy.RuleFor(role, request))));

    private static int LengthOf(ApprovalPolicy policy, AccessRequest request) =>
        FullList.LengthOf(request)
        + request.Roles.Sum(role => FullList.Name(role).Length + 4)
        + policy.WarningsFor(request).Sum(warning => SlackText.Escape(warning).Length + 4);
}
