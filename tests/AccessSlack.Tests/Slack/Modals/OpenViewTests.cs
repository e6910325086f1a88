using AccessSlack.Messages;
using AccessSlack.Slack;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Slack.Modals;

public sealed class OpenViewTests : SlackTest
{
    private const string Opened = """{"ok":true,"view":{"id":"V1","hash":"1.a"}}""";

    private static readonly Secret Trigger = new("1.2.topsecret");

    private static readonly ComposedView View = new(
        "decide",
        """{"id":"r1"}""",
        "Deny",
        "Send",
        "",
        [
            new InputBlock
            {
                BlockId = "reason",
                Label = "Why",
                Element = new PlainTextInput { ActionId = "reason" },
            },
        ]
    );

    [Fact]
    public async Task OpenView_View_IsSentCompleteAndReturnsItsId()
    {
        Slack.On("api/views.open", Opened);
        Assert.Equal("V1", Value(await Modals().OpenViewAsync(Trigger, View, default)));
        Assert.Equal(
            """{"trigger_id":"1.2.topsecret","view":{"type":"modal","callback_id":"decide","private_metadata":"{\"id\":\"r1\"}","title":{"type":"plain_text","text":"Deny","emoji":false},"submit":{"type":"plain_text","text":"Send","emoji":false},"blocks":[{"type":"input","block_id":"reason","label":{"type":"plain_text","text":"Why","emoji":true},"element":{"type":"plain_text_input","action_id":"reason"}}]}}""",
            Assert.Single(Slack.Seen).Body);
    }

    [Theory]
    [InlineData("expired_trigger_id")]
    [InlineData("exchanged_trigger_id")]
    [InlineData("invalid_trigger_id")]
    public async Task OpenView_TriggerRefused_SuggestsAnotherClickAndIsNotRetried(string code)
    {
        Slack.On("api/views.open", Error(code)).On("api/views.open", Opened);
        var failure = Failure(await Modals().OpenViewAsync(Trigger, View, default));
        Assert.Equal((SlackFailureKind.Gone, code), (failure.Kind, failure.Code));
        Assert.Contains("again", failure.Remedy, StringComparison.Ordinal);
        Assert.Single(Slack.Seen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    public async Task OpenView_InvalidTrigger_IsNotSent(int length)
    {
        Assert.Equal(
            (SlackFailureKind.Gone, "invalid_trigger_id"),
            KindAndCode(await Modals().OpenViewAsync(new(new('1', length)), View, default))
        );
        Assert.Empty(Slack.Seen);
    }

    [Fact]
    public async Task OpenView_NoResponseWithinTheLifetimeOfATrigger_IsGivenUp()
    {
        var hanging = Slack.OnHang("api/views.open");
        var opening = Modals().OpenViewAsync(Trigger, View, default);
        await hanging;
        Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(
            (SlackFailureKind.Ambiguous, "timeout"),
            KindAndCode(await opening.WaitAsync(TimeSpan.FromSeconds(30)))
        );
    }

    [Fact]
    public async Task OpenView_RateLimited_ReturnsAtOnceAndIsNotQueued()
    {
        Slack.On("api/views.open", "", 429, headers: ("Retry-After", "30")).On("api/views.open", Opened);
        var modals = Modals();
        for (var i = 0; i < 2; i++)
            Assert.Equal(
                (SlackFailureKind.TryLater, "ratelimited"),
                KindAndCode(await modals.OpenViewAsync(Trigger, View, default))
            );
        Assert.Single(Slack.Seen);
        Time.Advance(TimeSpan.FromSeconds(30.5));
        Assert.Single(Slack.Seen);
        Value(await modals.OpenViewAsync(Trigger, View, default));
    }

    [Fact]
    public async Task OpenView_RefusedView_IsAPayloadFailureAndIsNotRetried()
    {
        Slack.On(
            "api/views.open",
            """{"ok":false,"error":"invalid_arguments","response_metadata":{"messages":["[ERROR] missing required field: why I need it [json-pointer:/view/title]"]}}"""
        );
        Assert.Equal(
            new SlackFailure(
                SlackFailureKind.Payload,
                "invalid_arguments",
                "Slack says: [ERROR] missing required field … [json-pointer:/view/title]"
            ),
            Failure(await Modals().OpenViewAsync(Trigger, View, default))
        );
        Assert.Single(Slack.Seen);
    }

    [Fact]
    public async Task OpenView_BeyondALimit_IsNotSent()
    {
        Assert.Equal(
            (SlackFailureKind.Payload, "invalid_message"),
            KindAndCode(await Modals().OpenViewAsync(Trigger, View with { Title = new('x', 25) }, default))
        );
        Assert.Empty(Slack.Seen);
    }

    [Theory]
    [InlineData("V1/../x")]
    [InlineData("")]
    public async Task OpenView_InvalidId_IsAnUnreadableResponse(string id)
    {
        Slack.On("api/views.open", $$$"""{"ok":true,"view":{"id":"{{{id}}}"}}""");
        Assert.Equal(
            (SlackFailureKind.Ambiguous, "not_json"),
            KindAndCode(await Modals().OpenViewAsync(Trigger, View, default))
        );
        Assert.Single(Slack.Seen);
    }

    [Fact]
    public async Task OpenView_AnyFailure_DoesNotContainTheTrigger()
    {
        Slack.On("api/views.open", Error("fatal_error")).OnCut("api/views.open").On("api/views.open", "<html>", 500);
        var modals = Modals();
        for (var i = 0; i < 3; i++)
            Assert.DoesNotContain(
                "topsecret",
                Failure(await modals.OpenViewAsync(Trigger, View, default)).ToString(),
                StringComparison.Ordinal
            );
        Assert.Empty(Log.Lines);
    }
}
