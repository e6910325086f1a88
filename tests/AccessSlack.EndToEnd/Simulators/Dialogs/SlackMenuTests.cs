using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Simulators.Dialogs;

/// <summary>
/// Menus in modals: what Slack refuses, and what its clients send (docs/protocols/slack.md 6 and 12).
/// </summary>
public sealed class SlackMenuTests : SlackSimulatorTest
{
    private const string Approve = """{"text":{"type":"plain_text","text":"Approve","emoji":true},"value":"approve"}""";
    private const string Open =
        """{"text":{"type":"plain_text","text":"Leave open","emoji":true},"value":"open"}""";

    public static TheoryData<string, string> Refused => new()
    {
        { "no options", Menu("[]") },
        { "options that are no list", Menu("{}") },
        { "groups of options", Menu($"[{Open}]").Replace("\"options\"", "\"option_groups\"") },
        { "101 options", Menu($"[{string.Join(',', Enumerable.Range(0, 101).Select(i => Option("o", $"v{i}")))}]") },
        { "the same value twice", Menu($"[{Open},{Option("Other", "open")}]") },
        { "an option that is text", Menu("[\"open\"]") },
        { "an option without text", Menu("""[{"value":"open"}]""") },
        { "an option without a value", Menu("""[{"text":{"type":"plain_text","text":"Open"}}]""") },
        { "an empty text", Menu($"[{Option("", "open")}]") },
        { "a long text", Menu($"[{Option(X(76), "open")}]") },
        { "a text in mark-up", Menu($"[{Open.Replace("plain_text", "mrkdwn")}]") },
        { "an empty value", Menu($"[{Option("o", "")}]") },
        { "a long value", Menu($"[{Option("o", X(76))}]") },
        { "an address in an option", Menu($"[{Open.Replace("\"value\"", "\"url\":\"https://a.b\",\"value\"")}]") },
        { "a long description", Menu($"[{Open.Replace("\"value\"", Described(76) + ",\"value\"")}]") },
        { "an initial option with another value", Menu(initial: Option("Leave open", "deny")) },
        { "an initial option with another text", Menu(initial: Option("Open", "open")) },
        { "an initial value", Menu(initial: "\"open\"") },
        { "a long placeholder", Menu(more: $$$""","placeholder":{"type":"plain_text","text":"{{{X(151)}}}"}""") },
        { "a long action_id", Menu().Replace("\"choice\"", $"\"{X(256)}\"") },
        { "a limit of text", Menu(more: ""","min_length":1""") },
        { "101 menus", string.Join(',', Enumerable.Range(0, 101).Select(i => Menu(id: $"b{i}"))) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Open_MenuThatSlackRefuses_IsRefused(string what, string blocks) =>
        Assert.Equal((what, "invalid_arguments"), (what, Error(await OpenAsync(blocks))));

    [Fact]
    public async Task Open_MenusAtTheirLimits_Opens()
    {
        var options = string.Join(',', Enumerable.Range(0, 100).Select(i => Option(X(75), X(72) + $"{i:D3}")));
        var full = Menu($"[{options}]", initial: Option(X(75), X(72) + "099"), id: X(255));
        var described = Menu($"[{Open.Replace("\"value\"", Described(75) + ",\"value\"")}]", initial: "null", id: "b");
        var others = Enumerable.Range(0, 98).Select(i => Menu(id: $"b{i}"));
        Assert.Equal("", Error(await OpenAsync(string.Join(',', [full, described, .. others]))));
    }

    [Fact]
    public async Task Open_MenuOutsideOfAnInput_IsRefused()
    {
        var element = JsonNode.Parse(Menu())!["element"]!.ToJsonString();
        var actions = $$"""{"type":"actions","elements":[{{element}}]}""";
        Assert.Equal("invalid_arguments", Error(await OpenAsync(actions)));
        Assert.Equal(
            "invalid_blocks",
            Error(
                await App.JsonAsync(
                    "chat.postMessage",
                    $$"""{"channel":"{{Channel.Id}}","text":"x","blocks":[{{actions}}]}"""
                )
            )
        );
    }

    [Fact]
    public async Task Submit_MenusUntouchedAndChanged_SendsWholeOptions()
    {
        await using var app = await RequestUrl.StartAsync();
        var view = await OpenedAsync(Menu(id: "dba"), Menu(id: "root"), Menu(id: "sre", initial: "null"));
        app.Answer = (200, "", "");
        await SubmitAsync(app, view, ("root", "approve"), ("sre", "open"));

        Assert.Equal(
            $"{{\"dba\":{Chosen(Open)},\"root\":{Chosen(Approve)},\"sre\":{Chosen(Open)}}}",
            app.Payload["view"]!["state"]!["values"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task Submit_FieldBetweenMenus_GetsWhatIsTyped()
    {
        await using var app = await RequestUrl.StartAsync();
        const string field =
            """{"type":"input","block_id":"reason","label":{"type":"plain_text","text":"x"},"element":{"type":"plain_text_input","action_id":"reason"}}""";
        var view = await OpenedAsync(Menu(id: "dba"), field, Menu(id: "root"));
        app.Answer = (200, "", "");
        await SubmitAsync(app, view, "incident 4711");

        var values = app.Payload["view"]!["state"]!["values"]!;
        Assert.Equal("incident 4711", values["reason"]!["reason"]!["value"]!.ToString());
        Assert.Equal(["dba", "reason", "root"], values.AsObject().Select(value => value.Key));
    }

    [Fact]
    public async Task Submit_WithoutAChoice_OnlyIfOptional()
    {
        await using var app = await RequestUrl.StartAsync();
        var needed = await OpenedAsync(Menu(initial: "null"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => SubmitAsync(app, needed));
        Assert.Equal(0, app.Count);

        var optional = await OpenedAsync(Menu(initial: "null").Replace("\"input\"", "\"input\",\"optional\":true"));
        await SubmitAsync(app, optional);
        Assert.Equal(
            """{"type":"static_select","selected_option":null}""",
            app.Payload["view"]!["state"]!["values"]!["b"]!["choice"]!.ToJsonString()
        );
    }

    [Theory]
    [InlineData("b", "deny")]
    [InlineData("other", "open")]
    public async Task Submit_ChoiceThatTheMenuDoesNotHave_IsImpossible(string block, string value)
    {
        await using var app = await RequestUrl.StartAsync();
        var view = await OpenedAsync(Menu());
        await Assert.ThrowsAsync<InvalidOperationException>(() => SubmitAsync(app, view, (block, value)));
        Assert.Equal(0, app.Count);
    }

    /// <summary>slackapi/bolt-python#629: only another block_id makes a menu start again.</summary>
    [Fact]
    public async Task Submit_AgainInAReplacedView_KeepsTheChoiceOfTheSameBlock()
    {
        await using var app = await RequestUrl.StartAsync();
        var view = await OpenedAsync(Menu(id: "b1"), Menu(id: "b2"));
        app.AnswerJson(
            $$"""{"response_action":"update","view":{{View(Menu(id: "b1") + "," + Menu(id: "b3"))}}}"""
        );
        var shown = await SubmitAsync(app, view, ("b1", "approve"), ("b2", "approve"));
        app.Answer = (200, "", "");
        await SubmitAsync(app, shown.View);

        var values = app.Payload["view"]!["state"]!["values"]!;
        Assert.Equal(
            ["approve", "open"],
            values.AsObject().Select(block => block.Value!["choice"]!["selected_option"]!["value"]!.ToString())
        );
    }

    [Fact]
    public async Task Submit_AnsweredWithAnErrorAtAMenu_ShowsIt()
    {
        await using var app = await RequestUrl.StartAsync();
        var view = await OpenedAsync(Menu());
        app.AnswerJson("""{"response_action":"errors","errors":{"b":"Choose at least one role."}}""");
        Assert.Equal("Choose at least one role.", (await SubmitAsync(app, view)).View.Errors["b"]);
    }

    private Task<SlackSubmission> SubmitAsync(
        RequestUrl app,
        SlackView view,
        params (string Block, string Value)[] choices
    ) =>
        Slack.SubmitAsync(
            view,
            Bob,
            new SlackInput("") { Choices = choices.ToImmutableDictionary(c => c.Block, c => c.Value) },
            app.Url
        );

    private Task<SlackSubmission> SubmitAsync(RequestUrl app, SlackView view, string typed) =>
        Slack.SubmitAsync(view, Bob, typed, app.Url);

    private async Task<SlackView> OpenedAsync(params string[] blocks)
    {
        var answer = await OpenAsync(string.Join(',', blocks));
        Assert.Equal("", Error(answer));
        return Slack.View(answer["view"]!["id"]!.ToString());
    }

    private async Task<JsonObject> OpenAsync(string blocks)
    {
        await using var app = await RequestUrl.StartAsync();
        var (channel, ts) = await App.PostAsync(
            Channel.Id,
            ""","blocks":[{"type":"actions","elements":[{"type":"button","action_id":"approve","text":{"type":"plain_text","text":"Approve"}}]}] """
        );
        await Slack.ClickAsync(Bob.Id, channel, ts, "approve", app.Url);
        var trigger = app.Payload["trigger_id"]!.ToString();
        return await App.JsonAsync("views.open", $$"""{"trigger_id":"{{trigger}}","view":{{View(blocks)}}}""");
    }

    private static string View(string blocks) =>
        $$"""{"type":"modal","title":{"type":"plain_text","text":"Approve"},"submit":{"type":"plain_text","text":"Send"},"blocks":[{{blocks}}]}""";

    private static string Menu(
        string options = $"[{Approve},{Open}]",
        string initial = Open,
        string id = "b",
        string more = ""
    ) =>
        $$$"""{"type":"input","block_id":"{{{id}}}","label":{"type":"plain_text","text":"dba"},"element":{"type":"static_select","action_id":"choice","options":{{{options}}},"initial_option":{{{initial}}}{{{more}}} } }""";

    private static string Option(string text, string value) =>
        $$$"""{"text":{"type":"plain_text","text":"{{{text}}}"},"value":"{{{value}}}"}""";

    private static string Chosen(string option) =>
        $$$"""{"choice":{"type":"static_select","selected_option":{{{option}}}""" + "}}";

    private static string Described(int length) =>
        $$$""" "description":{"type":"plain_text","text":"{{{X(length)}}}"}""";

    private static string X(int length) => new('x', length);
}
