using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SlackApi.Interaction;

namespace SlackApi.Tests;

public class InteractionRequestTests
{
    private const string Click = """
        {"type":"block_actions","user":{"id":"U1","username":"bob","name":"bob","team_id":"T1"},"api_app_id":"A1","token":"old",
         "container":{"type":"message","message_ts":"1700000000.000100","channel_id":"C1","is_ephemeral":false,"thread_ts":"1699999999.000100"},
         "trigger_id":"1.2.3","team":{"id":"T1","domain":"acme","enterprise_id":"E1"},"enterprise":{"id":"E1","name":"Acme"},"is_enterprise_install":false,
         "channel":{"id":"C1","name":"privategroup"},
         "message":{"type":"message","bot_id":"B1","app_id":"A1","ts":"1700000000.000100","text":"t","blocks":[{"type":"future"}],
                    "metadata":{"event_type":"teleport_access_request","event_payload":{"request_id":"r1","n":5,"yes":true,"deep":{"a":1},"nothing":null}}},
         "state":{"values":{}},"response_url":"https://hooks.slack.com/actions/x",
         "actions":[{"action_id":"approve_request","block_id":"approve_or_deny","text":{"type":"plain_text","text":"Approve"},"value":"r1","type":"button","action_ts":"1700000001.123456"}]}
        """;

    private const string Submission = """
        {"type":"view_submission","team":null,"user":{"id":"W1","username":"bob","team_id":"T1"},"api_app_id":"A1","token":"old","trigger_id":"1.2.3",
         "view":{"id":"V1","team_id":"T1","type":"modal","blocks":[{"type":"input"}],"private_metadata":"{\"id\":\"r1\"}","callback_id":"decide","hash":"1.a",
                 "state":{"values":{"reason":{"reason":{"type":"plain_text_input","value":"not during\nthe freeze"}},"other":{"reason":null,"x":[]},"third":7}},
                 "title":{"type":"plain_text","text":"Deny request"},"root_view_id":"V1","app_id":"A1","bot_id":"B1"},
         "response_urls":[],"is_enterprise_install":true,"enterprise":{"id":"E1","name":"Acme"}}
        """;

    [Fact]
    public void Parse_Click_ReadsEveryField()
    {
        var click = Assert.IsType<BlockActionRequest>(InteractionRequest.Parse(Click));
        Assert.Equal("block_actions", click.Type);
        Assert.Equal(new ActingUser("U1", "bob", "bob", "T1"), click.User);
        Assert.Equal(new ActingTeam("T1", "acme", "E1"), click.Team);
        Assert.Equal(new ActingEnterprise("E1"), click.Enterprise);
        Assert.False(click.IsEnterpriseInstall);
        Assert.Equal("A1", click.ApiAppId);
        Assert.Equal("1.2.3", click.TriggerId);
        Assert.Equal("https://hooks.slack.com/actions/x", click.ResponseUrl);
        Assert.Equal(new ActingChannel("C1", "privategroup"), click.Channel);
        Assert.Equal(
            new ActionContainer("message", "1700000000.000100", "C1", "1699999999.000100", false),
            click.Container
        );
        Assert.Equal(("1700000000.000100", "B1", "A1"), (click.Message!.Ts, click.Message.BotId, click.Message.AppId));
        Assert.Equal(
            new BlockAction("button", "approve_request", "approve_or_deny", "r1", "1700000001.123456")
            {
                Label = "Approve",
            },
            Assert.Single(click.Actions)
        );
        Assert.Equal(typeof(SlackApi.Blocks.Block), Assert.Single(click.Message.Blocks!).GetType());
    }

    /// <summary>Blocks that cannot be read are not the same as none.</summary>
    [Theory]
    [InlineData("[{\"type\":7}]")]
    [InlineData("[7]")]
    [InlineData("[{\"type\":\"section\",\"text\":{\"type\":\"plain_text\",\"text\":7}}]")]
    [InlineData("[{\"type\":\"section\",\"text\":{\"type\":\"plain_text\",\"text\":\"\\ud800\"}}]")]
    public void Parse_BlocksThatCannotBeRead_AreOneOfAnUnknownType(string blocks)
    {
        var click = Click.Replace("[{\"type\":\"future\"}]", blocks);

        var message = Assert.IsType<BlockActionRequest>(InteractionRequest.Parse(click)).Message!;

        Assert.Equal(typeof(SlackApi.Blocks.Block), Assert.Single(message.Blocks!).GetType());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    public void Parse_NoBlocks_AreNull(string blocks)
    {
        var click = Click.Replace("[{\"type\":\"future\"}]", blocks);

        Assert.Null(Assert.IsType<BlockActionRequest>(InteractionRequest.Parse(click)).Message!.Blocks);
    }

    [Fact]
    public void Parse_Metadata_KeepsPlainValuesAsText()
    {
        var metadata = Assert.IsType<BlockActionRequest>(InteractionRequest.Parse(Click)).Message!.Metadata!;
        Assert.Equal("teleport_access_request", metadata.EventType);
        Assert.Equal(
            ["n=5", "request_id=r1", "yes=true"],
            metadata.EventPayload.Select(field => $"{field.Key}={field.Value}").Order()
        );
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"true\"", true)]
    [InlineData("\"false\"", false)]
    [InlineData("1", false)]
    public void Parse_EnterpriseInstall_IsReadAsTruthOrText(string value, bool expected) =>
        Assert.Equal(
            expected,
            Assert
                .IsType<BlockActionRequest>(
                    InteractionRequest.Parse(
                        $$"""{"type":"block_actions","team":null,"is_enterprise_install":{{value}}}"""
                    )
                )
                .IsEnterpriseInstall
        );

