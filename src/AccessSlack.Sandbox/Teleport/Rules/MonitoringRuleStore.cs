using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport.Rules;

/// <summary>
/// The cluster's Access Monitoring Rules, and what administrators do to them. Watchers see every write.
/// </summary>
internal sealed class MonitoringRuleStore(Cluster cluster, Watchers watchers)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Proto.AccessMonitoringRule> _rules = new(StringComparer.Ordinal);

    /// <summary>The most rules that one page holds, whatever the client asks for.</summary>
    public int LargestPage { get; set; } = 1000;

    /// <summary>A server that never ends: every page but the first names a further one.</summary>
    public bool HasEndlessPages { get; set; }

    public IReadOnlyList<Proto.AccessMonitoringRule> All { get { lock (_lock) return [.. _rules.Values]; } }

    /// <summary>Creates or replaces a rule, as tctl does.</summary>
    /// <exception cref="GrpcFailure">This release does not accept it.</exception>
    public void Put(Proto.AccessMonitoringRule rule)
    {
        MonitoringRuleCheck.Run(rule, cluster.Release);
        Plant(rule);
    }

    /// <summary>Stores a rule that this release would refuse: an earlier one may have taken it.</summary>
    public void Plant(Proto.AccessMonitoringRule rule)
    {
        lock (_lock)
        {
            _rules[rule.Metadata.Name] = rule.Clone();
            watchers.PublishPut(rule.Clone());
        }

        cluster.Touch();
    }

    public void Delete(string name)
    {
        lock (_lock)
        {
            if (!_rules.Remove(name)) throw GrpcFailure.NotFound($"access_monitoring_rule \"{name}\" not found");
            watchers.PublishRuleDelete(name);
        }

        cluster.Touch();
    }

    /// <summary>Removes all, and tells no watcher: as if it happened while no one watched.</summary>
    public void Forget()
    {
        lock (_lock) _rules.Clear();
    }
}
