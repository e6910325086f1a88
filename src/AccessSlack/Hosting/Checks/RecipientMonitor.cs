using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting.Checks;

/// <summary>Logs recipients that no message reaches. The daemon does not wait for this.</summary>
internal sealed partial class RecipientMonitor(
    RecipientChecks checks,
    ConfigurationSource source,
    CurrentPolicy policy,
    KeyedQueue<WorkKey> queue,
    StopSignal stop,
    ILogger<RecipientMonitor> logger
)
{
    /// <summary>What is known already is not said again when only credentials were renewed.</summary>
    private HashSet<string> _said = [];

    /// <param name="again">An operator asked for it, and wants to read everything.</param>
    public void Check(bool again)
    {
        var snapshot = policy.Now;
        queue.Reconcile(WorkKey.Recipients, () => CheckAsync(snapshot, again));
    }

    /// <summary>A failure that passes by itself says nothing about the recipient.</summary>
    private async Task CheckAsync(PolicySnapshot snapshot, bool again)
    {
        var autoJoin = source.Running.Settings!.Slack.AutoJoin;
        var found = await checks.RunAsync(Known(snapshot.Policy), snapshot.Facts.App, autoJoin, stop.Token);
        var dead = found.Where(finding => finding.Code != "recipient_unchecked");
        var said = new HashSet<string>();
        foreach (var finding in dead)
            if (said.Add(finding.Message) && (again || !_said.Contains(finding.Message)))
                Log.Dead(logger, finding.Message, finding.Remedy);
        _said = said;
    }

    /// <summary>A name without an id has its own line, and only the bot knows a direct message by its id.</summary>
    private static IEnumerable<(string Name, string Id)> Known(ApprovalPolicy policy) =>
        from recipient in policy.Recipients.All
        let id = policy.Principals.IdOf(recipient)
        where id is not (null or ['D', ..])
        select (recipient, id);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1581,
            Level = LogLevel.Warning,
            Message = "Requests do not reach everyone who is configured: {Problem} {Cure}"
        )]
        public static partial void Dead(ILogger logger, string problem, string cure);
    }
}
