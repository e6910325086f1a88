using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using AccessSlack.Sandbox.Slack.OAuth;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>The installation by OAuth refuses what Slack refuses, and there where Slack does.</summary>
public sealed class SlackOAuthTests : SlackSimulatorTest, IDisposable
{
    private const string Redirect = "https://app.example.com/callback";

    private readonly SlackInstaller _browser = new();
    private readonly HttpClient _http = new();

    private SlackOAuth OAuth
    {
        get => Slack.State.OAuth;
        set => Slack.State.OAuth = value;
    }

    public void Dispose()
    {
        _browser.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task Authorize_Page_ShowsTheAppTheWorkspaceAndTheScopes()
    {
        var page = await _browser.ReadAsync(Address());

        foreach (var part in new[] { "teleport", "Sandbox", "chat:write", "users:read", ">Allow<", ">Cancel<" })
            Assert.Contains(part, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client_id=1111111111.2222222222", "client_id=1.2", "invalid_client_id")]
    [InlineData("client_id=1111111111.2222222222", "", "invalid_client_id")]
    [InlineData("app.example.com", "evil.example.com", "bad_redirect_uri")]
    [InlineData("https%3A", "http%3A", "bad_redirect_uri")]
    [InlineData("callback&", "callbacks&", "bad_redirect_uri")]
    [InlineData("callback&", "callback%23x&", "bad_redirect_uri")]
    [InlineData("chat:write", "chat:shout", "invalid_scope")]
    [InlineData("scope=chat:write,users:read", "scope=", "invalid_scope")]
    [InlineData("state=s", "state=s&team=T0OTHER", "invalid_team_for_non_distributed_app")]
    public async Task Authorize_WhatSlackRefuses_IsShownThereAndNeverSentBack(string old, string now, string error)
    {
        var address = Address().AbsoluteUri;
        Assert.Contains(old, address, StringComparison.Ordinal);

        var page = await _browser.ErrorAsync(new(address.Replace(old, now, StringComparison.Ordinal)));

        Assert.Contains(error, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state=s&team=T0SANDBOX")]
    [InlineData("state=s&team=T0OTHER", true)]
    public async Task Authorize_Team_BindsOnlyWhereThePersonIsSignedIn(string query, bool ignores = false)
    {
        var address = Address().AbsoluteUri.Replace("state=s", query, StringComparison.Ordinal);
        OAuth = OAuth with { IgnoresTeam = ignores };

        Assert.Contains("code=", (await _browser.DecideAsync(new(address))).Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorize_Cancel_ComesBackWithAnErrorAndTheState()
    {
        var location = await _browser.DecideAsync(Address(), "cancel");

        Assert.Equal(Redirect + "?error=access_denied&state=s", location.AbsoluteUri);
    }

    [Fact]
    public async Task Authorize_BelowARedirectUrl_IsAllowed()
    {
        var address = Address().AbsoluteUri.Replace("callback&", "callback%2Fbelow&", StringComparison.Ordinal);

        Assert.StartsWith(Redirect + "/below?code=", (await _browser.DecideAsync(new(address))).AbsoluteUri);
    }

    [Fact]
    public async Task Access_Code_GivesAWorkingTokenOnce()
    {
        var code = await CodeAsync();

        var answer = await AccessAsync(code);

        Assert.Equal("T0SANDBOX Sandbox A0TELEPORT bot", string.Join(
            ' ',
            answer["team"]!["id"],
            answer["team"]!["name"],
            answer["app_id"],
            answer["token_type"]
        ));
        Assert.Equal("chat:write,users:read", (string?)answer["scope"]);
        Assert.Equal(Slack.Options.BotToken, (string?)answer["access_token"]);
        using var app = new SlackRawClient(Slack);
        Assert.True((bool)(await app.JsonAsync("auth.test", "{}"))["ok"]!);
        Assert.Equal("invalid_code", Error(await AccessAsync(code)));
    }

    [Fact]
    public async Task Access_CodeOfTenMinutesAgo_IsInvalid()
    {
        var code = await CodeAsync();
        Time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("invalid_code", Error(await AccessAsync(code)));
    }

    [Theory]
    [InlineData("invalid_client_id", "1.2", null, null)]
    [InlineData("bad_client_secret", null, "ffffffffffffffffffffffffffffffff", null)]
    [InlineData("bad_redirect_uri", null, null, Redirect + "/")]
    [InlineData("bad_redirect_uri", null, null, "")]
    public async Task Access_WrongAppOrRedirect_IsRefused(string error, string? id, string? secret, string? redirect) =>
        Assert.Equal(error, Error(await AccessAsync(await CodeAsync(), id, secret, redirect)));

    [Fact]
    public async Task Access_Rotation_GivesATokenThatExpires()
    {
        OAuth = OAuth with { RotatesTokens = true };

        var answer = await AccessAsync(await CodeAsync());

        Assert.StartsWith("xoxe.xoxb-", (string?)answer["access_token"]);
        Assert.Equal(43200, (int)answer["expires_in"]!);
    }

    [Fact]
    public async Task Access_ScopesOfThePersonOnly_GivesNoTokenOfABot()
    {
        OAuth = OAuth with { HasOnlyUserScopes = true };

        Assert.Null((await AccessAsync(await CodeAsync()))["access_token"]);
    }

    private Uri Address()
    {
        OAuth = OAuth with { RedirectUrls = [Redirect] };
        return new(
            Slack.ApiUrl,
            $"/oauth/v2/authorize?client_id={OAuth.ClientId}&scope=chat:write,users:read&redirect_uri=" +
            $"{Uri.EscapeDataString(Redirect)}&state=s"
        );
    }

    private async Task<string> CodeAsync() =>
        HttpUtility.ParseQueryString((await _browser.DecideAsync(Address())).Query)["code"]!;

    private async Task<JsonObject> AccessAsync(
        string code,
        string? id = null,
        string? secret = null,
        string? redirect = null
    )
    {
        var app = Encoding.UTF8.GetBytes($"{id ?? OAuth.ClientId}:{secret ?? OAuth.ClientSecret}");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Slack.ApiUrl, "oauth.v2.access"))
        {
            Content = new FormUrlEncodedContent([new("code", code), new("redirect_uri", redirect ?? Redirect)]),
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(app)) },
        };
        using var response = await _http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }
}
