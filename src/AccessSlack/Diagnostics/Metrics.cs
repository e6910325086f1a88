using AccessSlack.Requests;
using AccessSlack.Slack;

namespace AccessSlack.Diagnostics;

/// <summary>What is sent to Slack; its name in lower case is the label.</summary>
internal enum MessageKind
{
    /// <summary>The message of a request.</summary>
    Post,
    Update,

    /// <summary>In the thread of a message.</summary>
    Reply,

    /// <summary>The Home tab of one person.</summary>
    Home,

    /// <summary>A direct message to the requester.</summary>
    Notice,
}

/// <summary>What is tried again after a failure; its name in lower case is the label.</summary>
internal enum Retry
{
    /// <summary>A message, reply or notice.</summary>
    Slack,

    /// <summary>Reconciling a request, which failed because of Teleport.</summary>
    Look,

    /// <summary>A decision that Teleport did not confirm.</summary>
    Decision,

    /// <summary>The list of requests.</summary>
    List,

    /// <summary>The watch on Teleport.</summary>
    Watch,
}

/// <summary>Counts events as they happen. <see cref="MetricsPage"/> adds what can be read at any time.</summary>
internal sealed class Metrics
{
    /// <summary>Prefix of every metric name.</summary>
    public const string Prefix = "teleport_slack_";

    private readonly Counter _messages = new(
        Prefix + "messages_total", "Calls that send or update a message, by what Slack answered.",
        new("kind", "post", "update", "reply", "notice", "home"),
        new("result", "ok", "try_later", "ambiguous", "destination", "gone", "credentials", "payload")
    );

    private readonly Counter _retries = new(
        Prefix + "retries_total",
        "Failures that are followed by another try, by what is tried again.",
        new Label("of", "slack", "look", "decision", "list", "watch")
    );

    // The gateway's methods; a test compares them.
    private static readonly Label Method = new(
        "method",
        "apps.connections.open",
        "auth.test",
        "bots.info",
        "chat.getPermalink",
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.update",
        "conversations.history",
        "conversations.info",
        "conversations.join",
        "conversations.list",
        "conversations.members",
        "conversations.open",
        "response_url",
        "usergroups.list",
        "usergroups.users.list",
        "users.info",
        "users.lookupByEmail",
        "views.open",
        "views.publish"
    );

    private readonly Counter _rateLimits = new(
        Prefix + "rate_limit_waits_total",
        "Times that Slack asked for a pause (429), by method.",
        Method
    );
    private readonly Counter _rateLimitSeconds = new(
        Prefix + "rate_limit_wait_seconds_total",
        "Length of these pauses, by method; what two of them share counts once.",
        Method
    );

    private readonly Counter _clicks = new(
        Prefix + "clicks_total",
        "Verified presses and forms, by outcome; those of refusals appear when they first occur.",
        new Label("outcome", "decided", "reviewed", "voted", "working", "form_opened", "form_kept")
        {
            TakesCodes = true,
        }
    );

