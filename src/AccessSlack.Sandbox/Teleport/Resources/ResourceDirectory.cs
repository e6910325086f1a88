using AccessSlack.Sandbox.Teleport.Requests;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport.Resources;

/// <summary>
/// The resources of the cluster, and the call that lists them (docs/protocols/teleport.md 1.8 and 4.9). Resources of
/// leaf clusters are in none of its lists. Thread-safe.
/// </summary>
internal sealed class ResourceDirectory(Cluster cluster, RequestStore requests)
{
    private const int DefaultPage = 1000;

    private readonly Lock _lock = new();
    private readonly List<ClusterResource> _resources = [];

    /// <summary>
    /// This many more rows come first, whatever the condition: as from a server that does not filter. Null for none.
    /// </summary>
    public int? Flood { get; set; }

    /// <summary>Pages of more rows are refused as too large; null for no limit.</summary>
    public int? MaxRows { get; set; }

    public void Add(params IEnumerable<ClusterResource> resources)
    {
        lock (_lock) _resources.AddRange(resources);
        cluster.Touch();
    }

    /// <summary>Renames or relabels a resource.</summary>
    public void Replace(ClusterResource resource)
    {
        lock (_lock) _resources[_resources.FindIndex(old => IsSame(old, resource))] = resource;
    }

    public Proto.ListResourcesResponse Page(TeleportUser user, Proto.ListResourcesRequest call)
    {
        if (call.Limit < 0) throw GrpcFailure.Invalid($"page size of {call.Limit} is invalid");
        var kind = ResourceRows.KindOf(call.ResourceType, cluster.Release)
            ?? throw new GrpcFailure(GrpcCode.Unimplemented, $"resource type {call.ResourceType} is not supported");
        if (!user.Resources.MayList(kind))
            throw GrpcFailure.Denied($"access denied to perform action \"list\" on \"{call.ResourceType}\"");
        var previews = call.UsePreviewAsRoles && cluster.Release.PreviewsAsRoles && user.Resources.Previews.Count > 0;
        if (previews) requests.Record("access_request.search", user.Name);
        var names = NamePredicate.Names(call.PredicateExpression);
        var rows = user.Resources.Sees(kind, previews) ? Rows(kind, names) : [];
        return Page(rows, call);
    }

    private Proto.ListResourcesResponse Page(IEnumerable<ClusterResource> rows, Proto.ListResourcesRequest call)
    {
        var limit = call.Limit > 0 ? call.Limit : DefaultPage;
        if (limit > MaxRows) throw new GrpcFailure(GrpcCode.ResourceExhausted, "message is larger than the limit");
        var start = call.StartKey.Length > 0 ? int.Parse(call.StartKey) : 0;
        var page = rows.Skip(start).Take(limit + 1).ToList();
        var answer = new Proto.ListResourcesResponse { NextKey = page.Count > limit ? $"{start + limit}" : "" };
        answer.Resources.AddRange(page.Take(limit).Select(row => ResourceRows.Of(row, call.ResourceType)));
        return answer;
    }

    private IEnumerable<ClusterResource> Rows(string kind, IReadOnlySet<string> names)
    {
        ClusterResource[] found;
        lock (_lock) found = [.. _resources.Where(resource => resource.Kind == kind && names.Contains(resource.Name))];
        return Enumerable
            .Range(0, Flood ?? 0)
            .Select(number => new ClusterResource(kind, $"other-{number}"))
            .Concat(found.SelectMany(resource => Enumerable.Repeat(resource, resource.Agents)));
    }

    private static bool IsSame(ClusterResource one, ClusterResource other) =>
        (one.Kind, one.Name) == (other.Kind, other.Name);
}
