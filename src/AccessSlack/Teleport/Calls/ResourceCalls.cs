using System.Collections.Immutable;
using AccessSlack.Requests.Resources;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.Teleport.Calls;

/// <summary>
/// Looks requested resources up (ListResources): one call for each kind, more only if there are many
/// (docs/protocols/teleport.md 4.9). However many rows a server has, the number of calls is limited.
/// </summary>
internal sealed class ResourceCalls(TeleportCalls calls, ClusterCalls cluster)
{
    /// <summary>Teleport takes 300 for one request.</summary>
    private const int MaxResources = 300;

    /// <summary>No resource has a longer id.</summary>
    private const int MaxId = 1024;

    private const int PageSize = 1000;

    /// <summary>A server that refuses so few rows as too many has another problem.</summary>
    private const int MinPageSize = 60;

    /// <summary>For one kind. Only what was asked for is listed, but each of its agents is a row.</summary>
    private const int MaxPages = 20;

    /// <summary>Never throws <see cref="TeleportException"/>: a kind that fails does not prevent the others.</summary>
    public async Task<ResourceAnswer> DescribeAsync(
        ImmutableArray<ResourceId> resources,
        CancellationToken cancel
    )
    {
        var groups = Usable(resources).GroupBy(ResourceType.Of).Where(group => group.Key is not null).ToList();
        if (groups.Count == 0) return new([], []);
        var own = await OwnClusterAsync(cancel);
        if (own is null) return new([], [.. groups.Select(group => Unreachable(group.Key!))]);
        var answers = await Task.WhenAll(
            groups.Select(group => DescribeAsync(group.Key!, Ours(group, resources, own), cancel))
        );
        return new(
            [.. answers.SelectMany(answer => answer.Found)],
            [.. answers.SelectMany(answer => answer.Failures)]
        );
    }

    private static IEnumerable<ResourceId> Usable(ImmutableArray<ResourceId> resources) =>
        resources.Where(resource => resource.Name.Length is > 0 and <= MaxId).Distinct().Take(MaxResources);

    /// <summary>
    /// Only those of our cluster: Teleport knows no others, and one that has the same name in another cluster must not
    /// be taken for it.
    /// </summary>
    private static ImmutableArray<ResourceId> Ours(
        IEnumerable<ResourceId> group,
        ImmutableArray<ResourceId> all,
        string own
    )
    {
        var elsewhere = all.Where(resource => !IsOurs(resource)).Select(resource => resource.ToString()).ToHashSet();
        return [.. group.Where(resource => !elsewhere.Contains(resource.ToString()))];

        bool IsOurs(ResourceId resource) => resource.Cluster.Length == 0 || resource.Cluster == own;
    }

    private async Task<string?> OwnClusterAsync(CancellationToken cancel)
    {
        try
        {
            return await cluster.NameAsync(cancel);
        }
        catch (TeleportException)
        {
            return null;
        }
    }

    private ResourceFailure Unreachable(ResourceType type) =>
        new(type.Name, TeleportFailure.Unreachable, $"Teleport at {calls.Address} did not tell its cluster's name");

    private ResourceFailure NothingShown(string type) =>
        new(type, TeleportFailure.NothingShown, $"Teleport at {calls.Address} shows none of these resources");

    private async Task<ResourceAnswer> DescribeAsync(
        ResourceType type,
        ImmutableArray<ResourceId> resources,
        CancellationToken cancel
    )
    {
        var listing = new ResourceListing(calls, type);
        if (resources.IsEmpty) return new([], []);
        var failure = await ListAsync(listing, resources, cancel);
        var found = resources
            .Where(resource => listing.Found.ContainsKey(resource.Name))
            .Select(resource => Describe(resource, listing.Found[resource.Name]));
        if (listing.Found.Count == 0) failure ??= NothingShown(listing.Type);
        return new([.. found], failure is null ? [] : [failure]);
    }

    private static ResourceDescription Describe(ResourceId resource, ListedResource listed) =>
        // What is in a cluster has no other name than its own.
        new(resource.ToString(), resource.SubResource.Length > 0 ? "" : listed.FriendlyName, listed.Labels);

    private static async Task<ResourceFailure?> ListAsync(
        ResourceListing listing,
        ImmutableArray<ResourceId> resources,
        CancellationToken cancel
    )
    {
        try
        {
            foreach (var names in ResourcePredicate.Chunks(resources.Select(resource => resource.Name).Distinct()))
                await listing.FindAsync(names, cancel);
            return null;
        }
        catch (TeleportException exception)
        {
            return new(listing.Type, exception.Failure, exception.Message);
        }
    }

    /// <summary>The pages of one kind.</summary>
    private sealed class ResourceListing(TeleportCalls calls, ResourceType type)
    {
        private int _pages;
        private int _pageSize = PageSize;

        /// <summary>As the server knows it.</summary>
        public string Type { get; private set; } = type.Name;

        public Dictionary<string, ListedResource> Found { get; } = new(StringComparer.Ordinal);

        /// <summary>Ends when all are found, even if the list goes on: each agent of a resource is a row.</summary>
        public async Task FindAsync(ImmutableArray<string> names, CancellationToken cancel)
        {
            var missing = names.ToHashSet(StringComparer.Ordinal);
            var request = new ListResourcesRequest
            {
                PredicateExpression = ResourcePredicate.AnyOf(names),
                UseSearchAsRoles = true,
                UsePreviewAsRoles = true,
            };
            do
            {
                var page = await PageAsync(request, cancel);
                foreach (var row in page.Resources)
                    if (ResourceMapper.ToResource(row) is { } listed && missing.Remove(listed.Name))
                        Found[listed.Name] = listed;
                if (page.NextKey.Length > 0 && page.NextKey == request.StartKey)
                    throw calls.Unexpected("a list of resources does not get beyond one page");
                request.StartKey = page.NextKey;
            }
            while (request.StartKey.Length > 0 && missing.Count > 0);
        }

        private async Task<ListResourcesResponse> PageAsync(ListResourcesRequest request, CancellationToken cancel)
        {
            while (true)
            {
                (request.ResourceType, request.Limit) = (Type, _pageSize);
                if (_pages++ >= MaxPages)
                    throw calls.Unexpected($"a list of a few resources has more than {MaxPages} pages");
                try
                {
                    return await calls.CallAsync(
                        "ListResources",
                        (client, options) => client.ListResourcesBrieflyAsync(request, options),
                        cancel
                    );
                }
                catch (TeleportException exception)
                {
                    if (!Adapts(exception.Failure)) throw;
                }
            }
        }

        /// <summary>Whether the next try is another one, which this server may accept.</summary>
        private bool Adapts(TeleportFailure failure)
        {
            switch (failure)
            {
                case TeleportFailure.Unsupported when type.Earlier is { } earlier && Type != earlier:
                    Type = earlier;
                    return true;
                case TeleportFailure.Busy when _pageSize / 2 >= MinPageSize:
                    _pageSize /= 2;
                    return true;
                default:
                    return false;
            }
        }
    }
}
