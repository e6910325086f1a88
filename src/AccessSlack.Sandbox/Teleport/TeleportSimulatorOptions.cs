using AccessSlack.Sandbox.Teleport.Proxy;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>The initial state of a simulated cluster.</summary>
internal sealed record TeleportSimulatorOptions
{
    /// <summary>The simulated release, 4.3.0 or later.</summary>
    public string Version { get; init; } = "18.2.0";

    public string ClusterName { get; init; } = "sandbox";

    /// <summary>host:port of the web proxy, returned from 6.1 on; empty if none is configured.</summary>
    public string ProxyPublicAddress { get; init; } = "";

    /// <summary>What stands in front, from the start on.</summary>
    public Front Front { get; init; }

    /// <summary>Whether Ping reports the Enterprise edition's workflows.</summary>
    public bool Enterprise { get; init; } = true;

    /// <summary>Port on 127.0.0.1; 0 for a free one, which a restart keeps.</summary>
    public int Port { get; init; }

    /// <summary>The clock for expiry, the audit trail and client certificates.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// How many events a watcher may leave unread before its stream overflows (64 in releases up to 15).
    /// </summary>
    public int WatchQueueLimit { get; init; } = int.MaxValue;

    /// <summary>Certificates of the cluster; null issues new ones.</summary>
    public ClusterCertificates? Certificates { get; init; }
}
