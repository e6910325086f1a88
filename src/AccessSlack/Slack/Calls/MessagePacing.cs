namespace AccessSlack.Slack.Calls;

/// <summary>
/// Limits how fast messages are posted and updated. Responses to clicks are not held back by it; they obey only
/// Slack's own rate limits.
/// </summary>
/// <param name="token">The token in use; a new one ends the pause that the refusal of the old one caused.</param>
/// <param name="time">Measures durations only.</param>
internal sealed class MessagePacing(Func<Secret> token, TimeProvider time)
{
    /// <summary>
    /// Slack tolerates short bursts but does not document how long. If a burst is too long, Slack answers 429, which
    /// is obeyed.
    /// </summary>
    internal const int BurstOfPosts = 100;

    /// <summary>Replies in threads, from what announcements leave of the pace of their channel.</summary>
    internal const int BurstOfReplies = 20;

    /// <summary>What Slack allows within a minute (tier 3).</summary>
    internal const int BurstOfUpdates = 50;

    /// <summary>
    /// How many messages one requester can cause at once in the direct messages of a person whom only the requester
    /// chose, by suggesting that person as a reviewer.
    /// </summary>
    internal const int BurstOfSuggestions = 10;

    internal const string PostMethod = "chat.postMessage";
    internal const string UpdateMethod = "chat.update";

    /// <summary>How long to wait before a refused token is used again.</summary>
    internal static readonly TimeSpan PauseAfterRefusedToken = TimeSpan.FromMinutes(1);

    /// <summary>After such a burst: slow enough to be read, and nothing is lost.</summary>
    internal static readonly TimeSpan SuggestionInterval = TimeSpan.FromMinutes(1);

    private readonly PostingRateLimiter _posts =
        new(BurstOfPosts, PostingRateLimiter.PermitInterval, time, BurstOfReplies);
    private readonly PostingRateLimiter _updates = new(BurstOfUpdates, PostingRateLimiter.PermitInterval, time);
    private readonly PostingRateLimiter _suggestions = new(BurstOfSuggestions, SuggestionInterval, time);

    /// <summary>Null while Slack accepts the token.</summary>
    private volatile Secret? _refusedToken;

    /// <inheritdoc cref="ISlackMessages.AcquirePostPermit"/>
    public TimeSpan AcquirePostPermit(string to, Waiter waiter, bool isUrgent)
    {
        ResumeIfTokenChanged();
        if (waiter.IsReply) return _posts.AcquireSpare(to, waiter, isUrgent);
        if (!waiter.IsSuggestion) return _posts.Acquire(to, waiter, isUrgent);
        var suggestion = $"{waiter.Requester} {to}";
        if (_suggestions.Acquire(suggestion, waiter, isUrgent) is var pause && pause > TimeSpan.Zero) return pause;
        var wait = _posts.Acquire(to, waiter, isUrgent);
        if (wait > TimeSpan.Zero) _suggestions.Return(suggestion);
        return wait;
    }

    /// <inheritdoc cref="ISlackMessages.WithdrawReply"/>
    public void WithdrawReply(string to, Waiter waiter) => _posts.WithdrawReply(to, waiter);

    /// <inheritdoc cref="ISlackMessages.AcquireUpdatePermit"/>
    public TimeSpan AcquireUpdatePermit(Waiter waiter, bool isUrgent)
    {
        ResumeIfTokenChanged();
        return _updates.Acquire("", waiter, isUrgent);
    }

    /// <summary>Counts posts to a channel's name and to its ID together.</summary>
    public void ShareLimit(string name, string channelId) => _posts.AddAlias(name, channelId);

    /// <summary>Adapts the pace to a failed call.</summary>
    public void SlowDown(string method, SlackFailure failure, bool isRateLimit)
    {
        if (LimiterOf(method) is not { } limiter) return;
        if (isRateLimit) limiter.Pause(failure.RetryAfter);
        if (failure.Kind != SlackFailureKind.Credentials) return;
        _refusedToken = token();
        limiter.Pause(PauseAfterRefusedToken);
    }

    private PostingRateLimiter? LimiterOf(string method) => method switch
    {
        PostMethod => _posts,
        UpdateMethod => _updates,
        _ => null,
    };

    private void ResumeIfTokenChanged()
    {
        if (_refusedToken is not { } refused || refused.Reveal() == token().Reveal()) return;
        _posts.Resume();
        _updates.Resume();
        // Last, because a concurrent caller that sees null must not find a pause still in force.
        _refusedToken = null;
    }
}
