using AccessSlack.Requests;

namespace AccessSlack.Planning;

/// <summary>What a decision in the ledger means for the next step. Pure, like the <see cref="Planner"/>.</summary>
internal static class DecisionPlan
{
    /// <summary>
    /// Once the request has ended, only the process that made the decision has something to finish: a person waits for
    /// the outcome.
    /// </summary>
    public static Decision? ToFinish(Situation now, Ledger ledger, bool isPending) =>
        ledger.Decision is { Outcome: DecisionOutcome.Open } open
        && now.Request is not null
        && (now.DecisionIsOurs || (isPending && Planner.IsOld(now)))
        && !(isPending && now.IsParked(WaitKey.Decision))
            ? open
            : null;

    /// <summary>
    /// Another replica records its decision before Teleport hears of it. A message that showed the end without reading
    /// the ledger would say "in Teleport", and this process might die before it can correct that.
    /// </summary>
    public static bool MayHaveDecider(Situation now, RequestStatus status) =>
        now.LedgerPrecedesEnd
        && status is RequestStatus.Resolved { By: null, Resolution: Resolution.Approved or Resolution.Denied };
}
