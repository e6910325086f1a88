using AccessSlack.Hosting.Checks;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>Logs rules that no one can satisfy. The daemon does not wait for this.</summary>
internal sealed partial class RuleMonitor(
    RuleChecks checks,
    CurrentPolicy policy,
    KeyedQueue<WorkKey> queue,
    StopSignal stop,
    ILogger<RuleMonitor> logger
)
{
    public void Check()
    {
        var snapshot = policy.Now;
        queue.Reconcile(WorkKey.RuleChecks, () => CheckAsync(snapshot));
    }

    private async Task CheckAsync(PolicySnapshot snapshot)
    {
        foreach (var finding in await checks.RunAsync(snapshot.Policy, snapshot.Facts.App.BotUserId, stop.Token))
        {
            // A fault for check, but the rule still works for its other approvers.
            var level = finding is { IsFault: true, Code: not "approver_unknown" } ? LogLevel.Error : LogLevel.Warning;
            Log.Finding(logger, level, finding.Message, finding.Remedy);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1004, Message = "{Finding} {Cure}")]
        public static partial void Finding(ILogger logger, LogLevel level, string finding, string cure);
    }
}
