using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack.Methods;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>One field over its limit loses the whole message.</summary>
public sealed class SlackBlockTests
{
    private const string Ok = """{"type":"mrkdwn","text":"x"}""";
    private const string Label = """{"type":"plain_text","text":"x"}""";

    public static TheoryData<string, string> Refused => new()
        {
            { "empty text", """{"type":"section","text":{"type":"mrkdwn","text":""}}""" },
            { "no text", """{"type":"section"}""" },
            { "long text", $$$"""{"type":"section","text":{"type":"mrkdwn","text":"{{{X(3001)}}}"}}""" },
            { "emoji on mrkdwn", """{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}""" },
            { "long field", $$$"""{"type":"section","fields":[{"type":"mrkdwn","text":"{{{X(2001)}}}"}]}""" },
            { "11 fields", $$"""{"type":"section","fields":[{{Times(11, Ok)}}]}""" },
            { "unknown property", $$"""{"type":"section","text":{{Ok}},"colour":"red"}""" },
            { "unknown kind", """{"type":"marquee"}""" },
            { "long block_id", $$"""{"type":"divider","block_id":"{{X(256)}}"}""" },
            { "mrkdwn header", $$"""{"type":"header","text":{{Ok}}}""" },
            { "long header", $$$"""{"type":"header","text":{"type":"plain_text","text":"{{{X(151)}}}"}}""" },
            { "empty context", """{"type":"context","elements":[]}""" },
            { "11 context elements", $$"""{"type":"context","elements":[{{Times(11, Ok)}}]}""" },
            { "no actions", """{"type":"actions","elements":[]}""" },
            {
                "26 buttons",
                $$"""{"type":"actions","elements":[{{string.Join(',', Enumerable.Range(0, 26).Select(i => Button($",\"action_id\":\"{i}\"")))}}]}"""
            },
            { "repeated action_id", Actions(Button(""","action_id":"a" """), Button(""","action_id":"a" """)) },
            { "mrkdwn button", Actions($$"""{"type":"button","text":{{Ok}}}""") },
            { "long button", Actions($$$"""{"type":"button","text":{"type":"plain_text","text":"{{{X(76)}}}"}}""") },
            { "long value", Actions(Button($",\"value\":\"{X(2001)}\"")) },
            { "long url", Actions(Button($",\"url\":\"https://example.com/{X(3000)}\"")) },
            { "no url", Actions(Button(",\"url\":\"teleport\"")) },
            { "long action_id", Actions(Button($",\"action_id\":\"{X(256)}\"")) },
            { "style", Actions(Button(""","style":"default" """)) },
            {
                "confirm without text",
                Actions(Button($$""","confirm":{"title":{{Label}},"confirm":{{Label}},"deny":{{Label}}}"""))
            },
            {
                "long confirm",
                Actions(
                    Button(
                        $$$$""","confirm":{"title":{{{{Label}}}},"text":{{{{Label}}}},"confirm":{"type":"plain_text","text":"{{{{X(31)}}}}"},"deny":{{{{Label}}}}}"""
                    )
                )
            },
            { "repeated block_id", """{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}""" },
            { "51 blocks", Times(51, """{"type":"divider"}""") },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void CheckMessage_OverALimit_IsRefused(string what, string blocks)
    {
        var refusal = Assert.Throws<SlackRefusal>(() => BlockRules.CheckMessage(Parse(blocks)));
        Assert.Equal((what, "invalid_blocks"), (what, refusal.Code));
        Assert.Contains(
            "json-pointer:/",
            refusal.ToJson()["response_metadata"]!["messages"]![0]!.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void CheckMessage_AtTheLimits_IsAccepted() =>
        BlockRules.CheckMessage(
            Parse(
                string.Join(
                    ',',
                    $$$"""{"type":"section","block_id":"{{{X(255)}}}","text":{"type":"mrkdwn","text":"{{{X(3000)}}}","verbatim":true}}""",
                    $$"""{"type":"context","elements":[{{Times(10, Ok)}}]}""",
                    Actions(
                        Button($",\"value\":\"{X(2000)}\",\"style\":\"danger\""),
                        Button($",\"url\":\"https://example.com/{X(2980)}\"")
                    ),
                    Times(47, """{"type":"divider"}""")
                )
            )
        );

    [Fact]
    public void CheckMessage_TooMuchTextAltogether_IsRefused()
    {
        var long3000 = $$$"""{"type":"section","text":{"type":"mrkdwn","text":"{{{X(3000)}}}"}}""";
        var most = Times(3, long3000) + $$$""",{"type":"section","text":{"type":"mrkdwn","text":"{{{X(597)}}}"}}""";
        BlockRules.CheckMessage(Parse(most));
        Assert.Equal(
            "msg_blocks_too_long",
            Assert
                .Throws<SlackRefusal>(() =>
                    BlockRules.CheckMessage(Parse(most + $$""",{"type":"section","text":{{Ok}}}"""))
                )
                .Code
        );
    }

    [Theory]
    [InlineData("""{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[]}""", true)]
    [InlineData(
        """{"type":"modal","title":{"type":"plain_text","text":"1234567890123456789012345"},"blocks":[]}""",
        false
    )]
    [InlineData(
        """{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[{"type":"input","label":{"type":"plain_text","text":"x"},"element":{"type":"plain_text_input"}}]}""",
        false
    )]
    public void CheckView_KnowsTheLimitsOfAModal(string view, bool isFine)
    {
        var thrown = Record.Exception(() => BlockRules.CheckView(JsonNode.Parse(view)!.AsObject()));
        Assert.Equal(isFine, thrown is null);
    }

    [Theory]
    [InlineData("a &lt;!here&gt; @here <!date^0^{date}|then>", true, "")]
    [InlineData(
        "<!channel> <@U1> <https://evil.example|Approve>",
        true,
        "<!channel> <@U1> <https://evil.example|Approve>"
    )]
    [InlineData(
        "@here #general https://evil.example/x www.evil.example bob@example.com",
        false,
        "@here #general https://evil.example/x www.evil.example bob@example.com"
    )]
    public void LiveText_Mrkdwn_ComesAliveUnlessVerbatimAndEscaped(string text, bool isVerbatim, string live)
    {
        var blocks = new JsonArray(
            new JsonObject
            {
                ["type"] = "section",
                ["text"] = new JsonObject
                {
                    ["type"] = "mrkdwn",
                    ["text"] = text,
                    ["verbatim"] = isVerbatim,
                },
            }
        );
        Assert.Equal(live, string.Join(' ', LiveText.In("", blocks, isParsed: true)));
        Assert.Equal(live, string.Join(' ', LiveText.In(text, [], isParsed: !isVerbatim)));
    }

    [Fact]
    public void LiveText_PlainText_StaysDead() =>
        Assert.Empty(
            LiveText.In(
                "",
                Parse(
                    """{"type":"section","text":{"type":"plain_text","text":"<!channel> @here https://evil.example"}}"""
                ),
                isParsed: true
            )
        );

    private static JsonArray Parse(string blocks) => JsonNode.Parse($"[{blocks}]")!.AsArray();

    private static string X(int length) => new('x', length);

    private static string Times(int count, string json) => string.Join(',', Enumerable.Repeat(json, count));

    private static string Actions(params string[] elements) =>
        $$"""{"type":"actions","elements":[{{string.Join(',', elements)}}]}""";

    private static string Button(string more) => $$"""{"type":"button","text":{{Label}}{{more}}}""";
}
