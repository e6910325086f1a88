namespace AccessSlack.Sandbox.Teleport;

/// <summary>What a simulated cluster is like when it starts.</summary>
internal sealed record TeleportSimulatorOptions
{
    /// <summary>Release to imitate, from 4.3.0 on.</summary>
    public string Version { get; init; } = "18.2.0";

    public string ClusterName { get; init; } = "sandbox";

    /// <summary>host:port of the web proxy, told from 6.1 on; empty when none is configured.</summary>
    public string ProxyPublicAddress { get; init; } = "";

    /// <summary>Whether Ping claims the Enterprise edition's workflows.</summary>
    public bool Enterprise { get; init; } = true;

    /// <summary>Port on 127.0.0.1; 0 takes a free one, and a restart keeps it.</summary>
    public int Port { get; init; }

    /// <summary>The clock of expiries, of the audit trail and of the check of client certificates.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Events a watcher may leave unread before its stream overflows (64 in releases up to 15).</summary>
    public int WatchQueueLimit { get; init; } = int.MaxValue;

    /// <summary>Certificates of the cluster; null issues new ones.</summary>
    public ClusterCertificates? Certificates { get; init; }
}
