using AccessSlack.Diagnostics;
using AccessSlack.Planning;
using AccessSlack.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation;

/// <summary>
/// What Slack's answers mean beyond the one message: counters, readiness, and pauses before another try.
/// </summary>
internal sealed class SlackHealth(Readiness readiness, Metrics metrics, SlackBackoff backoff, CurrentPolicy policy)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _dead = new(StringComparer.OrdinalIgnoreCase);

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

    /// <summary>A message has reached this destination.</summary>
    /// <param name="names">Its recipients, as configured.</param>
    public void Delivered(IEnumerable<string> names)
    {
        lock (_lock) _dead.ExceptWith(names);
        readiness.Delivered();
    }

    /// <summary>A destination has refused a message, and only a person can change that.</summary>
    /// <param name="names">Its recipients, as configured.</param>
    public void Undeliverable(IEnumerable<string> names)
    {
        // Suggested reviewers are not remembered: requesters choose them, so there is no end of them.
        var configured = names.Intersect(policy.Now.Policy.Recipients.All, _dead.Comparer);
        lock (_lock) _dead.UnionWith(configured);
    }

    /// <summary>
    /// Every destination to which requests go at first refuses. One of several is a matter of its own: the others still
    /// get their requests. True when this is news.
    /// </summary>
    public bool NothingDelivered()
    {
        var configured = policy.Now.Policy.Recipients.AtFirst.ToList();
        lock (_lock) if (configured.Count == 0 || !configured.TrueForAll(_dead.Contains)) return false;
        return readiness.NothingDelivered();
    }
}