    [Fact]
    public void Parse_EverythingMissingOrOfTheWrongType_ReadsAsEmpty()
    {
        var click = Assert.IsType<BlockActionRequest>(
            InteractionRequest.Parse(
                """{"type":"block_actions","team":null,"user":7,"channel":[],"container":"x","message":"m","actions":{},"response_url":5,"api_app_id":{},"trigger_id":"\ud800"}"""
            )
        );
        Assert.Null(click.Team);
        Assert.Null(click.Enterprise);
        Assert.Null(click.Channel);
        Assert.Null(click.Message);
        Assert.Empty(click.Actions);
        Assert.Equal(
            ("", "", "", "", ""),
            (click.User.Id, click.ResponseUrl, click.ApiAppId, click.TriggerId, click.Container.ChannelId)
        );
    }

    [Fact]
    public void Parse_StrangeActions_ArePassedOver() =>
        Assert.Equal(
            ["a", ""],
            Assert
                .IsType<BlockActionRequest>(
                    InteractionRequest.Parse(
                        """{"type":"block_actions","actions":[1,null,{"action_id":"a"},"x",{"value":{}}]}"""
                    )
                )
                .Actions.Select(action => action.ActionId)
        );

    [Fact]
    public void Parse_SubmittedModal_ReadsEveryField()
    {
        var submission = Assert.IsType<ViewSubmission>(InteractionRequest.Parse(Submission));
        Assert.Equal("view_submission", submission.Type);
        Assert.Equal(
            (new ActingUser("W1", "bob", "", "T1"), null, new ActingEnterprise("E1"), true, "A1", "1.2.3"),
            (
                submission.User,
                submission.Team,
                submission.Enterprise,
                submission.IsEnterpriseInstall,
                submission.ApiAppId,
                submission.TriggerId
            )
        );
        var view = submission.View;
        Assert.Equal(
            ("V1", "decide", "{\"id\":\"r1\"}", "1.a"),
            (view.Id, view.CallbackId, view.PrivateMetadata, view.Hash)
        );
        Assert.Equal("not during\nthe freeze", view.State.Value("reason", "reason"));
        Assert.Equal("", view.State.Value("reason", "nothing"));
        Assert.Equal("", view.State.Value("nothing", "reason"));
        Assert.Equal("", view.State.Value("other", "reason"));
    }

    [Theory]
    [InlineData("""{"type":"view_submission"}""")]
    [InlineData("""{"type":"view_submission","view":null}""")]
    [InlineData(
        """{"type":"view_submission","view":{"id":1,"callback_id":[],"private_metadata":{},"hash":"\ud800","state":[]}}"""
    )]
    [InlineData("""{"type":"view_submission","view":{"state":{"values":[{"reason":1}]}}}""")]
    [InlineData("""{"type":"view_submission","view":{"state":{"values":{"reason":"x"}}}}""")]
    [InlineData("""{"type":"view_submission","view":{"state":{"values":{"reason":{"reason":"x"}}}}}""")]
    [InlineData("""{"type":"view_submission","view":{"state":{"values":{"reason":{"reason":{"value":null}}}}}}""")]
    [InlineData("""{"type":"view_submission","view":{"state":{"values":{"reason":{"reason":{"value":["x"]}}}}}}""")]
    public void Parse_ModalWithoutItsParts_ReadsAsEmpty(string payload)
    {
        var view = Assert.IsType<ViewSubmission>(InteractionRequest.Parse(payload)).View;
        Assert.Equal(
            ("", "", "", "", ""),
            (view.Id, view.CallbackId, view.PrivateMetadata, view.Hash, view.State.Value("reason", "reason"))
        );
    }

    /// <summary>Slack's own form, then what no client of Slack's sends.</summary>
    [Fact]
    public void Parse_Choices_ReadsWhatIsPossible()
    {
        var view = Choices("""
            "b1":{"c":{"type":"static_select","selected_option":{"text":{"type":"plain_text","text":"Approve","emoji":true},"value":"approve"}}},
            "b2":{"c":{"type":"static_select","selected_option":null}},
            "b3":{"c":{"type":"static_select","selected_option":"deny"}},
            "b4":{"c":{"selected_option":{"value":7}}},
            "b5":{"c":{"selected_option":{"value":""}}},
            "b6":{"c":{"selected_options":[{"value":"deny"}]}},
            "b7":{"c":{"selected_option":{"value":"deny"},"value":"typed"},"d":{"value":"x"}},
            "":{"c":{"selected_option":{"value":"deny"}}},
            "b8":{"":{"selected_option":{"value":"deny"}}},
            "b9":{"c":{"selected_option":{"value":"\ud800"}}}
            """);
        Assert.Equal(
            [("b1", new ViewChoice("c", "approve")), ("b7", new ViewChoice("c", "deny"))],
            view.State.Choices.Select(choice => (choice.Key, choice.Value))
        );
        Assert.Equal("typed", view.State.Value("b7", "c"));
    }

