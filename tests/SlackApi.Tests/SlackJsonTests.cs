using System.Text;
using SlackApi.Blocks;
using SlackApi.WebApi;

namespace SlackApi.Tests;

public class SlackJsonTests
{
    public static TheoryData<Block, string> Golden => new()
        {
            { new DividerBlock(), """{"type":"divider"}""" },
            {
                new HeaderBlock { Text = new PlainText("Hi", emoji: false) },
                """{"type":"header","text":{"type":"plain_text","text":"Hi","emoji":false}}"""
            },
            {
                new SectionBlock { BlockId = "b1", Text = new Markdown("*x* &lt;", verbatim: true) },
                """{"type":"section","block_id":"b1","text":{"type":"mrkdwn","text":"*x* &lt;","verbatim":true}}"""
            },
            {
                new SectionBlock { Fields = [new Markdown("a"), "b"] },
                """{"type":"section","fields":[{"type":"mrkdwn","text":"a"},{"type":"plain_text","text":"b","emoji":true}]}"""
            },
            {
                new SectionBlock { Text = "a", Fields = [] },
                """{"type":"section","text":{"type":"plain_text","text":"a","emoji":true}}"""
            },
            {
                new ContextBlock { Elements = [new Markdown("<é\uFEFF⏳>'\"")] },
                """{"type":"context","elements":[{"type":"mrkdwn","text":"<é\uFEFF⏳>'\""}]}"""
            },
            {
                new ActionsBlock
                {
                    BlockId = "approve_or_deny",
                    Elements =
                    [
                        new Button
                        {
                            ActionId = "approve_request",
                            Text = "Approve",
                            Value = "id-1",
                            Style = ButtonStyle.Primary,
                        },
                    ],
                },
                """{"type":"actions","block_id":"approve_or_deny","elements":[{"type":"button","action_id":"approve_request","text":{"type":"plain_text","text":"Approve","emoji":true},"value":"id-1","style":"primary"}]}"""
            },
            {
                new ActionsBlock
                {
                    Elements =
                    [
                        new Button
                        {
                            Text = "Deny",
                            Url = "https://example.com/a?b=c&d",
                            AccessibilityLabel = "deny it",
                            Style = ButtonStyle.Danger,
                            Confirm = new()
                            {
                                Title = "Sure?",
                                Text = new Markdown("really"),
                                Confirm = "Yes",
                                Deny = "No",
                                Style = ButtonStyle.Danger,
                            },
                        },
                    ],
                },
                """{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Deny","emoji":true},"url":"https://example.com/a?b=c&d","style":"danger","accessibility_label":"deny it","confirm":{"title":{"type":"plain_text","text":"Sure?","emoji":true},"text":{"type":"mrkdwn","text":"really"},"confirm":{"type":"plain_text","text":"Yes","emoji":true},"deny":{"type":"plain_text","text":"No","emoji":true},"style":"danger"}}]}"""
            },
        };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Write_Block_GivesSlackJson(Block block, string json) =>
        Assert.Equal($"[{json}]", SlackJson.Write([block]));

    [Theory]
    [MemberData(nameof(Golden))]
    public void ReadBlocks_WhatWasWritten_GivesTheSame(Block block, string json)
    {
        var read = SlackJson.ReadBlocks($"[{json}]");
        Assert.IsType(block.GetType(), Assert.Single(read));
        Assert.Equal($"[{json}]", SlackJson.Write(read));
    }

    [Fact]
    public void Write_Message_NamesParsingAndUnfurling() => Assert.Equal(
            """{"channel":"C1","text":"hi","blocks":[{"type":"divider"}],"metadata":{"event_type":"e","event_payload":{"Request_id":"r"}},"unfurl_links":false,"unfurl_media":false,"parse":"none"}""",
            Json(
                new Message
                {
                    Channel = "C1",
                    Text = "hi",
                    Blocks = [new DividerBlock()],
                    Metadata = new()
                    {
                        EventType = "e",
                        EventPayload = new Dictionary<string, string> { ["Request_id"] = "r" },
                    },
                }
            )
        );

    [Fact]
    public void Write_MessageWithoutBlocks_LeavesThemOut() => Assert.Equal(
        """{"channel":"C1","text":"hi","thread_ts":"1.2","unfurl_links":false,"unfurl_media":false,"parse":"none"}""",
        Json(new Message { Channel = "C1", Text = "hi", ThreadTs = "1.2", Blocks = [] }));

    [Fact]
    public void Write_UpdateWithEmptyBlocks_WritesThemToClear() => Assert.Equal(
        """{"channel":"C1","ts":"1.20","text":"hi","blocks":[],"parse":"none"}""",
        Json(new MessageUpdate { Channel = "C1", Ts = "1.20", Text = "hi", Blocks = [] }));

    [Fact]
    public void Write_Response_IsEphemeralAndKeepsTheOriginal() => Assert.Equal(
        """{"response_type":"ephemeral","replace_original":false,"text":"no"}""",
        Json(new MessageResponse { Text = "no" }));

    [Fact]
    public void ReadBlocks_UnknownKinds_AreTolerated()
    {
        var blocks = SlackJson.ReadBlocks("""
            [{"block_id":"x","type":"rich_text","elements":[{"type":"rich_text_section"}]},
             {"type":"section","text":{"text":"t","type":"new_text","more":1},"accessory":{"type":"image"}},
             {"type":"actions","elements":[{"type":"overflow","action_id":"o"},{"action_id":"b","type":"button","style":"pink"}]}]
            """);
        Assert.Equal("x", Assert.IsType<Block>(blocks[0]).BlockId);
        Assert.Equal("t", Assert.IsType<TextObject>(Assert.IsType<SectionBlock>(blocks[1]).Text).Text);
        var elements = Assert.IsType<ActionsBlock>(blocks[2]).Elements;
        Assert.Equal("o", Assert.IsType<ActionElement>(elements[0]).ActionId);
        Assert.Equal(ButtonStyle.Default, Assert.IsType<Button>(elements[1]).Style);
    }

    private static string Json<T>(T body) => Encoding.UTF8.GetString(SlackJson.Write(body));
}
