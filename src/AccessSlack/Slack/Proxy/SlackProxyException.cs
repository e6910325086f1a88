namespace AccessSlack.Slack.Proxy;

/// <summary>
/// The proxy on the way to Slack cannot be reached, or refuses to forward the call; Slack received nothing.
/// </summary>
internal sealed class SlackProxyException(string proxy, string what, Exception? inner)
    : HttpRequestException(HttpRequestError.ProxyTunnelError, $"{proxy} {what}", inner)
{
    /// <summary>Names the proxy, without its credentials, and what to check.</summary>
    public string Remedy { get; } =
        $"The proxy {proxy} {what}: check HTTPS_PROXY, or HTTP_PROXY and NO_PROXY, in the environment of the daemon, " +
        "and that the proxy lets this machine through to Slack.";
}
