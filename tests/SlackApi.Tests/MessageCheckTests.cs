using SlackApi.Blocks;
using SlackApi.WebApi;

namespace SlackApi.Tests;

public class MessageCheckTests
{
    public static TheoryData<string, Block[]> Broken => new()
        {
            { "blocks", [.. Enumerable.Range(0, 51).Select(_ => new DividerBlock())] },
            { "block_id", [new DividerBlock { BlockId = "a" }, new DividerBlock { BlockId = "a" }] },
            { "blocks[0].block_id", [new DividerBlock { BlockId = Long(256) }] },
            { "blocks[0].text", [new SectionBlock()] },
            { "blocks[0].text", [new SectionBlock { Text = "" }] },
            { "blocks[1].text", [new DividerBlock(), new SectionBlock { Text = Long(3001) }] },
            { "blocks[0].fields", [new SectionBlock { Fields = [.. Enumerable.Repeat<TextObject>("f", 11)] }] },
            { "blocks[0].fields[1]", [new SectionBlock { Fields = ["f", Long(2001)] }] },
            { "blocks[0].elements", [new ContextBlock()] },
            { "blocks[0].elements", [new ContextBlock { Elements = [.. Enumerable.Repeat<TextObject>("f", 11)] }] },
            { "blocks[0].elements[0]", [new ContextBlock { Elements = [""] }] },
            { "blocks[0].elements[0]", [new ContextBlock { Elements = [new TextObject { Text = "unknown kind" }] }] },
            { "blocks[0].text", [new HeaderBlock { Text = Long(151) }] },
            { "blocks[0].text", [new HeaderBlock()] },
            {
                "blocks[0].elements",
                [new ActionsBlock { Elements = [.. Enumerable.Repeat(new Button { Text = "b" }, 26)] }]
            },
            {
                "blocks[0]: action_id",
                [
                    new ActionsBlock
                    {
                        Elements =
                        [
                            new Button { Text = "b", ActionId = "a" },
                            new Button { Text = "b", ActionId = "a" },
                        ],
                    },
                ]
            },
            { "blocks[0].elements[0]", [new ActionsBlock { Elements = [new ActionElement()] }] },
            { "blocks[0].elements[0].text", Buttons(new Button()) },
            { "blocks[0].elements[0].text", Buttons(new Button { Text = Long(76) }) },
            { "blocks[0].elements[0].action_id", Buttons(new Button { Text = "b", ActionId = Long(256) }) },
            { "blocks[0].elements[0].value", Buttons(new Button { Text = "b", Value = Long(2001) }) },
            { "blocks[0].elements[0].url", Buttons(new Button { Text = "b", Url = Long(3001) }) },
            {
                "blocks[0].elements[0].accessibility_label",
                Buttons(new Button { Text = "b", AccessibilityLabel = Long(76) })
            },
            { "blocks[0].elements[0].confirm.title", Buttons(new Button { Text = "b", Confirm = Dialog(title: 101) }) },
            { "blocks[0].elements[0].confirm.text", Buttons(new Button { Text = "b", Confirm = Dialog(text: 301) }) },
            {
                "blocks[0].elements[0].confirm.confirm",
                Buttons(new Button { Text = "b", Confirm = Dialog(confirm: 31) })
            },
            { "blocks[0].elements[0].confirm.deny", Buttons(new Button { Text = "b", Confirm = Dialog(deny: 31) }) },
            { "blocks[0]", [new Block()] },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Check_BrokenLimit_NamesThePlaceOnly(string place, Block[] blocks)
    {
        var fault = Assert.Throws<ArgumentException>(() =>
            MessageCheck.Check(
                new Message
                {
                    Channel = "C1",
                    Text = "t",
                    Blocks = blocks,
                }
            )
        );
        Assert.Equal(place, fault.ParamName);
        Assert.DoesNotContain("xxx", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_EverythingAtItsLimit_Passes() =>
        MessageCheck.Check(
            new Message
            {
                Channel = "C1",
                Text = Long(40_000),
                Blocks =
                [
                    new SectionBlock
                    {
                        BlockId = Long(255),
                        Text = Long(3000),
                        Fields = [.. Enumerable.Repeat<TextObject>(Long(2000), 10)],
                    },
                    new SectionBlock { Fields = ["only fields"] },
                    new HeaderBlock { Text = Long(150) },
                    new ContextBlock { Elements = [.. Enumerable.Repeat<TextObject>(Long(3000), 10)] },
                    .. Buttons(
                        new Button
                        {
                            Text = Long(75),
                            ActionId = Long(255),
                            Value = Long(2000),
                            Url = Long(3000),
                            AccessibilityLabel = Long(75),
                            Confirm = Dialog(100, 300, 30, 30),
                        }
                    ),
                    .. Enumerable.Range(0, 45).Select(_ => new DividerBlock()),
                ],
            }
        );

    [Theory]
    [InlineData("", "t", "channel")]
    [InlineData("C1", "", "text")]
    public void Check_MessageWithoutNeededField_Refuses(string channel, string text, string place) =>
        Assert.Equal(
            place,
            Assert
                .Throws<ArgumentException>(() => MessageCheck.Check(new Message { Channel = channel, Text = text }))
                .ParamName
        );

    [Theory]
    [InlineData("U1", "1.2", 10, "channel")]
    [InlineData("general", "1.2", 10, "channel")]
    [InlineData("", "1.2", 10, "channel")]
    [InlineData("C1", "", 10, "ts")]
    [InlineData("C1", "1.2", 4001, "text")]
    public void Check_UpdateThatSlackRefuses_Refuses(string channel, string ts, int length, string place) =>
        Assert.Equal(
            place,
            Assert
                .Throws<ArgumentException>(() =>
                    MessageCheck.Check(
                        new MessageUpdate
                        {
                            Channel = channel,
                            Ts = ts,
                            Text = Long(length),
                        }
                    )
                )
                .ParamName
        );

    [Theory]
    [InlineData("C1")]
    [InlineData("G1")]
    [InlineData("D1")]
    public void Check_UpdateAtItsLimit_Passes(string channel) =>
        MessageCheck.Check(
            new MessageUpdate
            {
                Channel = channel,
                Ts = "1.2",
                Text = Long(4000),
            }
        );

    [Fact]
    public void Check_SurrogatePairs_CountTwice() =>
        Assert.Throws<ArgumentException>(() =>
            MessageCheck.Check(
                new Message
                {
                    Channel = "C1",
                    Text = "t",
                    Blocks = [new SectionBlock { Text = string.Concat(Enumerable.Repeat("😀", 1501)) }],
                }
            )
        );

    private static Block[] Buttons(Button button) => [new ActionsBlock { Elements = [button] }];

    private static ConfirmationDialog Dialog(int title = 1, int text = 1, int confirm = 1, int deny = 1) =>
        new() { Title = Long(title), Text = Long(text), Confirm = Long(confirm), Deny = Long(deny) };

    private static string Long(int length) => new('x', length);
}
