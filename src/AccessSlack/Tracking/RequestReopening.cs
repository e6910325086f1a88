using AccessSlack.Approvals;
using AccessSlack.Planning;
using AccessSlack.Teleport;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tracking;

/// <summary>Finds out whether a request that has ended is pending again, and records that it is.</summary>
internal sealed partial class RequestReopening(
    RequestLookup lookup,
    LedgerStore ledgers,
    CurrentPolicy policy,
    ILogger<RequestReopening> logger
)
{
    /// <exception cref="TeleportException">Teleport did not answer.</exception>
    public Task LookUpAsync(TrackedRequest tracked, CancellationToken cancel) => lookup.RefreshAsync(tracked, cancel);

    /// <summary>
    /// Before anything is counted: clicks pass what is to be reconciled, and must not be judged by what is over.
    /// </summary>
    /// <exception cref="TeleportException">Teleport did not answer.</exception>
    public async Task SettleAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        if (tracked is not { End.IsReopened: true, Existing: not null, Ledger: { } ledger }) return;
        if (ReopeningPlan.HoldsWhatIsOver(ledger)) await ReopenAsync(tracked, cancel);
        else tracked.End.Settle();
    }

    /// <summary>
    /// In one write: no reader sees an old vote on what is pending again. If another writer comes first, its ledger may
    /// hold a newer end, and only a look-up tells.
    /// </summary>
    /// <exception cref="TeleportException">Teleport did not answer.</exception>
    public async Task ReopenAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        var (ledger, now) = (tracked.Ledger!, policy.Now);
        var notes = NotificationPlan.AfterReopening(ledger, now.Planner.Notifications);
        var next = ledger.Reopened(notes) with { Facts = now.Policy.FactsOf(tracked.Request!) };
        if (!await ledgers.TryWriteAsync(tracked, next, cancel)) return;
        tracked.End.Settle();
        Log.Reopened(logger, tracked.Id, ledger.Votes.Length);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4500,
            Level = LogLevel.Warning,
            Message = "Request {RequestId} was reopened in Teleport: it is pending again, and {Votes} earlier votes " +
                "no longer count"
        )]
        public static partial void Reopened(ILogger logger, string requestId, int votes);
    }
}
