using AccessSlack.Sandbox.Demo;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AccessSlack.Browser;

/// <summary>
/// The Slack half of the page in a real browser, with an app behind it that answers as a test wants it.
/// </summary>
public sealed class SlackPageTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime, IDisposable
{
    private const string Hello = "hello";
    private const string Typed = "not on a Sunday, please";
    private const string TooShort = """{"response_action":"errors","errors":{"reason":"Which incident?"}}""";
    private const string Refused =
        """{"response_action":"update","view":{"type":"modal","title":{"type":"plain_text","text":"Deny"},"close":{"type":"plain_text","text":"Close"},"blocks":[{"type":"section","text":{"type":"plain_text","text":"Somebody else was faster."}}]}}""";

    private const string Form = """
        {"type":"modal","callback_id":"decide","title":{"type":"plain_text","text":"Deny"},"submit":{"type":"plain_text","text":"Deny request"},"close":{"type":"plain_text","text":"Back"},"blocks":[
        {"type":"section","text":{"type":"mrkdwn","text":"*alice* requests *dba*"}},
        {"type":"input","block_id":"reason","label":{"type":"plain_text","text":"Why not?"},"hint":{"type":"plain_text","text":"alice reads this."},
         "element":{"type":"plain_text_input","action_id":"reason","multiline":true,"min_length":10,"max_length":1000,"placeholder":{"type":"plain_text","text":"A sentence is enough"}}}]}
        """;

    private const string Menus = """
        {"type":"modal","callback_id":"decide","title":{"type":"plain_text","text":"Approve"},"submit":{"type":"plain_text","text":"Deny request"},"blocks":[
        {"type":"input","block_id":"r0","label":{"type":"plain_text","text":"dba"},"element":{"type":"static_select","action_id":"c","options":[APPROVE,OPEN],"initial_option":OPEN}},
        {"type":"input","block_id":"r1","label":{"type":"plain_text","text":"root"},"element":{"type":"static_select","action_id":"c","options":[APPROVE,OPEN],"initial_option":OPEN}},
        {"type":"input","block_id":"r2","label":{"type":"plain_text","text":"sre"},"element":{"type":"static_select","action_id":"c","options":[APPROVE,OPEN],"placeholder":{"type":"plain_text","text":"Your choice"}}}]}
        """;

    private const string MenuError = """{"response_action":"errors","errors":{"r0":"Choose at least one."}}""";

    private readonly Testing.ManualTime _time = new();
    private DemoWorld _world = null!;
    private DemoServer _server = null!;
    private RequestUrl _app = null!;
    private SlackRawClient _caller = null!;
    private IBrowserContext? _browser;
    private DemoTab _tab = null!;

    private SlackSimulator Slack => _world.Slack;

    private SlackChannel Channel => Slack.Channels.First(channel => !channel.IsDirect);

    private SlackPerson Bob => _world.People.First(member => member.Person.Name == "bob").Person;

    public async Task InitializeAsync()
    {
        // A trigger_id lives three seconds: this clock stands still, however slow the machine is.
        _world = await DemoWorld.StartAsync(_time);
        _app = await RequestUrl.StartAsync();
        _app.Answer = (200, "", "");
        _server = await DemoServer.StartAsync(
            0,
            () => DemoView.Of(_world, null, []),
            new DemoActions(_world, () => _app.Url)
        );
        Slack.Changed += (_, _) => _server.Touch();
        _caller = new(Slack);
    }

