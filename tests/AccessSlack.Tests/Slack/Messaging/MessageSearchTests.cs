using AccessSlack.Slack;

namespace AccessSlack.Tests.Slack.Messaging;

public sealed class MessageSearchTests : SlackTest
{
    private const string Channel = "C0ACCESS01";
    private const string History = "api/conversations.history";

    private static readonly DateTimeOffset Since = DateTimeOffset.FromUnixTimeSeconds(1_795_262_400);

    [Fact]
    public async Task FindPosted_SeveralMatches_ReturnsTheEarliest()
    {
        Slack.On(
            History,
            Page(
                false,
                Message("1795262405.1", "B0OURBOT1"),
                Message("1795262404.1", "B0OURBOT1"),
                Message("1795262403.1", "B0OTHER01"),
                Message("1795262402.1", "B0OURBOT1", request: "another"),
                Message("1795262401.1", "B0OURBOT1", type: "other")
            )
        );

        Assert.Equal(new PostedMessage(Channel, "1795262404.1", default), Value(await FindAsync()));
        Assert.Equal(
            $"?channel={Channel}&include_all_metadata=true&limit=200&oldest=1795262400",
            Assert.Single(Slack.Seen).Query
        );
    }

    [Fact]
    public async Task FindPosted_OnALaterPage_IsFound()
    {
        Slack
            .On(History, Page(true, Message("1795262409.1", "B0OTHER01"), Message("1795262408.1", "B0OTHER01")))
            .On(History, Page(false, Message("1795262404.1", "B0OURBOT1")));

        Assert.Equal("1795262404.1", Value(await FindAsync())?.Ts);
        Assert.EndsWith("&latest=1795262408.1", Slack.Seen[1].Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindPosted_NoSuchMessage_IsNull()
    {
        Slack.On(History, Page(false));
        Assert.Null(Value(await FindAsync()));
    }

    [Fact]
    public async Task FindPosted_DirectMessages_AreOpenedFirst()
    {
        Slack
            .On("api/conversations.open", """{"ok":true,"channel":{"id":"D0BOB00001"}}""")
            .On(History, Page(false, Message("1795262404.1", "B0OURBOT1")));

        Assert.Equal("D0BOB00001", Value(await FindAsync("U0BOB00001"))?.Channel);
        Assert.Equal("""{"users":"U0BOB00001"}""", Slack.Seen[0].Body);
    }

    [Theory]
    [InlineData(
        """{"ok":false,"error":"missing_scope","needed":"channels:history"}""",
        "Credentials",
        "channels:history"
    )]
    [InlineData("""{"ok":false,"error":"not_in_channel"}""", "Destination", "invite")]
    [InlineData("""{"ok":false,"error":"fatal_error"}""", "TryLater", "")]
    public async Task FindPosted_Refused_IsAFailure(string answer, string kind, string remedy)
    {
        Slack.On(History, answer);
        var failure = Failure(await FindAsync());
        Assert.Equal(kind, failure.Kind.ToString());
        Assert.Contains(remedy, failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindPosted_UnknownBotId_DoesNotSearch()
    {
        Assert.Equal(
            "no_bot_id",
            Failure(await Messages().FindPostedAsync(Channel, "request", "", Since, default)).Code
        );
        Assert.Empty(Slack.Seen);
    }

    private Task<SlackResult<PostedMessage?>> FindAsync(string to = Channel) =>
        Messages().FindPostedAsync(to, "request", "B0OURBOT1", Since, default);

    private static string Page(bool hasMore, params string[] messages) =>
        $$"""{"ok":true,"messages":[{{string.Join(',', messages)}}],"has_more":{{(hasMore ? "true" : "false")}}}""";

    private static string Message(
        string ts,
        string bot,
        string request = "request",
        string type = "teleport_access_request"
    ) =>
        $$$$"""{"type":"message","ts":"{{{{ts}}}}","bot_id":"{{{{bot}}}}","metadata":{"event_type":"{{{{type}}}}","event_payload":{"request_id":"{{{{request}}}}","cluster":"c"}}}""";
}
