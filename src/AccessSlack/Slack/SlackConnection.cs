namespace AccessSlack.Slack;

/// <summary>How we reach Slack over HTTP.</summary>
internal static class SlackConnection
{
    /// <summary>
    /// Honours the proxy of the environment; follows no redirect, because the token would go with it. Connecting has a
    /// limit of its own, shorter than that of a call, so that "nothing was sent" can be told from "no answer".
    /// </summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        Proxy = SlackProxy.OfEnvironment(),
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // A request that meets a connection closed by the other side may have happened or not: reuse only fresh ones.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        // Names are looked up anew now and then: Slack moves its addresses.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    public static HttpMessageInvoker Create()
    {
        var handler = CreateHandler();
        return new(new SlackProxyFailures(handler.Proxy!, handler));
    }
}
