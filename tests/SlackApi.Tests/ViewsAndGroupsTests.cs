using AccessSlack.Testing;
using SlackApi.Blocks;
using SlackApi.WebApi;

namespace SlackApi.Tests;

public sealed class ViewsAndGroupsTests : IAsyncLifetime, IDisposable
{
    private const string View =
        """{"type":"modal","title":{"type":"plain_text","text":"t","emoji":true},"blocks":[{"type":"divider"}]}""";

    private static readonly ModalViewDefinition Smallest = new() { Title = "t", Blocks = [new DividerBlock()] };

    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
    );
    private ScriptedServer _slack = null!;

    private SlackApiClient Client => new(_http, new Uri(_slack.Url, "api/"), () => "xoxb-1");

    public async Task InitializeAsync() => _slack = await ScriptedServer.StartAsync();

    public async Task DisposeAsync() => await _slack.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task ViewsOpen_View_IsJsonAndAnswersWithIdAndHash()
    {
        _slack.On(
            "api/views.open",
            """{"ok":true,"view":{"id":"V1","hash":"1.a","type":"modal","state":{"values":{}},"new":1}}"""
        );
        Assert.Equal(new ViewResponse("V1", "1.a"), await Client.Views.Open("1.2.\"3", Smallest, default));
        var seen = Assert.Single(_slack.Seen);
        Assert.Equal(("POST", "application/json; charset=utf-8"), (seen.Method, seen.Headers["Content-Type"]));
        Assert.Equal("{\"trigger_id\":\"1.2.\\\"3\",\"view\":" + View + "}", seen.Body);
    }

    [Theory]
    [InlineData("""{"ok":true}""")]
    [InlineData("""{"ok":true,"view":{"id":7}}""")]
    public async Task ViewsOpen_AnswerWithoutId_IsUnreadable(string answer)
    {
        _slack.On("api/views.open", answer);
        Assert.Equal(
            "not_json",
            (
                await Assert.ThrowsAsync<SlackHttpException>(() => Client.Views.Open("1.2.3", Smallest, default))
            ).ErrorCode
        );
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("1.a", "\"hash\":\"1.a\",")]
    public async Task ViewsPublish_View_IsJsonWithTheHashIfThereIsOne(string hash, string sent)
    {
        _slack.On("api/views.publish", """{"ok":true,"view":{"id":"V1","hash":"2.b","type":"home"}}""");
        var tab = new HomeViewDefinition { Blocks = [new DividerBlock()] };
        Assert.Equal(new ViewResponse("V1", "2.b"), await Client.Views.Publish("U1", hash, tab, default));
        Assert.Equal(
            $"{{\"user_id\":\"U1\",{sent}\"view\":{{\"type\":\"home\",\"blocks\":[{{\"type\":\"divider\"}}]}}}}",
            Assert.Single(_slack.Seen).Body
        );
    }

    [Fact]
    public async Task GetPermalink_Answer_IsTheAddress()
    {
        const string Link = "https://example.slack.com/archives/C1/p1?thread_ts=2.1&cid=C1";
        _slack.On("api/chat.getPermalink", $$"""{"ok":true,"channel":"C1","permalink":"{{Link}}"}""");
        Assert.Equal(new Uri(Link), await Client.Chat.GetPermalink("C1", "1.2", default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/archives/C1")]
    public async Task GetPermalink_NoAddress_IsUnreadable(string link)
    {
        _slack.On("api/chat.getPermalink", $$"""{"ok":true,"permalink":"{{link}}"}""");
        await Assert.ThrowsAsync<SlackHttpException>(() => Client.Chat.GetPermalink("C1", "1.2", default));
    }

    [Fact]
    public async Task Views_BrokenLimit_AreRefusedBeforeSending()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Client.Views.Publish("U1", "", new(), default));
        await Assert.ThrowsAsync<ArgumentException>(() => Client.Views.Publish(
            "U1",
            "",
            new() { Blocks = [.. Enumerable.Repeat(new DividerBlock(), 101)] },
            default
        ));
        await Assert.ThrowsAsync<ArgumentException>(() => Client.Views.Open("1.2.3", new() { Title = "t" }, default));
        Assert.Empty(_slack.Seen);
    }

    [Fact]
    public async Task UserGroupsList_Groups_TellDisabledFromUnknown()
    {
        _slack.On("api/usergroups.list", """
            {"ok":true,"usergroups":[{"id":"S1","handle":"sre","name":"SRE team","date_delete":0,"users":[]},{"id":"S2","handle":"old","date_delete":1446746793},
             {"id":"S3","handle":"new"},"odd",{"id":5,"date_delete":"never"}]}
            """);
        Assert.Equal(
            [
                new("S1", "sre", "SRE team", false),
                new("S2", "old", "", true),
                new("S3", "new", "", false),
                new("", "", "", false),
            ],
            await Client.UserGroups.List(includeDisabled: true, default)
        );
        var seen = Assert.Single(_slack.Seen);
        Assert.Equal(("GET", "?include_disabled=true", ""), (seen.Method, seen.Query, seen.Body));
    }

    [Fact]
    public async Task UserGroupUsersList_Ids_AreTold()
    {
        _slack.On("api/usergroups.users.list", """{"ok":true,"users":["U1",7,"W2",null]}""");
        Assert.Equal(["U1", "W2"], await Client.UserGroupUsers.List("S1&x=1", default));
        Assert.Equal("?usergroup=S1%26x%3D1", Assert.Single(_slack.Seen).Query);
    }

    [Theory]
    [InlineData(
        "",
        "?channel=C1&limit=200",
        """{"ok":true,"members":["U1","U2"],"response_metadata":{"next_cursor":"e+="}}""",
        "e+="
    )]
    [InlineData("e+=", "?channel=C1&limit=200&cursor=e%2B%3D", """{"ok":true,"members":["U1","U2"]}""", "")]
    public async Task ConversationsMembers_Page_IsAQueryAndTellsTheNextCursor(
        string cursor,
        string query,
        string answer,
        string next
    )
    {
        _slack.On("api/conversations.members", answer);
        var page = await Client.Conversations.Members("C1", 200, cursor, default);
        Assert.Equal(["U1", "U2"], page.Members);
        Assert.Equal(next, page.NextCursor);
        var seen = Assert.Single(_slack.Seen);
        Assert.Equal(("GET", query, ""), (seen.Method, seen.Query, seen.Body));
    }

    [Fact]
    public async Task ConversationsMembers_CursorThatNoAddressCouldHold_IsUnreadable()
    {
        _slack.On(
            "api/conversations.members",
            $$$"""{"ok":true,"members":[],"response_metadata":{"next_cursor":"{{{new string('x', 1001)}}}"}}"""
        );
        Assert.Equal(
            "not_json",
            (
                await Assert.ThrowsAsync<SlackHttpException>(() => Client.Conversations.Members("C1", 200, "", default))
            ).ErrorCode
        );
    }

    [Fact]
    public async Task PostMessage_InAThread_NamesTheParentAsText()
    {
        _slack.On("api/chat.postMessage", """{"ok":true,"channel":"C1","ts":"1700000000.000200"}""");
        await Client.Chat.PostMessage(
            new Message
            {
                Channel = "C1",
                Text = "t",
                ThreadTs = "1700000000.000100",
            },
            default
        );
        Assert.Contains(
            "\"thread_ts\":\"1700000000.000100\"",
            Assert.Single(_slack.Seen).Body,
            StringComparison.Ordinal
        );
    }
}
