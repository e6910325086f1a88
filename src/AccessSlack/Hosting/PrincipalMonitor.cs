using AccessSlack.Reconciliation;
using AccessSlack.Tracking;

namespace AccessSlack.Hosting;

/// <summary>Asks Slack again for ids that it did not tell at the start or at a reload.</summary>
internal sealed class PrincipalMonitor(
    PrincipalResolver resolver,
    CurrentPolicy policy,
    RequestQueue requests,
    KeyedQueue<WorkKey> queue,
    TimeProvider time,
    StopSignal stop
) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private ITimer? _timer;

    public void Watch()
    {
        _timer?.Dispose();
        _timer = policy.Now.Policy.Principals.Unanswered.IsEmpty
            ? null
            : time.CreateTimer(_ => Retry(), null, Pause, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer?.Dispose();

    private void Retry() => queue.Reconcile(WorkKey.Principals, RetryAsync);

    private async Task RetryAsync()
    {
        var now = policy.Now;
        var found = await resolver.RetryAsync(now.Policy, now.Facts.App, stop.Token);
        policy.Learn(known => known.Then(found));
        // Otherwise an outage of Slack would end every pause once a minute.
        if (found.Unanswered.Count < now.Policy.Principals.Unanswered.Count) requests.ReconcileAll();
        Watch();
    }
}
