using AccessSlack.Teleport.Protocol;

namespace AccessSlack.Teleport.Calls;

/// <summary>Reads facts about the cluster.</summary>
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
}
