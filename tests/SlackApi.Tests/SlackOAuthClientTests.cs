using System.Net;
using System.Text;
using AccessSlack.Testing;

namespace SlackApi.Tests;

public sealed class SlackOAuthClientTests : IAsyncLifetime, IDisposable
{
    private const string Path = "api/oauth.v2.access";

    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
    );
    private ScriptedServer _slack = null!;

    public async Task InitializeAsync() => _slack = await ScriptedServer.StartAsync();

    public async Task DisposeAsync() => await _slack.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Access_Code_IsSentAsAFormWithTheAppInTheHeader()
    {
        _slack.On(
            Path,
            """{"ok":true,"access_token":"xoxb-1","token_type":"bot","scope":"chat:write,users:read","bot_user_id":"U1","app_id":"A1","team":{"id":"T1","name":"Acme"},"enterprise":null,"is_enterprise_install":false,"authed_user":{"id":"U2"}}"""
        );

        var answer = await AccessAsync();

        Assert.Equal(("xoxb-1", "bot", "A1", "T1", "Acme"), (
            answer.AccessToken,
            answer.TokenType,
            answer.AppId,
            answer.TeamId,
            answer.TeamName
        ));
        Assert.Equal(["chat:write", "users:read"], answer.Scopes);
        Assert.False(answer.IsEnterpriseInstall);
        var seen = Assert.Single(_slack.Seen);
        Assert.Equal(
            ("POST", "", "application/x-www-form-urlencoded", "code=1.2+3&redirect_uri=https%3A%2F%2Fexample.com%2Fc"),
            (seen.Method, seen.Query, seen.Headers["Content-Type"], seen.Body)
        );
        Assert.Equal(
            "11.22:0f",
            Encoding.UTF8.GetString(Convert.FromBase64String(seen.Headers["Authorization"]["Basic ".Length..]))
        );
    }

    /// <summary>Installed for an organization, and with scopes of a person only.</summary>
    [Fact]
    public async Task Access_AnswerWithoutTeamAndToken_IsEmptyThere()
    {
        _slack.On(
            Path,
            """{"ok":true,"team":null,"enterprise":{"id":"E1"},"is_enterprise_install":true,"authed_user":{"id":"U2","access_token":"xoxp-1"}}"""
        );

        var answer = await AccessAsync();

        Assert.Equal(("", "", ""), (answer.AccessToken, answer.TeamId, answer.TeamName));
        Assert.Empty(answer.Scopes);
        Assert.True(answer.IsEnterpriseInstall);
    }

    /// <summary>It may be printed by mistake.</summary>
    [Fact]
    public async Task Access_AnswerAsText_ShowsNoToken()
    {
        _slack.On(Path, """{"ok":true,"access_token":"xoxb-1"}""");

        Assert.DoesNotContain("xoxb", $"{(object)await AccessAsync()}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_Refused_ThrowsTheCodeAndNothingOfTheRequest()
    {
        _slack.On(Path, """{"ok":false,"error":"invalid_code"}""");

        var refusal = await Assert.ThrowsAsync<SlackException>(AccessAsync);

        Assert.Equal(("invalid_code", "oauth.v2.access: invalid_code"), (refusal.ErrorCode, refusal.Message));
    }

    [Theory]
    [InlineData("<html>", 200)]
    [InlineData("", 502)]
    [InlineData("", 302)]
    public async Task Access_NotSlacksAnswer_Throws(string body, int status)
    {
        _slack.On(Path, body, status);

        Assert.Equal((HttpStatusCode)status, (await Assert.ThrowsAsync<SlackHttpException>(AccessAsync)).StatusCode);
    }

    private Task<WebApi.OAuthAccessResponse> AccessAsync() =>
        new SlackOAuthClient(_http, new Uri(_slack.Url, "api/")).Access(
            "11.22",
            "0f",
            "1.2 3",
            "https://example.com/c",
            default
        );
}
