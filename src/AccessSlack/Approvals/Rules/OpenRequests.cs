using AccessSlack.Requests;

namespace AccessSlack.Approvals.Rules;

/// <summary>
/// What counts towards the limit of a rule, of the requester's other requests for which it is: grants whose access had
/// not ended when the request was made, and pending ones that were made before it. Of pending ones only the earlier
/// count, by creation and id, so that every replica gives the last place to the same, whichever it looks at first.
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
            .Where(other => other.User == request.User && other.Id != request.Id && IsOpen(other, request))
            .Where(other => IsFor(rule, other with { Details = request.Details }, cluster))
            .DistinctBy(other => other.Id)
            .Count();

    /// <summary>It has the same requester, so what is known of groups holds for it as well.</summary>
    private static bool IsFor(ApprovalRule rule, AccessRequest other, string cluster) =>
        other.Roles.Any(role => rule.Matches(role, other, cluster) is true);

    /// <summary>One whose time is not known counts as earlier.</summary>
    private static bool IsEarlier(AccessRequest other, AccessRequest request) =>
        other.Created is not { } created
        || created < request.Created
        || (created == request.Created && string.CompareOrdinal(other.Id, request.Id) < 0);

    /// <summary>In doubt, it is open.</summary>
    private static bool IsOpen(AccessRequest other, AccessRequest request) => other.State switch
    {
        RequestState.Pending => IsEarlier(other, request) && !(other.Expires <= request.Created),
        RequestState.Denied or RequestState.Promoted => false,
        _ => !(other.AccessUntil <= request.Created),
    };
}
