using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport.Requests;

/// <summary>
/// Counts reviews against thresholds (docs/protocols/teleport.md 4.4). Filters are not evaluated: every review matches
/// every threshold.
/// </summary>
internal static class ReviewTally
{
    /// <summary>The resulting state; PENDING until a threshold is reached.</summary>
    public static Proto.RequestState Outcome(Proto.AccessRequestSpecV3 spec)
    {
        if (spec.Thresholds.Any((_, i) => Reaches(spec, i, Proto.RequestState.Denied)))
            return Proto.RequestState.Denied;
        return spec.Roles.All(role => IsApproved(spec, role))
            ? Proto.RequestState.Approved
            : Proto.RequestState.Pending;
    }

    // Every index set of the role needs one threshold with enough approvals.
    private static bool IsApproved(Proto.AccessRequestSpecV3 spec, string role) =>
        spec.RoleThresholdMapping.TryGetValue(role, out var mapping)
        && mapping.Sets.All(set => set.Indexes.Any(i => Reaches(spec, (int)i, Proto.RequestState.Approved)));

    private static bool Reaches(Proto.AccessRequestSpecV3 spec, int index, Proto.RequestState state)
    {
        var threshold = spec.Thresholds[index];
        var needed = state == Proto.RequestState.Approved ? threshold.Approve : threshold.Deny;
        return needed > 0
            && spec.Reviews.Count(r => r.ProposedState == state && r.ThresholdIndexes.Contains((uint)index)) >= needed;
    }

    private static bool Any<T>(this IEnumerable<T> items, Func<T, int, bool> test) => items.Where(test).Any();
}
