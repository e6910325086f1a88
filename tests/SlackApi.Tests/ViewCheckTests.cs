using System.Text.Json;
using SlackApi.Blocks;
using SlackApi.WebApi;

namespace SlackApi.Tests;

public class ViewCheckTests
{
    public static TheoryData<string, ModalViewDefinition> Broken => new()
        {
            { "title", View(view => view.Title = null) },
            { "title", View(view => view.Title = "") },
            { "title", View(view => view.Title = Long(25)) },
            { "submit", View(view => view.Submit = null) },
            { "submit", View(view => view.Submit = Long(25)) },
            { "close", View(view => view.Close = Long(25)) },
            { "close", View(view => view.Close = "") },
            { "callback_id", View(view => view.CallbackId = Long(256)) },
            { "private_metadata", View(view => view.PrivateMetadata = Long(3001)) },
            { "blocks", View(view => view.Blocks = []) },
            { "blocks", View(view => view.Blocks = [.. Enumerable.Range(0, 101).Select(_ => new DividerBlock())]) },
            {
                "block_id",
                View(view => view.Blocks = [new DividerBlock { BlockId = "a" }, new DividerBlock { BlockId = "a" }])
            },
            {
                "blocks[1].text",
                View(view => view.Blocks = [new DividerBlock(), new SectionBlock { Text = Long(3001) }])
            },
            { "blocks[0]", View(view => view.Blocks = [new Block()]) },
            { "blocks[0].block_id", Asking(input => input.BlockId = Long(256)) },
            { "blocks[0].label", Asking(input => input.Label = null) },
            { "blocks[0].label", Asking(input => input.Label = Long(2001)) },
            { "blocks[0].hint", Asking(input => input.Hint = Long(2001)) },
            { "blocks[0].element", Asking(input => input.Element = null) },
            { "blocks[0].element", Asking(input => input.Element = new InputBlockElement()) },
            {
                "blocks[0].element.action_id",
                Asking(input => input.Element = new PlainTextInput { ActionId = Long(256) })
            },
            {
                "blocks[0].element.placeholder",
                Asking(input => input.Element = new PlainTextInput { Placeholder = Long(151) })
            },
            {
                "blocks[0].element.initial_value",
                Asking(input => input.Element = new PlainTextInput { InitialValue = Long(3001) })
            },
            { "blocks[0].element.min_length", Asking(input => input.Element = new PlainTextInput { MinLength = -1 }) },
            {
                "blocks[0].element.min_length",
                Asking(input => input.Element = new PlainTextInput { MinLength = 3001 })
            },
            { "blocks[0].element.max_length", Asking(input => input.Element = new PlainTextInput { MaxLength = 0 }) },
            {
                "blocks[0].element.max_length",
                Asking(input => input.Element = new PlainTextInput { MaxLength = 3001 })
            },
            {
                "blocks[0].element.max_length",
                Asking(input => input.Element = new PlainTextInput { MinLength = 10, MaxLength = 9 })
            },
            { "blocks[0].element.action_id", Choosing(menu => menu.ActionId = Long(256)) },
            { "blocks[0].element.placeholder", Choosing(menu => menu.Placeholder = Long(151)) },
            { "blocks[0].element.options", Choosing(menu => menu.Options = []) },
            {
                "blocks[0].element.options",
                Choosing(menu => menu.Options = [.. Enumerable.Range(0, 101).Select(i => new Option("o", $"{i}"))])
            },
            { "blocks[0].element.options[1].text", Choosing(menu => menu.Options[1].Text = null) },
            { "blocks[0].element.options[1].text", Choosing(menu => menu.Options[1].Text = "") },
            { "blocks[0].element.options[1].text", Choosing(menu => menu.Options[1].Text = Long(76)) },
            { "blocks[0].element.options[1].value", Choosing(menu => menu.Options[1].Value = "") },
            { "blocks[0].element.options[1].value", Choosing(menu => menu.Options[1].Value = Long(76)) },
            { "blocks[0].element.options: value", Choosing(menu => menu.Options[1].Value = menu.Options[0].Value) },
            { "blocks[0].element.initial_option", Choosing(menu => menu.InitialOption = new("Approve", "other")) },
            { "blocks[0].element.initial_option", Choosing(menu => menu.InitialOption = new("Other", "approve")) },
            {
                "view",
                View(view =>
                    view.Blocks = [.. Enumerable.Range(0, 90).Select(_ => new SectionBlock { Text = Long(2900) })]
                )
            },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Write_BrokenLimit_NamesThePlaceOnly(string place, ModalViewDefinition view)
    {
        var fault = Assert.Throws<ArgumentException>(() => SlackJson.Write(view));
        Assert.Equal(place, fault.ParamName);
        Assert.DoesNotContain("xxx", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_EverythingAtItsLimit_Passes()
    {
        var field = new PlainTextInput
        {
            ActionId = Long(255),
            MinLength = 3000,
            MaxLength = 3000,
            InitialValue = Long(3000),
            Placeholder = Long(150),
            Multiline = true,
        };
        var input = new InputBlock
        {
            BlockId = Long(255),
            Label = Long(2000),
            Hint = Long(2000),
            Element = field,
            Optional = true,
        };
        var view = new ModalViewDefinition
        {
            CallbackId = Long(255),
            PrivateMetadata = Long(3000),
            Title = Long(24),
            Submit = Long(24),
            Close = Long(24),
            Blocks = [input, .. Enumerable.Range(0, 99).Select(_ => new DividerBlock())],
        };
        using var json = JsonDocument.Parse(SlackJson.Write(view));
        Assert.Equal(100, json.RootElement.GetProperty("blocks").GetArrayLength());
    }

    [Fact]
    public void Write_MenusAtTheirLimits_Pass()
    {
        var options = Enumerable.Range(0, 100).Select(i => new Option(Long(75), Long(72) + $"{i:D3}")).ToArray();
        var view = View(view => view.Blocks =
        [
            .. Enumerable.Range(0, 100).Select(i => new InputBlock
            {
                BlockId = $"{i}",
                Label = "l",
                Element = new StaticSelect { Placeholder = Long(150), Options = i == 0 ? options : [options[i]] },
            }),
        ]);
        ((StaticSelect)((InputBlock)view.Blocks[0]).Element!).InitialOption = options[99];
        using var json = JsonDocument.Parse(SlackJson.Write(view));
        Assert.Equal(100, json.RootElement.GetProperty("blocks").GetArrayLength());
    }

    [Fact]
    public void Write_Menu_GivesSlackJson()
    {
        var view = Choosing(menu => (menu.ActionId, menu.Placeholder) = ("choice", "Choose"));
        Assert.Equal(
            """{"type":"input","label":{"type":"plain_text","text":"dba","emoji":true},"element":{"type":"static_select","action_id":"choice","placeholder":{"type":"plain_text","text":"Choose","emoji":true},"options":[{"text":{"type":"plain_text","text":"Approve","emoji":false},"value":"approve"},{"text":{"type":"plain_text","text":"Leave open","emoji":false},"value":"open"}],"initial_option":{"text":{"type":"plain_text","text":"Leave open","emoji":false},"value":"open"}}}""",
            SlackJson.Write(view.Blocks)[1..^1]
        );
    }

    [Fact]
    public void Write_ViewThatAsks_GivesSlackJson()
    {
        var view = new ModalViewDefinition
        {
            CallbackId = "decide",
            PrivateMetadata = """{"id":"r1"}""",
            Title = "Deny",
            Submit = "Send",
            Close = new PlainText("Back", emoji: false),
            Blocks =
            [
                new SectionBlock { Text = "Who wants what" },
                new InputBlock
                {
                    BlockId = "reason",
                    Label = "Reason",
                    Element = new PlainTextInput
                    {
                        ActionId = "reason",
                        Multiline = true,
                        MinLength = 0,
                        MaxLength = 3000,
                    },
                },
            ],
        };
        Assert.Equal(
            """{"type":"modal","callback_id":"decide","private_metadata":"{\"id\":\"r1\"}","title":{"type":"plain_text","text":"Deny","emoji":true},"submit":{"type":"plain_text","text":"Send","emoji":true},"close":{"type":"plain_text","text":"Back","emoji":false},"blocks":[{"type":"section","text":{"type":"plain_text","text":"Who wants what","emoji":true}},{"type":"input","block_id":"reason","label":{"type":"plain_text","text":"Reason","emoji":true},"element":{"type":"plain_text_input","action_id":"reason","multiline":true,"min_length":0,"max_length":3000}}]}""",
            SlackJson.Write(view));
    }

    [Fact]
    public void ReadBlocks_InputOfAnyKind_IsTolerated()
    {
        var blocks = SlackJson.ReadBlocks("""
            [{"type":"input","label":{"type":"plain_text","text":"l"},"element":{"type":"plain_text_input","action_id":"a","min_length":3,"focus_on_load":true},"optional":true},
             {"type":"input","element":{"type":"datepicker","action_id":"d"}},
             {"type":"input","element":{"type":"static_select","options":[{"text":{"type":"future"},"value":"v"},{}],"option_groups":[]}}]
            """);
        var input = Assert.IsType<InputBlock>(blocks[0]);
        Assert.True(input.Optional);
        Assert.Equal(3, Assert.IsType<PlainTextInput>(input.Element).MinLength);
        Assert.Equal("d", Assert.IsType<InputBlockElement>(Assert.IsType<InputBlock>(blocks[1]).Element).ActionId);
        var menu = Assert.IsType<StaticSelect>(Assert.IsType<InputBlock>(blocks[2]).Element);
        Assert.Equal(["v", ""], menu.Options.Select(option => option.Value));
    }

    [Fact]
    public void Check_InputInAMessage_IsRefused() =>
        Assert.Equal(
            "blocks[0]",
            Assert
                .Throws<ArgumentException>(() =>
                    MessageCheck.Check(
                        new Message
                        {
                            Channel = "C1",
                            Text = "t",
                            Blocks = [new InputBlock { Label = "l", Element = new PlainTextInput() }],
                        }
                    )
                )
                .ParamName
        );

    private static ModalViewDefinition View(Action<ModalViewDefinition> damage)
    {
        var view = new ModalViewDefinition
        {
            Title = "t",
            Submit = "s",
            Close = "c",
            Blocks = [new InputBlock { Label = "l", Element = new PlainTextInput() }],
        };
        damage(view);
        return view;
    }

    private static ModalViewDefinition Asking(Action<InputBlock> damage) =>
        View(view => damage((InputBlock)view.Blocks[0]));

    private static ModalViewDefinition Choosing(Action<StaticSelect> damage)
    {
        var menu = new StaticSelect { Options = [new("Approve", "approve"), new("Leave open", "open")] };
        menu.InitialOption = new("Leave open", "open");
        damage(menu);
        return View(view => view.Blocks = [new InputBlock { Label = "dba", Element = menu }]);
    }

    private static string Long(int length) => new('x', length);
}
