using AccessSlack.Reconciliation.Rules;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Hosting.Checks.Rules;

/// <summary>
/// After a reload that an operator asked for: whether Access Monitoring Rules may be read by now. The watch, which
/// other work depends on, is started again only then.
/// </summary>
internal sealed class MonitoringRuleMonitor(
    ITeleport teleport,
    CurrentPolicy policy,
    RuleFollower follower,
    KeyedQueue<WorkKey> queue,
    StopSignal stop
)
{
    /// <param name="isAsked">An operator asked for the reload.</param>
    public void Reloaded(bool isAsked)
    {
        follower.Reloaded(isAsked);
        if (isAsked && follower.IsRefused) queue.Reconcile(WorkKey.MonitoringRules, CheckAsync);
    }

    private async Task CheckAsync()
    {
        try
        {
            await teleport.ListMonitoringRulesAsync(policy.Now.MonitoringRules.Name, stop.Token);
            follower.Restart();
        }
        catch (TeleportException)
        {
            // still refused, as was said, or asked for again with the next reload
        }
    }
}
