using System.Net;
using SlackApi.WebApi;

namespace SlackApi;

/// <summary>The Web API calls that take an app-level token instead of the bot token.</summary>
public interface IAppsApi
{
    /// <summary>apps.connections.open: an address for one WebSocket of Socket Mode. Scope connections:write.</summary>
    /// <param name="appToken">Begins with <c>xapp-</c>; it is sent in the Authorization header only.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<ConnectionsOpenResponse> OpenConnection(string appToken, CancellationToken cancel);
}

/// <inheritdoc cref="IAppsApi"/>
/// <param name="http">As for <see cref="SlackApiClient"/>.</param>
/// <param name="apiUrl">Ends with a slash. Only if it is plain HTTP may the socket be without TLS.</param>
public sealed class AppsApi(HttpMessageInvoker http, Uri apiUrl) : IAppsApi
{
    private const string Method = "apps.connections.open";
    private const int LongestAddress = 4000;

    /// <summary>https://docs.slack.dev/reference/methods/apps.connections.open</summary>
    public async Task<ConnectionsOpenResponse> OpenConnection(string appToken, CancellationToken cancel)
    {
        var (answer, _, date) = await new SlackHttp(http, apiUrl, () => appToken).Post(Method, cancel);
        return Accept(answer.Text("url")) is { } url
            ? new ConnectionsOpenResponse(url) { Date = date }
            : throw new SlackHttpException(Method, HttpStatusCode.OK, "no_socket_address");
    }

    private Uri? Accept(string text) =>
        text.Length <= LongestAddress && Uri.TryCreate(text, UriKind.Absolute, out var address) && IsAllowed(address)
            ? address
            : null;

    private bool IsAllowed(Uri address) =>
        address.UserInfo.Length == 0
        && (
            address.Scheme == Uri.UriSchemeWss
            || (address.Scheme == Uri.UriSchemeWs && apiUrl.Scheme == Uri.UriSchemeHttp)
        );
}
