using Microsoft.Playwright;

namespace AccessSlack.Browser;

/// <summary>One tab with the demo's page, found as a screen reader finds it and used as a person uses it.</summary>
internal sealed class DemoTab
{
    private readonly IPage _page;

    private DemoTab(IPage page, Uri address)
    {
        _page = page;
        page.Console += (_, message) =>
            NoteIf(message.Type == "error", $"console: {message.Text} ({message.Location})");
        page.PageError += (_, error) => NoteIf(true, $"error: {error}");
        page.Request += (_, request) =>
            NoteIf(
                !new Uri(request.Url)
                    .GetLeftPart(UriPartial.Authority)
                    .Equals(address.GetLeftPart(UriPartial.Authority)),
                $"foreign: {request.Url}"
            );
        page.Request += (_, request) => Loads += request.IsNavigationRequest ? 1 : 0;
    }

    /// <summary>Console errors, uncaught exceptions and requests to any other origin.</summary>
    public List<string> Troubles { get; } = [];

    /// <summary>How often the page itself was loaded.</summary>
    public int Loads { get; private set; }

    public ILocator Requests => Teleport.GetByRole(AriaRole.Article);

    public ILocator Audit =>
        Teleport.GetByRole(AriaRole.List, new() { Name = "Audit trail" }).GetByRole(AriaRole.Listitem);

    /// <summary>What became of the last restart and renewal.</summary>
    public ILocator Upkeep => Teleport.GetByRole(AriaRole.Status);

    /// <summary>What is wrong with all of Slack.</summary>
    public ILocator Trouble => Slack.GetByRole(AriaRole.Status);

    /// <summary>Whether the daemon runs, and how Slack reaches it.</summary>
    public ILocator Daemon => _page.Locator("#daemon");

    /// <summary>What the daemon said, whether it is in sight or not.</summary>
    public ILocator Log => _page.Locator("#log");

    public ILocator Channels => Slack.GetByRole(AriaRole.Tab);

    public ILocator Messages => Slack.GetByRole(AriaRole.Article);

    /// <summary>The app's Home tab, if it is open.</summary>
    public ILocator Home => Slack.GetByRole(AriaRole.Article, new() { Name = "Home tab" });

    /// <summary>What only the person in front of the page sees.</summary>
    public ILocator Answers => Messages.Filter(new() { HasText = "Only visible to you" });

    /// <summary>The short words about the last act.</summary>
    public ILocator Notice => _page.GetByRole(AriaRole.Status).Last;

    /// <summary>The form or the question that lies over Slack's messages.</summary>
    public ILocator Dialog => Slack.GetByRole(AriaRole.Dialog);

    private ILocator Teleport => _page.GetByRole(AriaRole.Region, new() { Name = "Teleport simulated" });

    private ILocator Slack => _page.GetByRole(AriaRole.Region, new() { Name = "Slack simulated" });

    public static async Task<DemoTab> OpenAsync(
        IBrowserContext browser,
        Uri address,
        string daemon = "The daemon is running"
    )
    {
        var page = await browser.NewPageAsync();
        var tab = new DemoTab(page, address);
        await page.GotoAsync(address.AbsoluteUri);
        await Assertions.Expect(page.GetByText(daemon)).ToBeVisibleAsync();
        return tab;
    }

    public async Task AskAsync(string user, string reason)
    {
        await Teleport.GetByRole(AriaRole.Combobox, new() { Name = "As" }).SelectOptionAsync(user);
        await Teleport.GetByRole(AriaRole.Textbox, new() { Name = "Reason" }).FillAsync(reason);
        await Teleport.GetByRole(AriaRole.Button, new() { Name = "Request access" }).ClickAsync();
    }

    /// <summary>Chooses a role to ask for, or takes it back.</summary>
    public Task ToggleAsync(string role) =>
        Teleport
            .GetByRole(AriaRole.Group, new() { Name = "Roles" })
            .GetByText(role, new() { Exact = true })
            .ClickAsync();

