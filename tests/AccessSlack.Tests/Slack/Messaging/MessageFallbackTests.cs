using System.Text.Json;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Testing;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Slack.Messaging;

public sealed class MessageFallbackTests : SlackTest
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

    [Theory]
    [InlineData("invalid_blocks")]
    [InlineData("invalid_blocks_format")]
    [InlineData("msg_too_long")]
    [InlineData("msg_blocks_too_long")]
    [InlineData("invalid_arguments")]
    public async Task Post_BlocksRefused_FallsBackStepByStep(string code)
    {
        Slack
            .On("api/chat.postMessage", Error(code))
            .On("api/chat.postMessage", Error(code))
            .On("api/chat.postMessage", Ok);
        Assert.Equal(Degradation.Blocks, Value(await Messages().PostAsync("C1", Message, default)).Degradation);
        Assert.Equal([("full", true), ("plain", true), ("", true)], Slack.Seen.Select(Shape));
        Assert.Equal(2, Log.Lines.Count(line => line.Contains($"({code})", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("metadata_too_large")]
    [InlineData("invalid_metadata_format")]
    [InlineData("metadata_must_be_sent_from_app")]
    public async Task Post_MetadataRefused_KeepsTheBlocks(string code)
    {
        Slack.On("api/chat.postMessage", Error(code)).On("api/chat.postMessage", Ok);
        Assert.Equal(Degradation.Metadata, Value(await Messages().PostAsync("C1", Message, default)).Degradation);
        Assert.Equal([("full", true), ("full", false)], Slack.Seen.Select(Shape));
    }

    [Fact]
    public async Task Post_EveryFormatRefused_IsAPayloadFailure()
    {
        for (var i = 0; i < 9; i++)
            Slack.On(
                "api/chat.postMessage",
                """{"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] why"]}}"""
            );
        Assert.Equal(
            new SlackFailure(SlackFailureKind.Payload, "invalid_blocks", "Slack says: [ERROR] why"),
            Failure(await Messages().PostAsync("C1", Message, default))
        );
        Assert.Equal([("full", true), ("plain", true), ("", true), ("", false)], Slack.Seen.Select(Shape));
    }

    [Fact]
    public async Task Post_BlocksBeyondALimit_AreNotSent()
    {
        Slack.On("api/chat.postMessage", Ok);
        Assert.Equal(
            Degradation.Blocks,
            Value(
                await Messages()
                    .PostAsync(
                        "C1",
                        Message with
                        {
                            Blocks = [new SectionBlock { Text = new string('x', 3001) }],
                        },
                        default
                    )
            ).Degradation
        );
        Assert.Equal([("plain", true)], Slack.Seen.Select(Shape));
    }

    [Theory]
    [InlineData("Blocks", "plain", false)]
    [InlineData("Metadata", "full", false)]
    [InlineData("Nothing", "full", true)]
    public async Task Update_DegradedMessage_StartsWithTheAcceptedFormat(string degradation, string text, bool metadata)
    {
        var posted = Placed with { Degradation = Enum.Parse<Degradation>(degradation) };
        Slack.On("api/chat.update", Ok);
        Assert.Equal(
            degradation,
            Value(await Messages().UpdateAsync(posted, Message, default)).Degradation.ToString()
        );
        Assert.Equal([(text, metadata)], Slack.Seen.Select(Shape));
        Assert.Empty(Log.Lines);
    }

    [Fact]
    public async Task Update_BlocksRefused_RemovesTheOldBlocks()
    {
        Slack
            .On("api/chat.update", Error("invalid_blocks"))
            .On("api/chat.update", Error("invalid_blocks"))
            .On("api/chat.update", Ok);
        Assert.Equal(Degradation.Blocks, Value(await Messages().UpdateAsync(Placed, Message, default)).Degradation);
        Assert.Contains("\"blocks\":[]", Slack.Seen[2].Body, StringComparison.Ordinal);
    }

    /// <summary>The text of the last block, and whether there is metadata.</summary>
    private static (string Text, bool Metadata) Shape(SeenRequest seen)
    {
        using var body = JsonDocument.Parse(seen.Body);
        var text = body.RootElement.TryGetProperty("blocks", out var blocks)
            ? blocks[blocks.GetArrayLength() - 1].GetProperty("text").GetProperty("text").GetString()!
            : "";
        return (text, body.RootElement.TryGetProperty("metadata", out _));
    }
}
