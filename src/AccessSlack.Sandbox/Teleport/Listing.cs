using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>Who sees which requests in which list (docs/protocols/teleport.md 1.4 and 6.2).</summary>
internal sealed class Listing(Cluster cluster, RequestStore requests)
{
    private const int DefaultPage = 1000;
    private const int LargestPage = 16000;

    /// <summary>Requests that match, ordered by id.</summary>
    public IReadOnlyList<Proto.AccessRequestV3> Find(TeleportUser user, Proto.AccessRequestFilter? filter)
    {
        filter ??= new Proto.AccessRequestFilter();
        Permit(user, filter);
        return
        [
            .. Candidates(filter.Id)
                .Where(r => Matches(r, filter) && IsVisible(r, user))
                .OrderBy(r => r.Metadata.Name, StringComparer.Ordinal),
        ];
    }

    public Proto.ListAccessRequestsResponse Page(TeleportUser user, Proto.ListAccessRequestsRequest call)
    {
        if (call.Limit > LargestPage) throw GrpcFailure.Invalid($"page size of {call.Limit} is too large");
        var limit = call.Limit > 0 ? call.Limit : DefaultPage;
        var keyed = Find(user, call.Filter)
            .Select(r => (Key: SortKey(r, call.Sort), Request: r))
            .OrderBy(r => r.Key, StringComparer.Ordinal)
            .ToList();
        if (call.Descending) keyed.Reverse();
        if (call.StartKey.Length > 0)
            keyed =
            [
                .. keyed.SkipWhile(r => string.CompareOrdinal(r.Key, call.StartKey) * (call.Descending ? -1 : 1) < 0),
            ];
        var answer = new Proto.ListAccessRequestsResponse { NextKey = keyed.Count > limit ? keyed[limit].Key : "" };
        answer.AccessRequests.AddRange(keyed.Take(limit).Select(r => r.Request));
        return answer;
    }

    private IReadOnlyList<Proto.AccessRequestV3> Candidates(string id)
    {
        if (id.Length == 0) return requests.All();
        if (requests.TryFind(id, out var request)) return [request];
        return cluster.Release.MissingIdIsNotFound
            ? throw GrpcFailure.NotFound($"access request {id} is not found")
            : [];
    }

    private void Permit(TeleportUser user, Proto.AccessRequestFilter filter)
    {
        if (cluster.Release.NarrowsLists || filter.User == user.Name || (user.MayList && user.MayRead)) return;
        throw GrpcFailure.Denied($"access denied to perform action \"list\" on \"access_request\" for {user.Name}");
    }

    private static bool IsVisible(Proto.AccessRequestV3 request, TeleportUser user) =>
        (user.MayList && user.MayRead) || request.Spec.User == user.Name || user.MayReview(request.Spec.Roles);

    private static bool Matches(Proto.AccessRequestV3 request, Proto.AccessRequestFilter filter) =>
        (filter.User.Length == 0 || request.Spec.User == filter.User)
        && (filter.State == Proto.RequestState.None || request.Spec.State == filter.State);

    private static string SortKey(Proto.AccessRequestV3 request, int sort) => sort switch
    {
        0 => request.Metadata.Name,
        1 => $"{request.Spec.Created.Seconds:D12}/{request.Metadata.Name}",
        2 => $"{request.Spec.State}/{request.Metadata.Name}",
        3 => $"{request.Spec.User}/{request.Metadata.Name}",
        _ => throw GrpcFailure.Invalid($"unknown sort index {sort}"),
    };
}
