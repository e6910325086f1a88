using AccessSlack.Diagnostics;
using AccessSlack.Planning;
using AccessSlack.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation;

/// <summary>
/// What Slack's answers mean beyond the one message: counters, readiness, and pauses before another try.
/// </summary>
internal sealed class SlackHealth(Readiness readiness, Metrics metrics, SlackBackoff backoff)
{
    /// <returns>The result as it was.</returns>
    public SlackResult<T> Count<T>(MessageKind kind, SlackResult<T> result) => metrics.Sent(kind, result);

    public void Accepted() => readiness.SlackAccepted();

    public void Failed(SlackFailure failure) => readiness.SlackAnswered(failure);

    /// <summary>Failed, and not to be tried again before a pause that grows with each failure in a row.</summary>
    public void FailedAndParked(TrackedRequest tracked, WaitKey key, SlackFailure failure)
    {
        Park(tracked, key, failure);
        Failed(failure);
    }

    /// <summary>The pause alone, for failures that have been reported.</summary>
    public void Park(TrackedRequest tracked, WaitKey key, SlackFailure failure) =>
        backoff.Park(tracked, key, failure);

    /// <inheritdoc cref="SlackBackoff.ParkUntilLookUp"/>
    public TimeSpan ParkUntilLookUp(TrackedRequest tracked, WaitKey key) => backoff.ParkUntilLookUp(tracked, key);

    /// <summary>A request has reached at least one destination.</summary>
    public void Delivered() => readiness.Delivered();

    /// <summary>A request has reached no destination at all. True when this is news.</summary>
    public bool NothingDelivered() => readiness.NothingDelivered();
}
