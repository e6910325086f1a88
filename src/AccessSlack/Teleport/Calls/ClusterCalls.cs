using System.Collections.Immutable;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.Teleport.Calls;

/// <summary>Reads facts about the cluster and its users.</summary>
internal sealed class ClusterCalls(TeleportCalls calls)
{
    public async Task<TeleportServer> PingAsync(CancellationToken cancel)
    {
        var pong = await calls.CallAsync(
            "Ping",
            (client, options) => client.PingAsync(new PingRequest(), options),
            cancel
        );
        return new TeleportServer(pong.ClusterName, pong.ServerVersion.TrimStart('v'), pong.ProxyPublicAddr)
        {
            HasReviews = pong.ServerFeatures is { AdvancedAccessWorkflows: true },
        };
    }

    public async Task<ImmutableArray<string>> FindSlackIdsAsync(string user, string trait, CancellationToken cancel)
    {
        try
        {
            var found = await calls.CallAsync(
                "GetUser",
                (client, options) => client.GetUserAsync(new GetUserRequest { Name = user }, options),
                cancel
            );
            return found.Spec?.Traits?.Values.TryGetValue(trait, out var ids) == true ? [.. ids.Values] : [];
        }
        catch (TeleportException exception) when (exception.Failure == TeleportFailure.NotFound)
        {
            return []; // a user of another cluster, or a deleted one
        }
    }
}
