using Microsoft.Extensions.Logging;
using SlackApi;

namespace AccessSlack.Slack.Calls;

/// <summary>
/// Makes single calls to Slack: ten seconds each, never while Slack's Retry-After is in force, and with exceptions
/// turned into failures.
/// </summary>
/// <param name="api">The Web API.</param>
/// <param name="retryAfter">Holds back the methods that Slack has rate-limited.</param>
/// <param name="pacing">Slows down the methods that post and update messages.</param>
/// <param name="onRateLimit">Called after every 429 with the method and the time by which its pause grew.</param>
/// <param name="time">For the limit of a call.</param>
/// <param name="logger">For each call, at DEBUG: its name, outcome and duration, never its content.</param>
internal sealed partial class SlackCaller(
    ISlackApiClient api,
    RetryAfterGate retryAfter,
    MessagePacing pacing,
    Action<string, TimeSpan> onRateLimit,
    TimeProvider time,
    ILogger logger
)
{
    /// <summary>The limit of one call.</summary>
    internal static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(10);

    /// <param name="method">The name by which Slack counts the call.</param>
    /// <param name="repeatable">The call may be repeated safely if its outcome is unknown.</param>
    /// <param name="call">The call; may make several requests within the limit.</param>
    /// <param name="cancel">Throws instead of returning a failure.</param>
    /// <param name="within">The limit; <see cref="CallLimit"/> if not given.</param>
    public async Task<SlackResult<T>> CallAsync<T>(
        string method,
        bool repeatable,
        Func<ISlackApiClient, CancellationToken, Task<T>> call,
        CancellationToken cancel,
        TimeSpan? within = null
    )
    {
        var pause = retryAfter.Remaining(method);
        if (pause > TimeSpan.Zero)
        {
            Log.HeldBack(logger, method, pause.TotalSeconds);
            return new SlackResult<T>.Failed(SlackFailures.Paused(pause));
        }

        var began = time.GetTimestamp();
        using var limit = new CancellationTokenSource(within ?? CallLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            var value = await call(api, either.Token);
            Log.Ended(logger, method, "ok", Since(began));
            return new SlackResult<T>.Ok(value);
        }
        catch (Exception e) when (SlackFailures.Classify(e, repeatable) is { } failure)
        {
            Log.Ended(logger, method, failure.Code, Since(began));
            cancel.ThrowIfCancellationRequested();
            return new SlackResult<T>.Failed(SlowDown(method, failure, e is SlackRateLimitException));
        }
    }

    private long Since(long began) => (long)time.GetElapsedTime(began).TotalMilliseconds;

    private SlackFailure SlowDown(string method, SlackFailure failure, bool isRateLimit)
    {
        if (isRateLimit) failure = failure with { RetryAfter = Pause(method, failure.RetryAfter) };
        pacing.SlowDown(method, failure, isRateLimit);
        return failure;
    }

    private TimeSpan Pause(string method, TimeSpan atLeast)
    {
        var before = retryAfter.Remaining(method);
        var pause = retryAfter.Pause(method, atLeast);
        onRateLimit(method, pause > before ? pause - before : TimeSpan.Zero);
        return pause;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 3580,
            Level = LogLevel.Debug,
            Message = "Called Slack: {Method}, {Outcome}, {Milliseconds} ms"
        )]
        public static partial void Ended(ILogger logger, string method, string outcome, long milliseconds);

        [LoggerMessage(
            EventId = 3581,
            Level = LogLevel.Debug,
            Message = "Did not call Slack: {Method}, which it has rate-limited for {Seconds} s more"
        )]
        public static partial void HeldBack(ILogger logger, string method, double seconds);
    }
}