    /// <summary>Takes a sample as the reason and asks with it.</summary>
    public async Task AskWithAsync(string sample)
    {
        await Teleport
            .GetByRole(AriaRole.Group, new() { Name = "Sample reasons" })
            .GetByRole(AriaRole.Button, new() { Name = sample })
            .ClickAsync();
        await Teleport.GetByRole(AriaRole.Button, new() { Name = "Request access" }).ClickAsync();
    }

    /// <summary>Presses a button of the auth server itself.</summary>
    public Task KeepUpAsync(string button) =>
        Teleport
            .GetByRole(AriaRole.Group, new() { Name = "Upkeep" })
            .GetByRole(AriaRole.Button, new() { Name = button })
            .ClickAsync();

    /// <summary>Presses a button of the newest request.</summary>
    public Task DoAsync(string verb) => Button(Requests.First, verb).ClickAsync();

    /// <summary>What the daemon's program says about the newest request, once its panel is open.</summary>
    public ILocator Explanation => Requests.First.GetByRole(AriaRole.Region);

    /// <summary>Opens that panel.</summary>
    public Task ExplainAsync() => Requests.First.GetByText("Who may decide, and why").ClickAsync();

    /// <summary>A menu of the open form.</summary>
    public ILocator Menu(string label) => Dialog.GetByRole(AriaRole.Combobox, new() { Name = label });

    /// <summary>Submits the open form, which the daemon takes.</summary>
    public async Task SubmitAsync()
    {
        await Button(Dialog, "Submit").ClickAsync();
        await Assertions.Expect(Dialog).ToHaveCountAsync(0);
    }

    /// <summary>What can go wrong with Slack.</summary>
    public ILocator Switch(string trouble) => Slack.GetByRole(AriaRole.Switch, new() { Name = trouble });

    /// <summary>Becomes another person in Slack.</summary>
    public async Task BeAsync(string person)
    {
        var choice = _page.GetByRole(AriaRole.Radio, new() { Name = person });
        await Slack.Locator("label").Filter(new() { Has = choice }).ClickAsync();
        await Assertions.Expect(choice).ToBeCheckedAsync();
    }

    /// <summary>Reads another channel, or the direct messages.</summary>
    public Task ReadAsync(string channel) => Slack.GetByRole(AriaRole.Tab, new() { Name = channel }).ClickAsync();

    /// <summary>Types below the messages.</summary>
    public async Task TypeAsync(string text)
    {
        await Slack.GetByRole(AriaRole.Textbox, new() { Name = "Slash command" }).FillAsync(text);
        await Slack.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
    }

    public static ILocator Thread(ILocator message) =>
        message.GetByRole(AriaRole.List, new() { Name = "Thread" }).GetByRole(AriaRole.Listitem);

    public Task PressKeyAsync(string key) => _page.Keyboard.PressAsync(key);

    /// <summary>The message that tells of the request with this reason.</summary>
    public ILocator Message(string reason) => Messages.Filter(new() { HasText = reason });

    public static ILocator Button(ILocator message, string name) =>
        message.GetByRole(AriaRole.Button, new() { Name = name });

    public Task PressAsync(string reason, string button) => Button(Message(reason), button).ClickAsync();

    public Task<T> ComputeAsync<T>(string script) => _page.EvaluateAsync<T>(script);

    /// <summary>Another screen, and the whole page must fit its width.</summary>
    public async Task ShowOnAsync(int width, int height, ColorScheme colors)
    {
        await _page.SetViewportSizeAsync(width, height);
        await _page.EmulateMediaAsync(new() { ColorScheme = colors });
        Assert.Equal(width, await ComputeAsync<int>("document.documentElement.scrollWidth"));
    }

    /// <summary>As it looks once the page's short notices are gone.</summary>
    public async Task PictureAsync(string path)
    {
        await Assertions.Expect(_page.Locator(".toast.shown")).ToHaveCountAsync(0);
        await _page.ScreenshotAsync(new() { Path = path, Animations = ScreenshotAnimations.Disabled });
    }

    private void NoteIf(bool wrong, string what)
    {
        if (wrong) Troubles.Add(what);
    }
}
