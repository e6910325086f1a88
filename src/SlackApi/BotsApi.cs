using System.Net;

namespace SlackApi;

/// <summary>Bot users.</summary>
public interface IBotsApi
{
    /// <summary>bots.info: the ID of the app that a bot belongs to. Scope users:read.</summary>
    /// <param name="botId">B… .</param>
    /// <param name="cancel">Ends the call.</param>
    Task<string> AppOf(string botId, CancellationToken cancel);
}

/// <inheritdoc cref="IBotsApi"/>
/// <param name="http">As for <see cref="SlackApiClient"/>.</param>
/// <param name="apiUrl">Ends with a slash.</param>
/// <param name="token">The bot token; called for each request.</param>
public sealed class BotsApi(HttpMessageInvoker http, Uri apiUrl, Func<string> token) : IBotsApi
{
    private const string Method = "bots.info";

    private readonly SlackHttp _http = new(http, apiUrl, token);

    /// <summary>https://docs.slack.dev/reference/methods/bots.info</summary>
    public async Task<string> AppOf(string botId, CancellationToken cancel)
    {
        var answer = await _http.Read(Method, [("bot", botId)], cancel);
        return (answer.Object("bot") ?? default).Text("app_id") is { Length: > 0 } id
            ? id
            : throw new SlackHttpException(Method, HttpStatusCode.OK, "no_app_id");
    }
}