    [Theory]
    [InlineData(255, 255, 75, true)]
    [InlineData(256, 255, 75, false)]
    [InlineData(255, 256, 75, false)]
    [InlineData(255, 255, 76, false)]
    public void Parse_LongChoice_IsIgnored(int block, int action, int value, bool isRead)
    {
        var view = Choices(Choice(X(block), X(action), X(value)));
        Assert.Equal(isRead ? 1 : 0, view.State.Choices.Count);
    }

    [Fact]
    public void Parse_MoreChoicesThanBlocks_IgnoresTheRest()
    {
        var view = Choices(string.Join(',', Enumerable.Range(0, 5000).Select(i => Choice($"b{i}", "c", "approve"))));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"b{i}"), view.State.Choices.Keys);
    }

    private static string Choice(string block, string action, string value) =>
        $$"""{{Quoted(block)}}:{ {{Quoted(action)}}:{"selected_option":{"value":{{Quoted(value)}} } } }""";

    private static SubmittedView Choices(string values) => Assert.IsType<ViewSubmission>(
        InteractionRequest.Parse($$"""{"type":"view_submission","view":{"state":{"values":{ {{values}} } } } }""")
    ).View;

    private static string Quoted(string text) => $"\"{text}\"";

    private static string X(int length) => new('x', length);

    [Fact]
    public void Parse_ClosedModal_IsKnown()
    {
        var closed = Assert.IsType<ViewClosed>(
            InteractionRequest.Parse(
                """{"type":"view_closed","user":{"id":"U1"},"view":{"id":"V1","callback_id":"decide"},"is_cleared":true}"""
            )
        );
        Assert.Equal(
            ("view_closed", "U1", "V1", true),
            (closed.Type, closed.User.Id, closed.View.Id, closed.IsCleared)
        );
    }

    [Theory]
    [InlineData("""{"type":"shortcut","callback_id":"x"}""", "shortcut")]
    [InlineData("""{"type":5}""", "")]
    [InlineData("{}", "")]
    public void Parse_OtherKind_KeepsItsName(string payload, string type) =>
        Assert.Equal(type, Assert.IsType<UnknownInteractionRequest>(InteractionRequest.Parse(payload)).Type);

    [Theory]
    [InlineData("")]
    [InlineData("secretvalue")]
    [InlineData("[]")]
    [InlineData("\"block_actions\"")]
    [InlineData("null")]
    [InlineData("{\"type\":\"block_actions\"")]
    [InlineData("{} {}")]
    public void Parse_NoJsonObject_FailsWithoutQuotingIt(string payload) =>
        Assert.Equal(
            "The payload is no JSON object that can be read.",
            Assert.Throws<JsonException>(() => InteractionRequest.Parse(payload)).Message
        );

    [Theory]
    [InlineData(60, true)]
    [InlineData(70, false)]
    [InlineData(100_000, false)]
    public void Parse_DeepNesting_IsLimited(int depth, bool accepted)
    {
        var payload = $$"""{"type":"x","deep":{{new string('[', depth)}}{{new string(']', depth)}}}""";
        if (accepted) Assert.IsType<UnknownInteractionRequest>(InteractionRequest.Parse(payload));
        else Assert.Throws<JsonException>(() => InteractionRequest.Parse(payload));
    }

    [Fact]
    public void Parse_AnyDamage_OnlyEverFailsAsDocumented() => Prop.ForAll<int, char>((at, replacement) =>
    {
        var text = (at % 2 == 0 ? Click : Submission).ToCharArray();
        text[Math.Abs(at % text.Length)] = replacement;
        try
        {
            _ = InteractionRequest.Parse(new string(text));
        }
        catch (JsonException)
        {
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_HalfASurrogatePair_FailsAsDocumented() =>
        Assert.Throws<JsonException>(() => InteractionRequest.Parse("{\"a\":\"" + (char)0xD800 + "\"}"));

    [Theory]
    [InlineData("""{"type":"block_actions","\ud800":1,"user":{"id":"U1"}}""")]
    [InlineData("""{"type":"block_actions","message":{"metadata":{"event_payload":{"\udc00":"x"}}}}""")]
    [InlineData("""{"type":"view_submission","view":{"state":{"values":{"\ud800":{"reason":{"value":"x"}}}}}}""")]
    public void Parse_NameThatIsNoText_OnlyEverFailsAsDocumented(string payload)
    {
        try
        {
            _ = InteractionRequest.Parse(payload);
        }
        catch (JsonException)
        {
        }
    }
}
