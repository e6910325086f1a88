using AccessSlack.Sandbox.Slack;

namespace AccessSlack.Sandbox.Demo;

/// <summary>What is wrong with all of Slack.</summary>
internal enum SlackTrouble
{
    None,

    /// <summary>Messages are answered with 429; look-ups and answers to a click go through, as Slack limits each method by itself.</summary>
    RateLimit,

    /// <summary>Every call is answered with 503.</summary>
    Outage,
}

/// <summary>Lets Slack fail for a while. It ends by itself: the longer it lasts, the more rarely the daemon asks again, and nobody wants to wait for minutes.</summary>
internal sealed class SlackWeather : IDisposable
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>In seconds.</summary>
    private const string RetryAfter = "3";

    private readonly Lock _lock = new();
    private readonly SlackSimulator _slack;
    private readonly ITimer _end;
    private (SlackTrouble Trouble, DateTimeOffset Until) _now;

    public SlackWeather(SlackSimulator slack)
    {
        _slack = slack;
        _end = slack.Options.Time.CreateTimer(_ => Change(SlackTrouble.None), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The end means something while there is trouble only.</summary>
    public (SlackTrouble Trouble, DateTimeOffset Until) Now { get { lock (_lock) return _now; } }

    public void Change(SlackTrouble trouble)
    {
        lock (_lock)
        {
            _now = (trouble, _slack.Options.Time.GetUtcNow() + Longest);
            _end.Change(trouble == SlackTrouble.None ? Timeout.InfiniteTimeSpan : Longest, Timeout.InfiniteTimeSpan);
            _slack.Weather = method => FaultOf(trouble, method);
        }
    }

    public void Dispose() => _end.Dispose();

    private static SlackFault? FaultOf(SlackTrouble trouble, string method) => trouble switch
    {
        SlackTrouble.Outage => SlackFault.Html(503),
        SlackTrouble.RateLimit when method.StartsWith("chat.", StringComparison.Ordinal) => SlackFault.RateLimited(RetryAfter),
        _ => null,
    };
}
