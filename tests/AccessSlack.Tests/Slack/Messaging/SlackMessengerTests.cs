using System.Text.Json;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Slack;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Slack.Messaging;

public sealed class SlackMessengerTests : SlackTest
{
    private const string Ok = """{"ok":true,"channel":"C1","ts":"1700000000.000100"}""";

    private static readonly ComposedMessage Message = new(
        "r1",
        "prod",
        "alice requests dba - Pending",
        [new DividerBlock(), new SectionBlock { Text = "full" }],
        [new SectionBlock { Text = "plain" }]
    );

    private static readonly PostedMessage Placed = new("C1", "1.2", Degradation.Nothing);

    [Fact]
    public async Task Post_Message_IsSentCompleteAndReturnsItsPlace()
    {
        Slack.On("api/chat.postMessage", Ok);
        Assert.Equal(
            new PostedMessage("C1", "1700000000.000100", Degradation.Nothing) { Shown = ShownDigest.Of([]) },
            Value(await Messages().PostAsync("ops", Message, default))
        );
        Assert.Equal(
            """{"channel":"ops","text":"alice requests dba - Pending","blocks":[{"type":"divider"},{"type":"section","text":{"type":"plain_text","text":"full","emoji":true}}],"metadata":{"event_type":"teleport_access_request","event_payload":{"request_id":"r1","cluster":"prod"}},"unfurl_links":false,"unfurl_media":false,"parse":"none"}""",
            Assert.Single(Slack.Seen).Body);
    }

    /// <summary>What people see is what Slack stored, not what was sent.</summary>
    [Theory]
    [InlineData("chat.postMessage")]
    [InlineData("chat.update")]
    public async Task Send_AnswerWithBlocks_IsWhatTheMessageShows(string method)
    {
        const string Stored =
            """[{"type":"section","block_id":"x1","text":{"type":"mrkdwn","text":"stored","verbatim":true}}]""";
        Slack.On($"api/{method}", $$"""{"ok":true,"channel":"C1","ts":"1.2","message":{"blocks":{{Stored}} } }""");

        var sent = method == "chat.update"
            ? await Messages().UpdateAsync(Placed, Message, default)
            : await Messages().PostAsync("C1", Message, default);

        Assert.Equal(ShownDigest.Of(SlackApi.SlackJson.ReadBlocks(Stored)), Value(sent).Shown);
    }

    [Fact]
    public async Task Update_Message_IsSentComplete()
    {
        Slack.On("api/chat.update", Ok);
        Assert.Equal(
            new PostedMessage("C1", "1700000000.000100", Degradation.Nothing) { Shown = ShownDigest.Of([]) },
            Value(await Messages().UpdateAsync(new("C1", "1700000000.000100", Degradation.Nothing), Message, default))
        );
        Assert.Equal(
            """{"channel":"C1","ts":"1700000000.000100","text":"alice requests dba - Pending","blocks":[{"type":"divider"},{"type":"section","text":{"type":"plain_text","text":"full","emoji":true}}],"metadata":{"event_type":"teleport_access_request","event_payload":{"request_id":"r1","cluster":"prod"}},"parse":"none"}""",
            Assert.Single(Slack.Seen).Body);
    }

    [Fact]
    public async Task Update_LongText_IsTruncatedWithoutSplittingACharacter()
    {
        Slack.On("api/chat.update", Ok);
        await Messages().UpdateAsync(Placed, Message with { Text = new string('x', 3998) + "😀😀" }, default);
        using var body = JsonDocument.Parse(Slack.Seen[0].Body);
        Assert.Equal(new string('x', 3998) + "…", body.RootElement.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("message_not_found")]
    [InlineData("cant_update_message")]
    public async Task Update_MessageDeleted_IsGone(string code)
    {
        Slack.On("api/chat.update", Error(code));
        Assert.Equal(SlackFailureKind.Gone, Failure(await Messages().UpdateAsync(Placed, Message, default)).Kind);
    }

    [Theory]
    [InlineData("C1,C2/1.2", "1700000000.000100")]
    [InlineData("C1/1", "1700000000.000100")]
    [InlineData("C1 ", "1700000000.000100")]
    [InlineData("C1\\n", "1700000000.000100")]
    [InlineData("Ç1", "1700000000.000100")]
    [InlineData("C12345678901234567890123456789012", "1700000000.000100")]
    [InlineData("C1", "1700000000.000100,C2/1")]
    [InlineData("C1", "1700000000/000100")]
    [InlineData("C1", "1.7e9")]
    [InlineData("C1", "-1.2")]
    [InlineData("C1", "１.２")]
    [InlineData("C1", "123456789012345678901234567890.123")]
    public async Task Messages_InvalidChannelOrTs_AreUnreadableResponses(string channel, string ts)
    {
        var answer = $$"""{"ok":true,"channel":"{{channel}}","ts":"{{ts}}"}""";
        Slack.On("api/chat.postMessage", answer).On("api/chat.update", answer);
        Assert.Equal(
            (SlackFailureKind.Ambiguous, "not_json"),
            KindAndCode(await Messages().PostAsync("C1", Message, default))
        );
        Assert.Equal(
            (SlackFailureKind.TryLater, "not_json"),
            KindAndCode(await Messages().UpdateAsync(Placed, Message, default))
        );
    }
}
