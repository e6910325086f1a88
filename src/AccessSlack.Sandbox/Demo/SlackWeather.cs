using AccessSlack.Sandbox.Slack;

namespace AccessSlack.Sandbox.Demo;

/// <summary>A problem that affects all of Slack.</summary>
internal enum SlackTrouble
{
    None,

    /// <summary>
    /// Messages are answered with 429. Lookups and answers to clicks go through, because Slack limits each method
    /// separately.
    /// </summary>
    RateLimit,

    /// <summary>Every call is answered with 503.</summary>
    Outage,
}

/// <summary>
/// Makes Slack fail for a while. The failure ends by itself: the longer it lasts, the less often the daemon retries,
/// and the demo should not take minutes.
/// </summary>
internal sealed class SlackWeather : IDisposable
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>In seconds.</summary>
    private const string RetryAfter = "3";

    private readonly Lock _lock = new();
    private readonly SlackSimulator _slack;
    private readonly TimeSpan _length;
    private readonly ITimer _end;
    private (SlackTrouble Trouble, DateTimeOffset Until) _now;

    /// <param name="slack">The simulator that fails.</param>
    /// <param name="length">Maximum duration; null for <see cref="Longest"/>.</param>
    public SlackWeather(SlackSimulator slack, TimeSpan? length = null)
    {
        (_slack, _length) = (slack, length ?? Longest);
        _end = slack.Options.Time.CreateTimer(
            _ => Change(SlackTrouble.None),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>The end is meaningful only during a problem.</summary>
    public (SlackTrouble Trouble, DateTimeOffset Until) Now { get { lock (_lock) return _now; } }

    public void Change(SlackTrouble trouble)
    {
        lock (_lock)
        {
            _now = (trouble, _slack.Options.Time.GetUtcNow() + _length);
            _end.Change(trouble == SlackTrouble.None ? Timeout.InfiniteTimeSpan : _length, Timeout.InfiniteTimeSpan);
            _slack.DefaultFault = method => FaultOf(trouble, method);
        }
    }

    public void Dispose() => _end.Dispose();

    private static SlackFault? FaultOf(SlackTrouble trouble, string method) => trouble switch
    {
        SlackTrouble.Outage => SlackFault.Html(503),
        SlackTrouble.RateLimit when method.StartsWith("chat.", StringComparison.Ordinal) => SlackFault.RateLimited(
            RetryAfter
        ),
        _ => null,
    };
}
