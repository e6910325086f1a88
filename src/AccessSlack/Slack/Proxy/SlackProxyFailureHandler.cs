using System.Net;

namespace AccessSlack.Slack.Proxy;

/// <summary>Names the proxy in a failure that it causes.</summary>
internal sealed class SlackProxyFailureHandler(IWebProxy proxies, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (proxies.GetProxy(request.RequestUri!) is not { } proxy)
            return await base.SendAsync(request, cancellationToken);
        var name = $"{proxy.Scheme}://{proxy.Authority}"; // without user and password
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.ProxyAuthenticationRequired) return response;
            response.Dispose();
            throw new SlackProxyException(name, Refusal(HttpStatusCode.ProxyAuthenticationRequired), inner: null);
        }
        catch (HttpRequestException e)
            when (e.HttpRequestError == HttpRequestError.ProxyTunnelError && e is not SlackProxyException)
        {
            throw new SlackProxyException(name, Refusal(e.StatusCode), e);
        }
        // With a proxy, only the proxy's name is resolved, and only the proxy is connected to.
        catch (HttpRequestException e)
            when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError)
        {
            throw new SlackProxyException(name, "cannot be reached", e);
        }
    }

    private static string Refusal(HttpStatusCode? status) => status switch
    {
        HttpStatusCode.ProxyAuthenticationRequired =>
            "refuses us (HTTP 407, it wants a user and password that it knows)",
        { } code => $"refuses us (HTTP {(int)code})",
        null => "opens no way to Slack",
    };
}
