using AccessSlack.Requests;

namespace AccessSlack.Approvals.Rules;

/// <summary>
/// What counts towards the limit of a rule: the requester's earlier requests for which it is, while they are pending or
/// their access has not ended. Only earlier ones count, by creation and id, and at the time when the request was made:
/// so every replica counts the same, whichever request it looks at first.
/// </summary>
internal static class OpenRequests
{
    public static int Count(
        ApprovalRule rule,
        AccessRequest request,
        IEnumerable<AccessRequest> others,
        string cluster
    ) =>
        others
            .Where(other => other.User == request.User && IsEarlier(other, request) && IsOpen(other, request.Created))
            .Where(other => IsFor(rule, other with { Details = request.Details }, cluster))
            .DistinctBy(other => other.Id)
            .Count();

    /// <summary>It has the same requester, so what is known of groups holds for it as well.</summary>
    private static bool IsFor(ApprovalRule rule, AccessRequest other, string cluster) =>
        other.Roles.Any(role => rule.Matches(role, other, cluster) is true);

    /// <summary>One whose time is not known counts as earlier.</summary>
    private static bool IsEarlier(AccessRequest other, AccessRequest request) =>
        other.Id != request.Id
        && (
            other.Created is not { } created
            || created < request.Created
            || (created == request.Created && string.CompareOrdinal(other.Id, request.Id) < 0)
        );

    /// <summary>In doubt, it is open.</summary>
    private static bool IsOpen(AccessRequest other, DateTimeOffset? at) => other.State switch
    {
        RequestState.Pending => !(other.Expires <= at),
        RequestState.Denied or RequestState.Promoted => false,
        _ => !(other.AccessUntil <= at),
    };
}