    /// <summary>After every test: no errors in the page's console and no requests to other hosts.</summary>
    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        await _server.DisposeAsync();
        await _app.DisposeAsync();
        await _world.DisposeAsync();
        Assert.True(_tab.Troubles.Count == 0, string.Join('\n', _tab.Troubles));
    }

    public void Dispose() => _caller.Dispose();

    [NeedsFact(Needs.Chromium)]
    public async Task Form_FaultsAreShownAtTheField_AndWhatWasTypedStays()
    {
        await OpenFormAsync();
        var reason = _tab.Dialog.GetByRole(AriaRole.Textbox, new() { Name = "Why not?" });
        await Expect(reason).ToBeFocusedAsync();

        await reason.FillAsync("no");
        await SendFormAsync();
        await Expect(_tab.Dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Please use at least 10 characters.");
        Assert.Equal(1, _app.Count);

        _app.AnswerJson(TooShort);
        await reason.FillAsync(Typed);
        await SendFormAsync();
        await Expect(_tab.Dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Which incident?");
        await Expect(reason).ToHaveValueAsync(Typed);

        _app.Answer = (200, "", "");
        await SendFormAsync();
        await Expect(_tab.Dialog).ToHaveCountAsync(0);
        Assert.Equal(
            (3, Typed),
            (_app.Count, _app.Payload["view"]!["state"]!["values"]!["reason"]!["reason"]!["value"]!.ToString())
        );
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Form_WithMenus_SendsWhatIsChosenAndWhatIsLeft()
    {
        await OpenFormAsync(form: Menus.Replace("APPROVE", Option("Approve")).Replace("OPEN", Option("Leave open")));
        await Expect(Menu("dba")).ToBeFocusedAsync();
        await Expect(Menu("dba")).ToHaveValueAsync("Leave open");

        await SendFormAsync();
        await Expect(_tab.Dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Please choose something.");
        Assert.Equal(1, _app.Count);

        _app.AnswerJson(MenuError);
        await Menu("root").SelectOptionAsync("Approve");
        await Menu("sre").SelectOptionAsync("Approve");
        await SendFormAsync();
        await Expect(_tab.Dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Choose at least one.");
        await Expect(Menu("root")).ToHaveValueAsync("Approve");

        _app.Answer = (200, "", "");
        await SendFormAsync();
        await Expect(_tab.Dialog).ToHaveCountAsync(0);
        var values = _app.Payload["view"]!["state"]!["values"]!;
        Assert.Equal(
            "Leave open, Approve, Approve",
            string.Join(", ", values.AsObject().Select(menu => menu.Value!["c"]!["selected_option"]!["value"]))
        );
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Form_AnsweredWithAnotherView_ShowsItWithoutAField()
    {
        await OpenFormAsync();
        _app.AnswerJson(Refused);
        await _tab.Dialog.GetByRole(AriaRole.Textbox).FillAsync(Typed);
        await SendFormAsync();
        await Expect(_tab.Dialog).ToContainTextAsync("Somebody else was faster.");
        await Expect(_tab.Dialog.GetByRole(AriaRole.Textbox)).ToHaveCountAsync(0);
        await _tab.Dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(_tab.Dialog).ToHaveCountAsync(0);
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Form_AnsweredWithAnError_SaysSoAndStays()
    {
        await OpenFormAsync();
        _app.Answer = (500, "", "");
        await _tab.Dialog.GetByRole(AriaRole.Textbox).FillAsync(Typed);
        await SendFormAsync();
        await Expect(_tab.Dialog).ToContainTextAsync("We had some trouble connecting. Try again?");
        await Expect(_tab.Dialog.GetByRole(AriaRole.Textbox)).ToHaveValueAsync(Typed);
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Form_IsBeforeOnePersonOnly_UntilEscape()
    {
        await OpenFormAsync();
        await _tab.BeAsync("carol");
        await Expect(_tab.Dialog).ToHaveCountAsync(0);
        await _tab.BeAsync("bob");
        await _tab.Dialog.GetByRole(AriaRole.Textbox).FocusAsync();
        await _tab.PressKeyAsync("Escape");
        await Expect(_tab.Dialog).ToHaveCountAsync(0);
        Assert.False(Assert.Single(Slack.Views).IsOpen);
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Question_BeforeAButton_SendsNothingUnlessConfirmed()
    {
        await OpenAsync();
        await PostAsync(
            Button(
                "Approve",
                ""","confirm":{"title":{"type":"plain_text","text":"Approve?"},"text":{"type":"mrkdwn","text":"alice gets *dba*"},"confirm":{"type":"plain_text","text":"Yes, approve"},"deny":{"type":"plain_text","text":"No"},"style":"primary"}"""
            )
        );
        await _tab.PressAsync(Hello, "Approve");
        await Expect(_tab.Dialog).ToContainTextAsync("alice gets dba");
        await _tab.Dialog.GetByRole(AriaRole.Button, new() { Name = "No" }).ClickAsync();
        await Expect(_tab.Dialog).ToHaveCountAsync(0);
        Assert.Equal(0, _app.Count);

        await _tab.PressAsync(Hello, "Approve");
        await _tab.Dialog.GetByRole(AriaRole.Button, new() { Name = "Yes, approve" }).ClickAsync();
        await Expect(_tab.Notice).ToContainTextAsync("200");
        await Expect(_tab.Dialog).ToHaveCountAsync(0);
        Assert.Equal((1, Bob.Id), (_app.Count, _app.Payload["user"]!["id"]!.ToString()));
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Thread_StandsUnderItsMessage()
    {
        await OpenAsync();
        var ts = await PostAsync();
        await _caller.JsonAsync("chat.postMessage", $$"""{"channel":"{{Channel.Id}}","text":"another"}""");
        foreach (var reply in new[] { "first", "second" })
            await _caller.JsonAsync(
                "chat.postMessage",
                $$"""{"channel":"{{Channel.Id}}","text":"{{reply}} <@{{Bob.Id}}>","thread_ts":"{{ts}}"}"""
            );
        await Expect(DemoTab.Thread(_tab.Message(Hello))).ToContainTextAsync(["first @bob", "second @bob"]);
        await Expect(_tab.Messages).ToHaveCountAsync(2);
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Command_AnswerIsReadOnlyByThePersonWhoTypedIt()
    {
        await OpenAsync();
        _app.AnswerJson("""{"response_type":"ephemeral","text":"Nothing waits for you."}""");
        await _tab.TypeAsync("/teleport  list mine ");
        await Expect(_tab.Answers).ToContainTextAsync("Nothing waits for you.");
        Assert.Equal(
            ("/slack/commands", "/teleport", "list mine", Bob.Id, Channel.Id),
            (_app.Path, _app.Form["command"], _app.Form["text"], _app.Form["user_id"], _app.Form["channel_id"])
        );
        await _tab.BeAsync("carol");
        await Expect(_tab.Answers).ToHaveCountAsync(0);
    }

    [NeedsFact(Needs.Chromium)]
    public async Task DirectMessage_IsAnnouncedToOnePerson()
    {
        await OpenAsync();
        await _caller.PostAsync(Bob.Id);
        await _tab.ReadAsync("teleport new");
        await Expect(_tab.Message(Hello)).ToHaveCountAsync(1);
        await _tab.ReadAsync("access-requests");
        await Expect(_tab.Message(Hello)).ToHaveCountAsync(0);
        await Expect(_tab.Channels).ToHaveTextAsync(["# access-requests", "# prod-oncall", "✉ teleport", "⌂ Home"]);
        await _tab.BeAsync("alice");
        await Expect(_tab.Channels).ToHaveTextAsync(["# access-requests", "⌂ Home"]);
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Trouble_NotSwitchedOff_EndsByItself()
    {
        await OpenAsync();
        await _tab.Switch("Outage").ClickAsync();
        await Expect(_tab.Trouble).ToContainTextAsync("Slack is down");
        await _tab.Switch("Rate limiting").ClickAsync();
        await Expect(_tab.Trouble).ToContainTextAsync("429");
        await Expect(_tab.Switch("Outage")).Not.ToBeCheckedAsync();

        _time.Advance(SlackWeather.Longest);

        await Expect(_tab.Trouble).ToBeHiddenAsync();
        await PostAsync();
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Channels_ByArrowKey_AreOpenedOneAfterTheOther()
    {
        await OpenAsync();
        await _caller.PostAsync(Bob.Id);
        await _tab.ReadAsync("access-requests");
        // Past a channel without messages to the direct message, then Home, and back.
        foreach (
            var (key, count) in new[] { ("ArrowRight", 0), ("ArrowRight", 1), ("ArrowRight", 0), ("ArrowLeft", 1) }
        )
        {
            await _tab.PressKeyAsync(key);
            await Expect(_tab.Messages).ToHaveCountAsync(count);
        }
    }

    /// <summary>
    /// Writes what it saw into the folder that the environment variable SANDBOX_PICTURES names, if any.
    /// </summary>
    [NeedsTheory(Needs.Chromium)]
    [InlineData("form", 1400, 910, ColorScheme.Light)]
    [InlineData("form-dark", 1400, 910, ColorScheme.Dark)]
    [InlineData("form-phone", 390, 844, ColorScheme.Light)]
    public async Task Form_WithAFault_FitsTheScreen(string name, int width, int height, ColorScheme colors)
    {
        await OpenFormAsync(width, height, colors);
        foreach (var reply in new[] { "bob: approve", "carol: deny" })
            await _caller.JsonAsync(
                "chat.postMessage",
                $$"""{"channel":"{{Channel.Id}}","text":"{{reply}}","thread_ts":"{{Slack.Messages[0].Ts}}"}"""
            );
        _app.AnswerJson(TooShort);
        await _tab.Dialog.GetByRole(AriaRole.Textbox).FillAsync(Typed);
        await SendFormAsync();
        await Expect(_tab.Dialog).ToContainTextAsync("Which incident?");
        await Expect(_tab.Dialog).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.Equal(width, await _tab.ComputeAsync<int>("document.documentElement.scrollWidth"));
        if (Environment.GetEnvironmentVariable("SANDBOX_PICTURES") is { Length: > 0 } folder)
            await _tab.PictureAsync(Path.Combine(folder, name + ".png"));
    }

    private static string Button(string text, string more = "") =>
        $$""","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"{{Hello}}"} },{"type":"actions","elements":[{"type":"button","action_id":"press","value":"id-1","text":{"type":"plain_text","text":"{{text}}" }{{more}} }] }] """;

    private async Task OpenAsync(int width = 1400, int height = 910, ColorScheme colors = ColorScheme.Light)
    {
        _browser = await chromium.OpenAsync(width, height, colors);
        _tab = await DemoTab.OpenAsync(_browser, _server.Address, "The daemon is starting");
    }

    private async Task<string> PostAsync(string more = "")
    {
        var (_, ts) = await _caller.PostAsync(Channel.Id, more);
        await Expect(_tab.Message(Hello)).ToHaveCountAsync(1);
        return ts;
    }

    private static string Option(string text) =>
        $$$"""{"text":{"type":"plain_text","text":"{{{text}}}"},"value":"{{{text}}}"}""";

    private ILocator Menu(string label) => _tab.Dialog.GetByRole(AriaRole.Combobox, new() { Name = label });

    private async Task OpenFormAsync(
        int width = 1400,
        int height = 910,
        ColorScheme colors = ColorScheme.Light,
        string form = Form
    )
    {
        await OpenAsync(width, height, colors);
        await PostAsync(Button("Deny"));
        await _tab.PressAsync(Hello, "Deny");
        await Expect(_tab.Notice).ToContainTextAsync("200");
        var answer = await _caller.JsonAsync(
            "views.open",
            $$"""{"trigger_id":"{{_app.Payload["trigger_id"]}}","view":{{form}} }"""
        );
        Assert.True((bool)answer["ok"]!, answer.ToJsonString());
        await Expect(_tab.Dialog).ToBeVisibleAsync();
    }

    private Task SendFormAsync() =>
        _tab.Dialog.GetByRole(AriaRole.Button, new() { Name = "Deny request" }).ClickAsync();
}
