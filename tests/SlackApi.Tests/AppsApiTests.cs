using System.Net;
using System.Text;
using AccessSlack.Testing;

namespace SlackApi.Tests;

public sealed class AppsApiTests
{
    private const string Token = "xapp-1-A1-2-secret";

    [Fact]
    public async Task OpenConnection_Token_IsInTheHeaderOnly()
    {
        await using var slack = await ScriptedServer.StartAsync();
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        slack.On("api/apps.connections.open", """{"ok":true,"url":"wss://wss-primary.slack.com/link/?ticket=1"}""");

        var address = await new AppsApi(http, new Uri(slack.Url, "api/")).OpenConnection(Token, default);

        Assert.Equal(new Uri("wss://wss-primary.slack.com/link/?ticket=1"), address.Url);
        var seen = Assert.Single(slack.Seen);
        Assert.Equal(
            ("POST", "", "", $"Bearer {Token}"),
            (seen.Method, seen.Query, seen.Body, seen.Headers["Authorization"])
        );
    }

    [Fact]
    public async Task OpenConnection_Refused_ThrowsTheCode()
    {
        await using var slack = await ScriptedServer.StartAsync();
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        slack.On("api/apps.connections.open", """{"ok":false,"error":"link_disabled"}""");

        var refused = await Assert.ThrowsAsync<SlackException>(() =>
            new AppsApi(http, new Uri(slack.Url, "api/")).OpenConnection(Token, default)
        );

        Assert.Equal("link_disabled", refused.ErrorCode);
    }

    /// <summary>Without TLS anyone on the way could read clicks and answer them.</summary>
    [Theory]
    [InlineData("https://slack.com/api/", "wss://wss.slack.com/link", true)]
    [InlineData("https://slack.com/api/", "ws://wss.slack.com/link", false)]
    [InlineData("http://127.0.0.1/api/", "ws://127.0.0.1/link", true)]
    [InlineData("http://127.0.0.1/api/", "http://127.0.0.1/link", false)]
    [InlineData("https://slack.com/api/", "wss://user:word@wss.slack.com/link", false)]
    [InlineData("https://slack.com/api/", "link", false)]
    [InlineData("https://slack.com/api/", "", false)]
    public async Task OpenConnection_Address_MustBeOfAWebSocketAndSecret(string apiUrl, string url, bool isTaken)
    {
        using var http = new HttpMessageInvoker(new Fixed($$"""{"ok":true,"url":"{{url}}"}"""));
        var open = new AppsApi(http, new Uri(apiUrl)).OpenConnection(Token, default);

        if (isTaken) Assert.Equal(new Uri(url), (await open).Url);
        else Assert.Equal("no_socket_address", (await Assert.ThrowsAsync<SlackHttpException>(() => open)).ErrorCode);
    }

    /// <summary>Answers for a host that is not ours to run.</summary>
    private sealed class Fixed(string json) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) =>
            Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = new StringContent(json, Encoding.UTF8, "application/json"),
                }
            );
    }
}
