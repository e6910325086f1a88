using System.Collections.Immutable;

namespace AccessSlack.Approvals.Partial;

/// <summary>
/// What is settled by itself in a request that is decided role by role: one role of a rule with <c>partial</c>, or all
/// roles of other rules together.
/// </summary>
/// <param name="Roles">At least one.</param>
/// <param name="IsBlock">They are decided together.</param>
internal sealed record RoleUnit(ImmutableArray<string> Roles, bool IsBlock)
{
    /// <param name="roles">In the order in which they are shown, which the units keep; the block comes last.</param>
    public static ImmutableArray<RoleUnit> Of(IEnumerable<(string Role, ApprovalRule? Rule)> roles)
    {
        var all = roles.DistinctBy(role => role.Role).ToList();
        ImmutableArray<string> block =
            [.. all.Where(role => role.Rule is not { Partial: true }).Select(role => role.Role)];
        IEnumerable<RoleUnit> single = all
            .Where(role => role.Rule is { Partial: true })
            .Select(role => new RoleUnit([role.Role], IsBlock: false));
        return [.. single, .. block.IsEmpty ? Array.Empty<RoleUnit>() : [new(block, IsBlock: true)]];
    }
}
