using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Slack;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Slack.Messaging;

public sealed class ReplyTests : SlackTest
{
    private const string Ok = """{"ok":true,"channel":"C1","ts":"1700000000.000200"}""";

    private static readonly ComposedReply Notification = new(
        "bob approves",
        [new SectionBlock { Text = new Markdown("*bob* approves", verbatim: true) }]
    );

    [Fact]
    public async Task Reply_Reply_IsPostedInTheThreadWithoutMetadata()
    {
        Slack.On("api/chat.postMessage", Ok);
        Assert.Equal(
            new PostedMessage("C1", "1700000000.000200", Degradation.Nothing)
            {
                Shown = ShownDigest.Of(Notification.Blocks),
            },
            Value(await Messages().ReplyAsync("C1", "1700000000.000100", Notification, default))
        );
        Assert.Equal(
            """{"channel":"C1","text":"bob approves","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"*bob* approves","verbatim":true}}],"thread_ts":"1700000000.000100","unfurl_links":false,"unfurl_media":false,"parse":"none"}""",
            Assert.Single(Slack.Seen).Body);
    }

    [Fact]
    public async Task Send_Notice_IsPostedOutsideThreads()
    {
        Slack.On("api/chat.postMessage", Ok);
        Value(await Messages().SendAsync("U1", new("Your request was approved", []), default));
        Assert.Equal(
            """{"channel":"U1","text":"Your request was approved","unfurl_links":false,"unfurl_media":false,"parse":"none"}""",
            Assert.Single(Slack.Seen).Body
        );
    }

    [Fact]
    public async Task Reply_BlocksRefused_SendsTheTextOnce()
    {
        Slack.On("api/chat.postMessage", Error("invalid_blocks")).On("api/chat.postMessage", Ok);
        Assert.Equal(
            Degradation.Blocks,
            Value(await Messages().ReplyAsync("C1", "1.2", Notification, default)).Degradation
        );
        Assert.DoesNotContain("blocks", Slack.Seen[1].Body, StringComparison.Ordinal);
        Assert.Contains("\"thread_ts\":\"1.2\"", Slack.Seen[1].Body, StringComparison.Ordinal);
        Assert.Contains("invalid_blocks", Assert.Single(Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reply_TextRefusedAsWell_IsAPayloadFailure()
    {
        for (var i = 0; i < 3; i++) Slack.On("api/chat.postMessage", Error("msg_too_long"));
        Assert.Equal(
            (SlackFailureKind.Payload, "msg_too_long"),
            KindAndCode(await Messages().ReplyAsync("C1", "1.2", Notification, default))
        );
        Assert.Equal(2, Slack.Seen.Count);
    }

    [Fact]
    public async Task Reply_LongText_IsTruncated()
    {
        Slack.On("api/chat.postMessage", Ok);
        Value(await Messages().ReplyAsync("C1", "1.2", new(new('x', 5000), []), default));
        Assert.Contains($"\"{new string('x', 3999)}…\"", Assert.Single(Slack.Seen).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thread_not_found")]
    [InlineData("cannot_reply_to_message")]
    public async Task Reply_MessageDeleted_IsGone(string code)
    {
        Slack.On("api/chat.postMessage", Error(code));
        Assert.Equal(
            (SlackFailureKind.Gone, code),
            KindAndCode(await Messages().ReplyAsync("C1", "1.2", Notification, default))
        );
        Assert.Single(Slack.Seen);
    }

    [Fact]
    public async Task Reply_NoResponse_IsAmbiguousAndNotRepeated()
    {
        Slack.OnCut("api/chat.postMessage");
        Assert.Equal(
            (SlackFailureKind.Ambiguous, "connection_lost"),
            KindAndCode(await Messages().ReplyAsync("C1", "1.2", Notification, default))
        );
        Assert.Single(Slack.Seen);
    }

    [Fact]
    public async Task Reply_NotInChannel_JoinsOnceIfAllowed()
    {
        Slack
            .On("api/chat.postMessage", Error("not_in_channel"))
            .On("api/conversations.join", """{"ok":true,"channel":{"id":"C0PS00001"}}""")
            .On("api/chat.postMessage", Ok);
        Value(await Messages(autoJoin: true).ReplyAsync("C0PS00001", "1.2", Notification, default));
        Assert.Equal(3, Slack.Seen.Count);
    }

    [Fact]
    public async Task Send_DirectMessagesDisabled_NamesTheRemedy()
    {
        Slack.On("api/chat.postMessage", Error("messages_tab_disabled"));
        var failure = Failure(await Messages().SendAsync("U1", Notification, default));
        Assert.Equal(SlackFailureKind.Destination, failure.Kind);
        Assert.Contains("App Home", failure.Remedy, StringComparison.Ordinal);
    }
}
