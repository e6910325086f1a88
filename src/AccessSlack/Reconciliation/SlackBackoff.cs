using AccessSlack.Diagnostics;
using AccessSlack.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation;

/// <summary>
/// How long to leave a destination alone after a failure: what passes by itself is tried again soon, then ever more
/// rarely; what a person must mend, now and then.
/// </summary>
/// <param name="metrics">Counts the tries.</param>
/// <param name="time">Tells when that time is over.</param>
/// <param name="chance">From 0 to 1, spreads the tries.</param>
internal sealed class SlackBackoff(Metrics metrics, TimeProvider time, Func<double> chance)
{
    private static readonly TimeSpan UntilSomebodyMendsIt = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UntilTheTokenIsRenewed = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The first wait is 4 s, shortened by up to half: Slack's trouble is seldom over within a second.
    /// </summary>
    private const int Head = 2;

    /// <summary>Parks what is known under this name; each failure in a row makes it longer.</summary>
    public void Park(TrackedRequest tracked, string name, SlackFailure failure)
    {
        metrics.Retried(Retry.Slack);
        tracked.Park(name, time.GetUtcNow() + After(failure, tracked.CountFailure(name), chance()));
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
        _ => UntilSomebodyMendsIt,
    };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
