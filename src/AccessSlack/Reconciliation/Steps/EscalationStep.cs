using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Planning;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation.Steps;

/// <summary>
/// Records that rules have escalated. If another writer comes first, nothing has, and the next step is planned from
/// what it wrote.
/// </summary>
internal sealed partial class EscalationStep(
    LedgerStore ledgers,
    CurrentPolicy policy,
    ILogger<EscalationStep> logger
)
{
    public async Task RunAsync(TrackedRequest tracked, ImmutableArray<string> rules, CancellationToken cancel)
    {
        var (now, request) = (policy.Now.Policy, tracked.Request!);
        var next = EscalationPlan.In(tracked.Ledger!, request, rules, now);
        if (!await ledgers.TryWriteAsync(tracked, next, cancel)) return;
        foreach (var rule in now.Settings.Rules.Where(rule => IsAmong(rules, rule)))
            Log.Escalated(logger, tracked.Id, now.NameOf(rule), string.Join(", ", rule.Escalation!.To));
    }

    private static bool IsAmong(ImmutableArray<string> marks, ApprovalRule rule) =>
        rule.Escalation is not null && marks.Contains(RuleEscalation.MarkOf(rule));

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5980,
            Level = LogLevel.Information,
            Message = "Request {RequestId} is escalated to {Places} by rule {Rule}, because it was not decided in time"
        )]
        public static partial void Escalated(ILogger logger, string requestId, string rule, string places);
    }
}
