using System.Collections.Immutable;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.Teleport.Calls;

/// <summary>Reads facts about the cluster and its users.</summary>
internal sealed class ClusterCalls(TeleportCalls calls)
{
    /// <summary>The name from Teleport's RFD 0250 (docs/protocols/teleport.md 4.8).</summary>
    private const string SlackIdTrait = "slack_uid";

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

    public async Task<ImmutableArray<string>> FindSlackIdsAsync(string user, CancellationToken cancel)
    {
        try
        {
            var found = await calls.CallAsync(
                "GetUser",
                (client, options) => client.GetUserAsync(new GetUserRequest { Name = user }, options),
                cancel
            );
            return found.Spec?.Traits?.Values.TryGetValue(SlackIdTrait, out var ids) == true ? [.. ids.Values] : [];
        }
        catch (TeleportException exception) when (exception.Failure == TeleportFailure.NotFound)
        {
            return []; // a user of another cluster, or a deleted one
        }
    }
}
