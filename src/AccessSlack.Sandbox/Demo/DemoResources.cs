using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Resources;

namespace AccessSlack.Sandbox.Demo;

/// <summary>The nodes that requests on the page are for: requested by their ids, known by their host names.</summary>
internal static class DemoResources
{
    /// <summary>Of the channel to which the route for production leads as well.</summary>
    public const string OnCall = "prod-oncall";

    private static readonly ClusterResource[] Nodes =
    [
        Node("0b8f3d52-1c5e-4f0e-9a57-staging00001", "db-1", "staging"),
        Node("0b8f3d52-1c5e-4f0e-9a57-staging00002", "db-2", "staging"),
        Node("7d21c9aa-6e0b-4c77-8f19-production01", "pg-main", "prod"),
        Node("7d21c9aa-6e0b-4c77-8f19-production02", "pg-replica", "prod"),
    ];

    /// <summary>What the roles are for; with a role of production, its nodes only, so that the route applies.</summary>
    public static IReadOnlyList<(string Kind, string Name)> Of(IEnumerable<string> roles)
    {
        var env = roles.Any(role => role.StartsWith("prod-", StringComparison.Ordinal)) ? "prod" : "staging";
        return [.. Nodes.Where(node => node.Labels["env"] == env).Select(node => (node.Kind, node.Name))];
    }

    public static void Add(TeleportSimulator teleport) => teleport.Resources.Add(Nodes);

    private static ClusterResource Node(string id, string hostname, string env) => new("node", id)
    {
        Hostname = hostname,
        Labels = new Dictionary<string, string> { ["env"] = env, ["team"] = "databases" },
    };
}