    private readonly Histogram _clickDuration = new(
        Prefix + "click_duration_seconds",
        "From a verified click to its outcome.",
        [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    );

    private readonly Histogram _decided = new(
        Prefix + "request_decided_seconds",
        "From the creation of a request to its decision, in Slack or in Teleport, as this process saw it.",
        [30, 60, 300, 900, 3600, 14400, 43200, 86400, 259200, 604800],
        new Label("decision", "approved", "denied", "promoted")
    );

    private readonly Counter _reloads = new(
        Prefix + "reloads_total",
        "Reloads by cause (SIGHUP, or changed files) and result.",
        new("cause", "asked", "files"),
        new("result", "success", "failure")
    );

    private readonly Counter _answers = new(
        Prefix + "http_responses_total",
        "Answers at the public listener, by status.",
        new Label("code", "200", "400", "401", "404", "405", "408", "413", "503")
    );

    private readonly Counter _defects = new(
        Prefix + "defects_total",
        "Failures that should not be possible: the log says more, and we want to hear of them."
    );

    private long _watchSince, _lastEvent; // Unix milliseconds; 0 for none
    private volatile bool _reloadFailed;

    /// <returns>The result, unchanged.</returns>
    public SlackResult<T> Sent<T>(MessageKind kind, SlackResult<T> result)
    {
        _messages.Increment(
            Lower(kind),
            result is SlackResult<T>.Failed { Failure.Kind: var failure } ? NameOf(failure) : "ok"
        );
        return result;
    }

    public void Retried(Retry retry) => _retries.Increment(Lower(retry));

    /// <param name="method">The Slack method.</param>
    /// <param name="longer">By how much this extends the pause that is already in effect for the method.</param>
    public void RateLimited(string method, TimeSpan longer)
    {
        _rateLimits.Increment(method);
        _rateLimitSeconds.Add(longer.TotalSeconds, method);
    }

    /// <param name="outcome">A code as in the log.</param>
    public void Clicked(string outcome) => _clicks.Increment(outcome);

    public void Clicked(string outcome, TimeSpan duration)
    {
        Clicked(outcome);
        _clickDuration.Observe(duration);
    }

    /// <summary>Counts a request that is no longer pending.</summary>
    public void Resolved(AccessRequest request, DateTimeOffset now)
    {
        if (
            request is
            { Created: { } created, State: RequestState.Approved or RequestState.Denied or RequestState.Promoted }
        )
            _decided.Observe(now - created, Lower(request.State));
    }

    public void Reloaded(bool isAsked, bool isSuccess)
    {
        _reloads.Increment(isAsked ? "asked" : "files", isSuccess ? "success" : "failure");
        _reloadFailed |= !isSuccess;
    }

    /// <summary>What is in effect is what the files say.</summary>
    public void ReloadRecovered() => _reloadFailed = false;

    public void Answered(int status) => _answers.Increment(status.ToString());

    public void FoundDefect() => _defects.Increment();

    public void WatchBegan(DateTimeOffset now) => Interlocked.Exchange(ref _watchSince, now.ToUnixTimeMilliseconds());

    public void WatchEnded() => Interlocked.Exchange(ref _watchSince, 0);

    public void SawEvent(DateTimeOffset now) => Interlocked.Exchange(ref _lastEvent, now.ToUnixTimeMilliseconds());

    public IEnumerable<Family> Read()
    {
        var watchSince = Interlocked.Read(ref _watchSince) / 1000.0;
        return
        [
            Family.Gauge(
                Prefix + "watch_connected",
                "1 while Teleport sends us events, else 0.",
                watchSince > 0 ? 1 : 0
            ),
            Family.Gauge(
                Prefix + "watch_connected_since_timestamp_seconds",
                "When Teleport confirmed the present watch, in Unix time; 0 while there is none.",
                watchSince
            ),
            Family.Gauge(
                Prefix + "last_event_timestamp_seconds",
                "When the last event of an access request arrived, in Unix time; 0 before the first.",
                Interlocked.Read(ref _lastEvent) / 1000.0
            ),
            Family.Gauge(
                Prefix + "last_reload_successful",
                "1 while the configuration and secrets in the files are those that run, as far as the last reload " +
                "knows, else 0.",
                _reloadFailed ? 0 : 1
            ),
            _messages.Read(),
            _retries.Read(),
            _rateLimits.Read(),
            _rateLimitSeconds.Read(),
            _clicks.Read(),
            _clickDuration.Read(),
            _decided.Read(),
            _reloads.Read(),
            _answers.Read(),
            _defects.Read(),
        ];
    }

    private static string Lower<T>(T name) where T : struct, Enum => name.ToString().ToLowerInvariant();

    private static string NameOf(SlackFailureKind failure) =>
        failure == SlackFailureKind.TryLater ? "try_later" : Lower(failure);
}
