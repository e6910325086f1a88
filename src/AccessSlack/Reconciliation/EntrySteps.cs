using System.Collections.Immutable;
using AccessSlack.Decisions;
using AccessSlack.Planning;
using AccessSlack.Reconciliation.Steps;
using AccessSlack.Requests;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation;

/// <summary>The steps that concern the entry in the plugin data alone, and the end of all steps.</summary>
internal sealed class EntrySteps(
    LedgerStore ledgers,
    EntryReplacement replacement,
    MessageComparison comparison,
    RequestReopening reopening,
    EscalationStep escalation,
    RestStep rest
)
{
    public Task RunAsync(TrackedRequest tracked, Step step, CancellationToken cancel) => step switch
    {
        Step.Rest => rest.RunAsync(tracked, cancel),
        Step.ReadLedger => ledgers.ReadAsync(tracked, cancel),
        Step.Escalate { Rules: var rules } => escalation.RunAsync(tracked, rules, cancel),
        Step.ForgetDestinations { Destinations: var destinations } => ForgetAsync(tracked, destinations, cancel),
        Step.ReplaceEntry => replacement.RunAsync(tracked, cancel),
        Step.CompareWithMessages => comparison.RunAsync(tracked, cancel),
        Step.LookUp => reopening.LookUpAsync(tracked, cancel),
        Step.Reopen => reopening.ReopenAsync(tracked, cancel),
        _ => throw new InvalidOperationException($"unknown step {step.GetType().Name}"),
    };

    private Task ForgetAsync(
        TrackedRequest tracked,
        ImmutableArray<Delivery.Failed> destinations,
        CancellationToken cancel
    )
    {
        foreach (var failed in destinations) tracked.Waits.Unpark(WaitKey.Of(failed));
        tracked.Remember(ledger => ledger.WithoutFailed(destinations));
        return ledgers.SaveAsync(tracked, cancel);
    }
}
