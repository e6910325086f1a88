using System.Net;
using System.Text.RegularExpressions;

namespace AccessSlack.Testing.Daemon;

/// <summary>
/// The browser of a person who installs the app, without the browser: follows Slack's page by hand, and comes back to
/// the listener as the proxy in front of it would.
/// </summary>
internal sealed class SlackInstaller : IDisposable
{
    private const RegexOptions Plain = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private static readonly Regex Hidden = new("name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", Plain);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    /// <summary>What Slack shows; not yet pressed.</summary>
    public Task<string> ReadAsync(Uri address) => _http.GetStringAsync(address);

    /// <summary>Shown by Slack, which then sends the browser nowhere.</summary>
    public async Task<string> ErrorAsync(Uri address)
    {
        using var response = await _http.GetAsync(address);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    /// <returns>Where Slack sends the browser.</returns>
    public async Task<Uri> DecideAsync(Uri address, string decision = "allow")
    {
        var page = await ReadAsync(address);
        var fields = Hidden
            .Matches(page)
            .Where(field => field.Groups["name"].Value != "decision")
            .Select(field => KeyValuePair.Create(
                field.Groups["name"].Value,
                WebUtility.HtmlDecode(field.Groups["value"].Value)
            ))
            .Append(new("decision", decision));
        using var form = new FormUrlEncodedContent(fields);
        using var response = await _http.PostAsync(new Uri(address, "/oauth/v2/authorize"), form);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!;
    }

    /// <returns>The page, as its status, headers and text.</returns>
    public async Task<(int Status, string Headers, string Page)> ComeBackAsync(
        Uri location,
        Uri listener,
        HttpMethod? method = null
    )
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(listener, location.PathAndQuery));
        using var response = await _http.SendAsync(request);
        return (
            (int)response.StatusCode,
            $"{response.Headers}{response.Content.Headers}",
            await response.Content.ReadAsStringAsync()
        );
    }

    public void Dispose() => _http.Dispose();
}
