using System.Net;

namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>How the auth server is reached, as far as the configuration says.</summary>
internal sealed record RoutingOptions
{
    /// <summary>Whether connections are upgraded; null to find out.</summary>
    public bool? Upgrades { get; init; }

    /// <summary>What decided <see cref="Upgrades"/>, for messages.</summary>
    public string DecidedBy { get; init; } = "connection_upgrade under [teleport]";

    /// <summary>The cluster's name; null for the one in the client certificate.</summary>
    public string? Cluster { get; init; }

    /// <summary>Asked for the HTTP proxy on the way; null to use none.</summary>
    public IWebProxy? HttpProxies { get; init; }
}
