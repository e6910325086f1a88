using AccessSlack.Reconciliation.Home;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation.Steps;

/// <summary>The messages show what is true, as far as they can; the Home tabs follow.</summary>
internal sealed class RestStep(LedgerStore ledgers, OverdueRequests overdue, HomeTabs homes)
{
    public Task RunAsync(TrackedRequest tracked, CancellationToken cancel)
    {
        overdue.Report(tracked);
        homes.Changed(tracked);
        return ledgers.SaveAsync(tracked, cancel);
    }
}
