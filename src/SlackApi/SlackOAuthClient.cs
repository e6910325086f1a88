using System.Net.Http.Headers;
using System.Text;
using SlackApi.WebApi;

namespace SlackApi;

/// <summary>The end of an installation by OAuth: the code that a browser brought becomes a token.</summary>
/// <param name="http">As for <see cref="SlackApiClient"/>.</param>
/// <param name="apiUrl">Ends with a slash.</param>
public sealed class SlackOAuthClient(HttpMessageInvoker http, Uri apiUrl)
{
    private readonly SlackHttp _http = new(http, apiUrl, () => "");

    /// <summary>oauth.v2.access, with the app's id and secret by HTTP Basic, as Slack prefers.</summary>
    /// <param name="clientId">The app.</param>
    /// <param name="clientSecret">Its secret.</param>
    /// <param name="code">It can be exchanged once.</param>
    /// <param name="redirectUri">Exactly as the browser was sent to Slack with.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<OAuthAccessResponse> Access(
        string clientId,
        string clientSecret,
        string code,
        string redirectUri,
        CancellationToken cancel
    )
    {
        var app = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{clientSecret}"));
        var answer = await _http.Exchange(
            "oauth.v2.access",
            [new("code", code), new("redirect_uri", redirectUri)],
            new AuthenticationHeaderValue("Basic", app),
            cancel
        );
        return OAuthAccessResponse.Read(answer);
    }
}
