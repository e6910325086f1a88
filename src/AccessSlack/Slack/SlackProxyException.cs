namespace AccessSlack.Slack;

/// <summary>
/// The proxy on the way to Slack cannot be reached, or does not let us through; nothing came to Slack.
/// </summary>
internal sealed class SlackProxyException(string proxy, string what, Exception? inner)
    : HttpRequestException(HttpRequestError.ProxyTunnelError, $"{proxy} {what}", inner)
{
    /// <summary>Which proxy, without its credentials, and what to look at.</summary>
    public string Remedy { get; } =
        $"The proxy {proxy} {what}: check HTTPS_PROXY, or HTTP_PROXY and NO_PROXY, in the environment of the daemon, " +
        "and that the proxy lets this machine through to Slack.";
}
