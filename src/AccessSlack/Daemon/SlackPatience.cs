using AccessSlack.Slack;

namespace AccessSlack.Daemon;

/// <summary>How long to leave a destination alone after a failure.</summary>
internal static class SlackPatience
{
    private static readonly TimeSpan UntilSomebodyMendsIt = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UntilTheTokenIsRenewed = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    public static TimeSpan After(SlackFailure failure) => failure.Kind switch
    {
        SlackFailureKind.TryLater or SlackFailureKind.Ambiguous => failure.RetryAfter > Shortest ? failure.RetryAfter : Shortest,
        SlackFailureKind.Credentials => UntilTheTokenIsRenewed,
        _ => UntilSomebodyMendsIt,
    };
}
