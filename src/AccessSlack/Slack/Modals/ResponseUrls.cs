namespace AccessSlack.Slack.Modals;

/// <summary>
/// The response_urls that may be called. Even a signed payload must not make this program send requests anywhere else.
/// </summary>
internal static class ResponseUrls
{
    /// <summary>
    /// The address if it is Slack's over https, or has the scheme, host and port of <paramref name="apiUrl"/>; else
    /// null.
    /// </summary>
    public static Uri? Accept(string responseUrl, Uri apiUrl)
    {
        if (!Uri.TryCreate(responseUrl, UriKind.Absolute, out var url) || url.UserInfo.Length > 0) return null;
        return IsSlack(url) || IsSameServer(url, apiUrl) ? url : null;
    }

    private static bool IsSlack(Uri url) =>
        url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && url.Host is "hooks.slack.com" or "hooks.slack-gov.com";

    private static bool IsSameServer(Uri url, Uri apiUrl) =>
        url.Scheme == apiUrl.Scheme && url.Host == apiUrl.Host && url.Port == apiUrl.Port;
}
