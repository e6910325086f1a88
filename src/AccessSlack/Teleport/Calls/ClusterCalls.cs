using System.Collections.Immutable;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.Teleport.Calls;

/// <summary>Reads facts about the cluster and its users.</summary>
internal sealed class ClusterCalls(TeleportCalls calls)
{
    /// <summary>As the last Ping told it: no cluster changes its name.</summary>
    private volatile string _name = "";

    public async Task<string> NameAsync(CancellationToken cancel) =>
        _name is { Length: > 0 } known ? known : (await PingAsync(cancel)).Cluster;

    public async Task<TeleportServer> PingAsync(CancellationToken cancel)
    {
        var pong = await calls.CallAsync(
            "Ping",
            (client, options) => client.PingAsync(new PingRequest(), options),
            cancel
        );
        _name = pong.ClusterName;
        return new TeleportServer(pong.ClusterName, pong.ServerVersion.TrimStart('v'), pong.ProxyPublicAddr)
        {
            HasReviews = pong.ServerFeatures is { AdvancedAccessWorkflows: true },
        };
    }

    public async Task<ImmutableArray<string>> FindSlackIdsAsync(string user, string trait, CancellationToken cancel) =>
        await FindAsync(user, cancel) is { Spec.Traits: { } traits }
        && traits.Values.TryGetValue(trait, out var ids)
            ? [.. ids.Values]
            : [];

    public async Task<ImmutableDictionary<string, ImmutableArray<string>>> FindTraitsAsync(
        string user,
        CancellationToken cancel
    ) =>
        await FindAsync(user, cancel) is { Spec.Traits: { } traits }
            ? traits.Values.ToImmutableDictionary(trait => trait.Key, trait => trait.Value.Values.ToImmutableArray())
            : ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Null for a user of another cluster, or a deleted one.</summary>
    private async Task<UserV2?> FindAsync(string user, CancellationToken cancel)
    {
        try
        {
            return await calls.CallAsync(
                "GetUser",
                (client, options) => client.GetUserAsync(new GetUserRequest { Name = user }, options),
                cancel
            );
        }
        catch (TeleportException exception) when (exception.Failure == TeleportFailure.NotFound)
        {
            return null;
        }
    }
}
