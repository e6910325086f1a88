namespace AccessSlack.Slack;

/// <summary>
/// The pace of messages. Answers to a clicker are not held up by it: they only obey what Slack itself says.
/// </summary>
internal sealed partial class SlackGateway
{
    /// <summary>
    /// Slack bears short bursts and does not say how long they may be; who overdoes it is told by 429, and then obeys.
    /// </summary>
    internal const int BurstOfPosts = 30;

    /// <summary>What Slack promises for a minute (tier 3).</summary>
    internal const int BurstOfUpdates = 50;

    /// <summary>A refused token is tried so rarely, whatever waits for it.</summary>
    internal static readonly TimeSpan RestAfterRefusal = TimeSpan.FromMinutes(1);

    private const string PostMethod = "chat.postMessage";
    private const string UpdateMethod = "chat.update";

    /// <summary>Null while Slack takes the token.</summary>
    private volatile Secret? _refused;

    public TimeSpan TurnToPost(string to, string who, bool isUrgent) => Turn(_posts, to, who, isUrgent);

    public TimeSpan TurnToUpdate(string who, bool isUrgent) => Turn(_updates, "", who, isUrgent);

    /// <summary>Another token is tried at once.</summary>
    private TimeSpan Turn(Turns turns, string lane, string who, bool isUrgent)
    {
        if (_refused is { } refused && refused.Reveal() != _options.Token().Reveal())
        {
            _posts.Wake();
            _updates.Wake();
            _refused = null; // last: who sees it no more must not find the rest still in force
        }

        return turns.Take(lane, who, isUrgent);
    }

    private TimeSpan Pause(string method, TimeSpan atLeast)
    {
        var before = _pauses.Remaining(method);
        var pause = _pauses.Pause(method, atLeast);
        _options.OnRateLimit(method, pause > before ? pause - before : TimeSpan.Zero);
        return pause;
    }

    private void SlowDown(string method, SlackFailure failure, bool isRateLimit)
    {
        if ((method switch { PostMethod => _posts, UpdateMethod => _updates, _ => null }) is not { } turns) return;
        if (isRateLimit) turns.Rest(failure.RetryAfter);
        if (failure.Kind != SlackFailureKind.Credentials) return;
        _refused = _options.Token();
        turns.Rest(RestAfterRefusal);
    }
}
