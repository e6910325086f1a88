using AccessSlack.Diagnostics;
using AccessSlack.Planning;
using AccessSlack.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation;

/// <summary>
/// How long to leave a destination alone after a failure. What passes by itself is tried again soon, then less and less
/// often; what a person has to fix is tried now and then.
/// </summary>
internal sealed class SlackBackoff(Metrics metrics, Backoff backoff)
{
    private static readonly TimeSpan UntilItIsFixed = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UntilTheTokenIsRenewed = TimeSpan.FromMinutes(1);

    /// <summary>After a server error: a message that Slack has stored can be found by then.</summary>
    private static readonly TimeSpan UntilLookUp = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The first wait is 4 s, shortened by up to half: an outage of Slack is seldom over within a second.
    /// </summary>
    private const int Head = 2;

    /// <summary>Parks what waits under this key; each failure in a row makes the wait longer.</summary>
    public void Park(TrackedRequest tracked, WaitKey key, SlackFailure failure)
    {
        metrics.Retried(Retry.Slack);
        tracked.Waits.Park(key, After(failure, tracked.Waits.CountFailure(key), backoff.Chance()));
    }

    /// <returns>How long the post that Slack did not answer is left alone before it is looked for.</returns>
    public TimeSpan ParkUntilLookUp(TrackedRequest tracked, WaitKey key)
    {
        var wait = UntilLookUp + TimeSpan.FromSeconds(2) * backoff.Chance();
        tracked.Waits.ParkUnanswered(key, wait);
        return wait;
    }

    /// <param name="failure">The last one.</param>
    /// <param name="failures">So far without a success between them, from 1.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan After(SlackFailure failure, int failures, double chance) => failure.Kind switch
    {
        SlackFailureKind.TryLater or SlackFailureKind.Ambiguous => Longer(
            failure.RetryAfter,
            Backoff.Delay(failures + Head, chance)
        ),
        SlackFailureKind.Credentials => UntilTheTokenIsRenewed,
        _ => UntilItIsFixed,
    };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
