using System.Net;

namespace SlackApi;

/// <summary>Slack answered <c>ok: false</c>. The message holds nothing of the request.</summary>
/// <param name="method">The Web API method.</param>
/// <param name="errorCode">Slack's code, such as <c>channel_not_found</c>.</param>
public class SlackException(string method, string errorCode) : Exception($"{method}: {errorCode}")
{
    public string ErrorCode { get; } = errorCode;

    /// <summary>
    /// What Slack says beside the code, for example which block is wrong; at most five, each at most 300 characters.
    /// </summary>
    public IReadOnlyList<string> ErrorMessages { get; init; } = [];

    /// <summary>The scopes that <c>missing_scope</c> misses, separated by commas.</summary>
    public string Needed { get; init; } = "";

    /// <summary>The scopes that the token has, with <c>missing_scope</c>.</summary>
    public string Provided { get; init; } = "";
}

/// <summary>Slack refuses this method for a while: HTTP 429, or the code in an answer.</summary>
public sealed class SlackRateLimitException(string method, string errorCode, TimeSpan? retryAfter)
    : SlackException(method, errorCode)
{
    /// <summary>How long to wait at least; null when Slack does not say, or says it unreadably.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>
/// Something answered, but not as the Slack API does: an HTTP error status, a redirect, or a body that is no answer of
/// Slack.
/// </summary>
/// <param name="method">The Web API method.</param>
/// <param name="status">The HTTP status.</param>
/// <param name="errorCode"><c>http_</c> and the status, <c>not_json</c> or <c>too_large</c>.</param>
public sealed class SlackHttpException(string method, HttpStatusCode status, string errorCode)
    : SlackException(method, errorCode)
{
    public HttpStatusCode StatusCode { get; } = status;
}
