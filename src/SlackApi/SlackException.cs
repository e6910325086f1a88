using System.Net;

namespace SlackApi;

/// <summary>Slack answered <c>ok: false</c>. The message contains nothing from the request.</summary>
/// <param name="method">The Web API method.</param>
/// <param name="errorCode">Slack's code, such as <c>channel_not_found</c>.</param>
public class SlackException(string method, string errorCode) : Exception($"{method}: {errorCode}")
{
    public string ErrorCode { get; } = errorCode;

    /// <summary>
    /// Slack's explanation of the code, for example which block is wrong; at most five, each at most 300 characters.
    /// </summary>
    public IReadOnlyList<string> ErrorMessages { get; init; } = [];

    /// <summary>The scopes that are missing with <c>missing_scope</c>, separated by commas.</summary>
    public string Needed { get; init; } = "";

    /// <summary>The scopes that the token has, with <c>missing_scope</c>.</summary>
    public string Provided { get; init; } = "";
}

/// <summary>Slack is rate limiting this method: by HTTP 429, or by the code in an answer.</summary>
public sealed class SlackRateLimitException(string method, string errorCode, TimeSpan? retryAfter)
    : SlackException(method, errorCode)
{
    /// <summary>Minimum time to wait; null if Slack did not send a readable one.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>
/// The answer is not the Slack API's: an HTTP error status, a redirect, or a body that Slack does not send.
/// </summary>
/// <param name="method">The Web API method.</param>
/// <param name="status">The HTTP status.</param>
/// <param name="errorCode"><c>http_</c> and the status, <c>not_json</c>, <c>too_large</c> or
/// <c>no_error_code</c>.</param>
public sealed class SlackHttpException(string method, HttpStatusCode status, string errorCode)
    : SlackException(method, errorCode)
{
    public HttpStatusCode StatusCode { get; } = status;
}
