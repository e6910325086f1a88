namespace AccessSlack.Slack;

/// <summary>The outcome of a call to Slack.</summary>
internal abstract record SlackResult<T>
{
    private SlackResult() { }

    internal sealed record Ok(T Value) : SlackResult<T>;

    internal sealed record Failed(SlackFailure Failure) : SlackResult<T>;
}

/// <summary>Success without a value.</summary>
internal readonly record struct Done;

/// <param name="Kind">How to react.</param>
/// <param name="Code">Slack's error code, or one of ours (<c>timeout</c>, <c>http_500</c>, <c>not_json</c>).</param>
/// <param name="Remedy">What a person can do about it; empty if waiting is enough. Contains no secret.</param>
/// <param name="RetryAfter">The shortest time to wait, for <see cref="SlackFailureKind.TryLater"/>.</param>
internal sealed record SlackFailure(
    SlackFailureKind Kind,
    string Code,
    string Remedy = "",
    TimeSpan RetryAfter = default
)
{
    /// <summary>The remedy for what passes by itself, as a rule.</summary>
    public const string OnSlacksSide =
        "Slack, or something on the way to it, has a problem; if it lasts, see https://slack-status.com.";

    /// <summary>
    /// An HTTP server error without an answer of Slack's own. The call is over, so its effect can be looked for soon.
    /// </summary>
    public bool IsServerError => Code.StartsWith("http_5", StringComparison.Ordinal);

    /// <summary>Asked again later, Slack may answer; no person has to do anything.</summary>
    public bool PassesByItself => Kind is SlackFailureKind.TryLater or SlackFailureKind.Ambiguous;

    /// <summary>Slack did not say that it refused: the call may have taken effect, or may still do so.</summary>
    public bool MayTakeEffect { get; init; }
}

/// <summary>Failures by how to react to them (docs/protocols/slack.md 4).</summary>
internal enum SlackFailureKind
{
    /// <summary>
    /// A rate limit, an outage, or a connection that failed before anything was sent: try again after
    /// <see cref="SlackFailure.RetryAfter"/>.
    /// </summary>
    TryLater,

    /// <summary>The call may or may not have taken effect: check before repeating it.</summary>
    Ambiguous,

    /// <summary>This destination or user does not work; others may.</summary>
    Destination,

    /// <summary>The message, view or trigger no longer exists, or was never ours.</summary>
    Gone,

    /// <summary>A wrong token or a missing scope: nothing works until a person corrects it.</summary>
    Credentials,

    /// <summary>Slack rejected the content even in its simplest format: a defect of this program.</summary>
    Payload,
}
