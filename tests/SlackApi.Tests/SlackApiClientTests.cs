using System.Net;
using System.Text.Json;
using AccessSlack.Testing;
using SlackApi.Blocks;
using SlackApi.WebApi;

namespace SlackApi.Tests;

public sealed class SlackApiClientTests : IAsyncLifetime, IDisposable
{
    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
    );
    private ScriptedServer _slack = null!;
    private string _token = "xoxb-1";

    private SlackApiClient Client => new SlackApiClient(_http, new Uri(_slack.Url, "api/"), () => _token);

    public async Task InitializeAsync() => _slack = await ScriptedServer.StartAsync();

    public async Task DisposeAsync() => await _slack.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task AuthTest_Answer_TellsWhoWeAre()
    {
        _slack.On(
            "api/auth.test",
            """{"ok":true,"url":"https://acme.slack.com/","team":"Acme","user":"access","team_id":"T1","user_id":"U1","bot_id":"B1","is_enterprise_install":false,"new":[1]}"""
        );
        Assert.Equal(
            new AuthTestResponse("T1", "Acme", "U1", "access", "B1", "", false, []),
            await Client.Auth.Test(default) with
            {
                Scopes = [],
                Date = null,
            }
        );
        var seen = Assert.Single(_slack.Seen);
        Assert.Equal(("POST", "", ""), (seen.Method, seen.Query, seen.Body));
        Assert.False(seen.Headers.ContainsKey("Content-Type"));
    }

    [Fact]
    public async Task Calls_Token_GoesIntoTheHeaderOnlyAndIsAskedForEachTime()
    {
        _slack
            .On("api/chat.postMessage", """{"ok":true,"channel":"C1","ts":"1.2"}""")
            .On("api/users.info", """{"ok":true,"user":{"id":"U1"}}""");
        await Client.Chat.PostMessage(new Message { Channel = "C1", Text = "t" }, default);
        _token = "xoxb-2";
        await Client.Users.Info("U1", default);
        Assert.Equal(["Bearer xoxb-1", "Bearer xoxb-2"], _slack.Seen.Select(seen => seen.Headers["Authorization"]));
        Assert.DoesNotContain(_slack.Seen, seen => (seen.Query + seen.Body).Contains("xoxb", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PostMessage_Message_IsJsonAndAnswersWithItsPlace()
    {
        _slack.On(
            "api/chat.postMessage",
            """{"ok":true,"channel":"C024BE91L","ts":"1503435956.000247","message":{"blocks":[{"type":"future"}]},"warning":"x"}"""
        );
        var posted = await Client.Chat.PostMessage(
            new Message
            {
                Channel = "general",
                Text = "t",
                Blocks = [new DividerBlock()],
            },
            default
        );
        Assert.Equal(("C024BE91L", "1503435956.000247", ""), (posted.Channel, posted.Ts, posted.AppId));
        Assert.Equal(typeof(Block), Assert.Single(posted.Blocks!).GetType());
        var seen = Assert.Single(_slack.Seen);
        Assert.Equal(("POST", "application/json; charset=utf-8"), (seen.Method, seen.Headers["Content-Type"]));
        Assert.Equal(
            """{"channel":"general","text":"t","blocks":[{"type":"divider"}],"unfurl_links":false,"unfurl_media":false,"parse":"none"}""",
            seen.Body
        );
    }

    [Fact]
    public async Task Update_Message_IsJson()
    {
        _slack.On("api/chat.update", """{"ok":true,"channel":"C1","ts":"1.2","text":"t"}""");
        Assert.Equal(
            new MessageUpdateResponse("C1", "1.2"),
            await Client.Chat.Update(
                new MessageUpdate
                {
                    Channel = "C1",
                    Ts = "1.2",
                    Text = "t",
                },
                default
            )
        );
        Assert.Equal("""{"channel":"C1","ts":"1.2","text":"t","parse":"none"}""", Assert.Single(_slack.Seen).Body);
    }

    [Fact]
    public async Task PostEphemeral_Message_NamesTheUserAndLeavesOutMetadata()
    {
        _slack.On("api/chat.postEphemeral", """{"ok":true,"message_ts":"1.3"}""");
        var message = new Message { Channel = "C1", Text = "t", Metadata = new() { EventType = "e" } };
        Assert.Equal(new PostEphemeralResponse("1.3"), await Client.Chat.PostEphemeral("U1", message, default));
        Assert.Equal("""{"channel":"C1","user":"U1","text":"t","parse":"none"}""", Assert.Single(_slack.Seen).Body);
    }

    [Fact]
    public async Task UsersInfo_Answer_TellsAbsentFromFalse()
    {
        _slack.On("api/users.info", """
            {"ok":true,"user":{"id":"W1","team_id":"T1","name":"bob","deleted":false,"is_bot":true,"is_restricted":"odd","tz":5,
             "enterprise_user":{"id":"W1","enterprise_id":"E1","teams":["T1"]},"profile":{"email":"bob@example.com","real_name":"Bob B","display_name":"bob"}}}
            """);
        var user = await Client.Users.Info("W1&x=1", default);
        Assert.Equal(("W1", "T1", "bob", "E1"), (user.Id, user.TeamId, user.Name, user.EnterpriseId));
        Assert.Equal(new UserProfile("bob@example.com", "Bob B", "bob"), user.Profile);
        Assert.Equal((false, true, null, null), (user.Deleted, user.IsBot, user.IsRestricted, user.IsStranger));
        var seen = Assert.Single(_slack.Seen);
        Assert.Equal(("GET", "?user=W1%26x%3D1", ""), (seen.Method, seen.Query, seen.Body));
    }

    [Fact]
    public async Task LookupByEmail_Address_IsAnEscapedQuery()
    {
        _slack.On("api/users.lookupByEmail", """{"ok":true,"user":{"id":"U1"}}""");
        Assert.Equal("", (await Client.Users.LookupByEmail("a+b@example.com", default)).Profile.Email);
        Assert.Equal("?email=a%2Bb%40example.com", Assert.Single(_slack.Seen).Query);
    }

    [Fact]
    public async Task Conversations_InfoAndJoin_ReadAndWrite()
    {
        _slack
            .On(
                "api/conversations.info",
                """{"ok":true,"channel":{"id":"C1","name":"ops","is_ext_shared":true,"is_archived":false,"is_member":5}}"""
            )
            .On(
                "api/conversations.join",
                """{"ok":true,"channel":{"id":"C1","name":"ops"},"warning":"already_in_channel"}"""
            );
        Assert.Equal(
            new Conversation("C1", "ops") { IsExtShared = true, IsArchived = false },
            await Client.Conversations.Info("C1", default)
        );
        Assert.Equal(new Conversation("C1", "ops"), await Client.Conversations.Join("C1", default));
        Assert.Equal(
            [("GET", "?channel=C1&include_num_members=true", ""), ("POST", "", """{"channel":"C1"}""")],
            _slack.Seen.Select(seen => (seen.Method, seen.Query, seen.Body))
        );
    }

    [Fact]
    public async Task ConversationsList_Page_IsAQueryAndTellsTheNextCursor()
    {
        _slack.On(
            "api/conversations.list",
            """{"ok":true,"channels":[{"id":"C1","name":"ops","is_member":false},7,{"name":5}],"response_metadata":{"next_cursor":"dGVhbTpD+/="}}"""
        );
        var page = await Client.Conversations.List(
            excludeArchived: true,
            200,
            "public_channel,private_channel",
            "",
            default
        );
        Assert.Equal([new("C1", "ops") { IsMember = false }, new("", "")], page.Channels);
        Assert.Equal("dGVhbTpD+/=", page.NextCursor);
        var seen = Assert.Single(_slack.Seen);
        Assert.Equal(
            ("GET", "?exclude_archived=true&limit=200&types=public_channel%2Cprivate_channel", ""),
            (seen.Method, seen.Query, seen.Body)
        );
    }

    [Theory]
    [InlineData("""{"ok":true,"channels":[],"response_metadata":{"next_cursor":""}}""")]
    [InlineData("""{"ok":true,"channels":[]}""")]
    [InlineData("""{"ok":true,"channels":null,"response_metadata":{"next_cursor":null}}""")]
    public async Task ConversationsList_LastPage_HasNoCursor(string answer)
    {
        _slack.On("api/conversations.list", answer);
        var page = await Client.Conversations.List(excludeArchived: false, 999, "public_channel", "a+b=", default);
        Assert.Equal((0, ""), (page.Channels.Count, page.NextCursor));
        Assert.Equal(
            "?exclude_archived=false&limit=999&types=public_channel&cursor=a%2Bb%3D",
            Assert.Single(_slack.Seen).Query
        );
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task ConversationsList_CursorThatNoAddressCouldHold_IsUnreadable(int length, bool readable)
    {
        _slack.On(
            "api/conversations.list",
            $$$"""{"ok":true,"channels":[],"response_metadata":{"next_cursor":"{{{new string('x', length)}}}"}}"""
        );
        var failure = await Record.ExceptionAsync(() =>
            Client.Conversations.List(excludeArchived: true, 200, "public_channel", "", default)
        );
        Assert.Equal(readable ? null : "not_json", (failure as SlackHttpException)?.ErrorCode);
    }

    [Fact]
    public async Task Refusal_CarriesCodeMessagesAndScopes()
    {
        _slack
            .On(
                "api/chat.postMessage",
                """{"ok":false,"error":"invalid_blocks","errors":["e1"],"response_metadata":{"messages":["[ERROR] bad [json-pointer:/blocks/0]"]}}"""
            )
            .On(
                "api/chat.postMessage",
                """{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"users:read"}"""
            );
        var blocks = await Assert.ThrowsAsync<SlackException>(Post);
        Assert.Equal(("invalid_blocks", "chat.postMessage: invalid_blocks"), (blocks.ErrorCode, blocks.Message));
        Assert.Equal(["e1", "[ERROR] bad [json-pointer:/blocks/0]"], blocks.ErrorMessages);
        var scope = await Assert.ThrowsAsync<SlackException>(Post);
        Assert.Equal(("missing_scope", "chat:write", "users:read"), (scope.ErrorCode, scope.Needed, scope.Provided));
    }

    [Theory]
    [InlineData("""{"ok":false}""")]
    [InlineData("""{"ok":false,"error":7}""")]
    [InlineData("""{"ok":false,"error":"two\nlines xoxb"}""")]
    public async Task Refusal_WithoutACode_IsAFailureOfTheServer(string answer)
    {
        _slack.On("api/chat.postMessage", answer);
        Assert.Equal("no_error_code", (await Assert.ThrowsAsync<SlackHttpException>(Post)).ErrorCode);
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("0", 0)]
    [InlineData(null, null)]
    [InlineData("soon", null)]
    [InlineData("-5", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("Wed, 21 Oct 2026 07:28:00 GMT", null)]
    public async Task RateLimit_RetryAfter_IsReadIfItCanBe(string? header, int? seconds)
    {
        _slack.On(
            "api/chat.postMessage",
            """{"ok":false,"error":"ratelimited"}""",
            429,
            headers: header is null ? [] : [("Retry-After", header)]
        );
        var limit = await Assert.ThrowsAsync<SlackRateLimitException>(Post);
        Assert.Equal(
            (seconds is { } s ? TimeSpan.FromSeconds(s) : null, "ratelimited"),
            (limit.RetryAfter, limit.ErrorCode)
        );
    }

    [Fact]
    public async Task RateLimit_InTheAnswer_IsOneToo()
    {
        _slack.On("api/chat.postMessage", """{"ok":false,"error":"rate_limited"}""", headers: ("Retry-After", "7"));
        Assert.Equal(TimeSpan.FromSeconds(7), (await Assert.ThrowsAsync<SlackRateLimitException>(Post)).RetryAfter);
    }

    [Theory]
    [InlineData(500, "oops", "http_500")]
    [InlineData(503, """{"ok":true,"channel":"C1","ts":"1.2"}""", "http_503")]
    [InlineData(404, "", "http_404")]
    [InlineData(200, "<html>maintenance</html>", "not_json")]
    [InlineData(200, "", "not_json")]
    [InlineData(200, "[]", "not_json")]
    [InlineData(200, """{"channel":"C1","ts":"1.2"}""", "not_json")]
    [InlineData(200, """{"ok":true}""", "not_json")]
    [InlineData(200, """{"ok":true,"channel":"C1","ts":1.2}""", "not_json")]
    [InlineData(200, """{"ok":true,"channel":"C1","ts":"1.2","\ud83d is half a character":0}""", "not_json")]
    public async Task Answer_ThatIsNotSlacks_IsAFailureThatQuotesNothing(int status, string body, string code)
    {
        _slack.On("api/chat.postMessage", body, status);
        var failure = await Assert.ThrowsAsync<SlackHttpException>(Post);
        Assert.Equal(
            ((HttpStatusCode)status, code, $"chat.postMessage: {code}"),
            (failure.StatusCode, failure.ErrorCode, failure.Message)
        );
    }

    [Fact]
    public async Task Redirect_IsAFailureAndTheTokenStaysHere()
    {
        _slack.On("api/chat.postMessage", "", 307, headers: ("Location", "/elsewhere"));
        Assert.Equal("http_307", (await Assert.ThrowsAsync<SlackHttpException>(Post)).ErrorCode);
        Assert.Single(_slack.Seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_OverFourMebibytes_IsNotRead(bool lengthAnnounced)
    {
        _slack.On("api/chat.postMessage", async context =>
        {
            if (lengthAnnounced) context.Response.ContentLength = SlackHttp.MaxAnswer + 1;
            await context.Response.Body.WriteAsync(new byte[SlackHttp.MaxAnswer + 1], context.RequestAborted);
        });
        Assert.Equal("too_large", (await Assert.ThrowsAsync<SlackHttpException>(Post)).ErrorCode);
    }

    [Fact]
    public async Task CutConnection_IsANetworkFailure()
    {
        _slack.OnCut("api/chat.postMessage");
        await Assert.ThrowsAsync<HttpRequestException>(Post);
    }

    [Fact]
    public async Task BrokenLimit_IsRefusedBeforeSending()
    {
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Client.Chat.PostMessage(new Message { Channel = "C1", Text = "" }, default)
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Client.Chat.Update(
                new MessageUpdate
                {
                    Channel = "C1",
                    Ts = "1.2",
                    Text = new string('x', 4001),
                },
                default
            )
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Client.Chat.PostEphemeral("U1", new Message { Channel = "C1" }, default)
        );
        await Assert.ThrowsAsync<ArgumentException>(() => Client.Respond(_slack.Url, new MessageResponse(), default));
        Assert.Empty(_slack.Seen);
    }

    [Theory]
    [InlineData("ok", "text/html")]
    [InlineData("""{"ok":true}""", "application/json")]
    [InlineData("", "text/plain")]
    public async Task Respond_AnySuccess_IsEnoughAndNoTokenIsSent(string answer, string type)
    {
        _slack.On("actions/T1/secret", answer, type: type);
        await Client.Respond(new Uri(_slack.Url, "actions/T1/secret"), new MessageResponse { Text = "no" }, default);
        var seen = Assert.Single(_slack.Seen);
        Assert.Equal("""{"response_type":"ephemeral","replace_original":false,"text":"no"}""", seen.Body);
        Assert.False(seen.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData(404, "expired_url", "http_404")]
    [InlineData(200, """{"ok":false,"error":"used_url"}""", "used_url")]
    [InlineData(302, "", "http_302")]
    public async Task Respond_Refusal_DoesNotTellTheAddress(int status, string answer, string code)
    {
        _slack.On("actions/T1/secret", answer, status);
        var failure = await Assert.ThrowsAnyAsync<SlackException>(() =>
            Client.Respond(new Uri(_slack.Url, "actions/T1/secret"), new MessageResponse { Text = "no" }, default)
        );
        Assert.Equal(code, failure.ErrorCode);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_WithNewEscapes_SurviveTheWire()
    {
        _slack.On("api/chat.postMessage", """{"ok":true,"channel":"C1","ts":"1.2"}""");
        const string Text = "\"<é😀\u0007\u2028&>\\";
        await Client.Chat.PostMessage(new Message { Channel = "C1", Text = Text }, default);
        using var body = JsonDocument.Parse(Assert.Single(_slack.Seen).Body);
        Assert.Equal(Text, body.RootElement.GetProperty("text").GetString());
    }

    private Task Post() => Client.Chat.PostMessage(new Message { Channel = "C1", Text = "t" }, default);
}
