using AccessSlack.Slack.Proxy;

namespace AccessSlack.Slack;

/// <summary>Creates the HTTP connection to Slack.</summary>
internal static class SlackConnection
{
    /// <summary>
    /// Uses the proxy of the environment, and follows no redirect, because the token would go with it. The limit for
    /// connecting is shorter than that of a call, to distinguish "nothing was sent" from "no response".
    /// </summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        Proxy = OutboundProxy.FromEnvironment(),
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // If the server closes an idle connection just as a request is sent, the outcome is unknown. Reusing only
        // recent connections makes that rare.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        // Slack changes its addresses, so resolve its name again now and then.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    public static HttpMessageInvoker Create() => Create(CreateHandler());

    /// <summary>For one WebSocket, which has its connection to itself.</summary>
    /// <param name="wrap">Put around the stream, inside TLS.</param>
    public static HttpMessageInvoker CreateForSocket(Func<Stream, Stream> wrap)
    {
        var handler = CreateHandler();
        handler.PlaintextStreamFilter = (context, _) => ValueTask.FromResult(wrap(context.PlaintextStream));
        return Create(handler);
    }

    private static HttpMessageInvoker Create(SocketsHttpHandler handler) =>
        new(new SlackProxyFailureHandler(handler.Proxy!, handler));
}
