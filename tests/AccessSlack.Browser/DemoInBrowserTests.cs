using AccessSlack.Sandbox.Demo;
using AccessSlack.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AccessSlack.Browser;

/// <summary>
/// The demo in a real browser, with the real daemon behind it: what a newcomer does in the first minute.
/// </summary>
public sealed class DemoInBrowserTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private const string Reason = "incident 4711";

    /// <summary>
    /// Milliseconds until the daemon has surely asked Slack again, however long a slow machine let it fail.
    /// </summary>
    private const float LongestBackoff = 90_000;

    private readonly List<DemoTab> _tabs = [];
    private SandboxDemo _demo = null!;
    private IBrowserContext? _browser;

    public async Task InitializeAsync() =>
        _demo = await SandboxDemo
            .StartAsync(0, TextWriter.Null, CancellationToken.None, troubleFor: TimeSpan.FromHours(1))
            .WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>After every test: no errors in the page's console and no requests to other hosts.</summary>
    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        await _demo.DisposeAsync();
        var troubles = string.Join('\n', _tabs.SelectMany(tab => tab.Troubles));
        Assert.True(troubles.Length == 0, troubles);
    }

    [NeedsTheory(Needs.Chromium)]
    [InlineData("Approve", "Approved", "You approved alice's request.")]
    [InlineData("Deny", "Denied", "You denied alice's request.")]
    public async Task Click_OfAnotherPerson_DecidesOnBothHalves(string button, string state, string answer)
    {
        var tab = await OpenAsync();
        await tab.AskAsync("alice", Reason);
        await tab.BeAsync("bob");
        foreach (var name in new[] { "Approve", "Deny", "Open in Teleport" })
            await Expect(DemoTab.Button(tab.Message(Reason), name)).ToBeVisibleAsync();
        await Expect(tab.Requests).ToContainTextAsync("Pending");

        await tab.PressAsync(Reason, button);

        await Expect(tab.Message(Reason)).ToContainTextAsync($"{state} by @bob");
        await Expect(tab.Message(Reason).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Expect(tab.Answers).ToContainTextAsync(answer);
        await Expect(tab.Requests).ToContainTextAsync(state);
        await Expect(tab.Audit.First).ToContainTextAsync("slack:bob@example.com");
        await tab.BeAsync("carol");
        await Expect(tab.Answers).ToHaveCountAsync(0);
    }

    [NeedsFact(Needs.Chromium)]
    public async Task SocketMode_SwitchedOnAndOff_DecidesOverBoth()
    {
        var tab = await OpenAsync();
        await Expect(tab.Daemon).ToContainTextAsync("Slack reaches it over HTTP");
        foreach (var (door, reason) in new[] { ("a socket", "first"), ("HTTP", "second") })
        {
            await tab.Switch("Socket Mode").ClickAsync();
            await Expect(tab.Daemon).ToContainTextAsync($"Slack reaches it over {door}", new() { Timeout = 60_000 });
            await Expect(tab.Switch("Socket Mode")).ToBeCheckedAsync(new() { Checked = door == "a socket" });
            await tab.AskAsync("alice", reason);
            await tab.BeAsync("bob");

            await tab.PressAsync(reason, "Approve");

            await Expect(tab.Message(reason)).ToContainTextAsync("Approved by @bob");
            await Expect(tab.Requests.First).ToContainTextAsync("Approved");
        }

        await Expect(tab.Log).ToContainTextAsync("Connected to Slack over Socket Mode");
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Click_OnTheOwnRequest_IsRefusedInWords()
    {
        var tab = await OpenAsync();
        await tab.AskAsync("alice", Reason);
        await tab.BeAsync("alice");

        await tab.PressAsync(Reason, "Approve");

        await Expect(tab.Answers)
            .ToContainTextAsync("You made this request, so someone else has to approve or deny it.");
        await Expect(tab.Message(Reason)).ToContainTextAsync("Pending");
        await Expect(tab.Requests).ToContainTextAsync("Pending");
    }

    [NeedsFact(Needs.Chromium)]
    public async Task TwoPersonRule_AsksFirstAndNeedsTwoOfTheGroup()
    {
        var tab = await OpenAsync();
        await AskForProductionAsync(tab);

        await tab.BeAsync("dave");
        await ConfirmAsync(tab, "Approve");
        await Expect(tab.Answers).ToContainTextAsync("You aren't an approver for this request");
        await tab.BeAsync("bob");
        await ConfirmAsync(tab, "Approve");
        await Expect(tab.Message(Reason)).ToContainTextAsync("1 of 2 approvals");
        await Expect(tab.Requests).ToContainTextAsync("Vote: bob@example.com Approved");
        await tab.BeAsync("alice");
        await tab.ReadAsync("teleport");
        await Expect(tab.Messages)
            .ToContainTextAsync(["Your approvers have been notified", "bob@example.com: approve"]);
        await tab.BeAsync("carol");
        await ConfirmAsync(tab, "Approve");

        await Expect(tab.Message(Reason)).ToContainTextAsync("Approved by");
        await Expect(tab.Requests).ToContainTextAsync("Approved");
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Click_OfPersonWhoMayNeverDecide_IsRefusedInWords()
    {
        var tab = await OpenAsync();
        await tab.AskAsync("alice", Reason);
        foreach (
            var (person, words) in new[]
            {
                ("gus", "Guest accounts can't approve or deny"),
                ("erin", "People from other organizations can't approve or deny"),
                ("deploybot", "Bots can't approve or deny"),
            }
        )
        {
            await tab.BeAsync(person);
            await tab.PressAsync(Reason, "Approve");
            await Expect(tab.Answers).ToContainTextAsync(words);
        }

        await Expect(tab.Requests).ToContainTextAsync("Pending");
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Expiry_EndsARequest_AndARestartEndsNone()
    {
        var tab = await OpenAsync();
        await tab.AskAsync("alice", Reason);
        await tab.AskAsync("alice", "just looking");
        await Expect(tab.Message("just looking")).ToContainTextAsync("Pending");

        await tab.DoAsync("let it expire");
        await Expect(tab.Message("just looking")).ToContainTextAsync("Expired");
        await Expect(tab.Audit.First).ToContainTextAsync("access_request.expire");
        await tab.KeepUpAsync("Restart the auth server");
        await Expect(tab.Upkeep).ToContainTextAsync("the daemon is watching again");
        await Expect(tab.Log).ToContainTextAsync("The watch on Teleport ended");
        await tab.DoAsync("approve");

        await Expect(tab.Message(Reason)).ToContainTextAsync("Approved in Teleport");
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Trouble_OfSlack_HoldsMessagesBackUntilItEnds_AndNoDecision()
    {
        var tab = await OpenAsync();
        foreach (var (trouble, code) in new[] { ("Outage", "http_503"), ("Rate limiting", "ratelimited") })
        {
            await tab.Switch(trouble).ClickAsync();
            await Expect(tab.Switch(trouble)).ToBeCheckedAsync();
            await tab.AskAsync("alice", trouble);
            await Expect(tab.Log).ToContainTextAsync($"just now ({code})");
            await Expect(tab.Trouble).ToContainTextAsync("It ends by itself at");
            await Expect(tab.Message(trouble)).ToHaveCountAsync(0);

            await tab.Switch(trouble).ClickAsync();

            await Expect(tab.Trouble).ToBeHiddenAsync();
            await Expect(tab.Message(trouble)).ToHaveCountAsync(1, new() { Timeout = LongestBackoff });
        }

        await tab.Switch("Rate limiting").ClickAsync();
        await tab.PressAsync("Outage", "Approve");
        await Expect(tab.Requests.Filter(new() { HasText = "Outage" })).ToContainTextAsync("Approved");
    }

    /// <summary>
    /// Writes what it saw into the folder that the environment variable SANDBOX_PICTURES names, if any.
    /// </summary>
    [NeedsFact(Needs.Chromium)]
    public async Task Samples_OfHostileAndLongText_AreHarmlessAndFitEveryScreen()
    {
        var tab = await OpenAsync();
        await tab.AskWithAsync("hostile");
        await Expect(tab.Message("routine")).ToContainTextAsync("Pending");
        await tab.AskWithAsync("very long");
        await Expect(tab.Message("zone 1")).ToContainTextAsync("Pending");

        Assert.Equal(4096, await tab.ComputeAsync<int>("new TextEncoder().encode(samples.long).length"));
        foreach (var role in new[] { AriaRole.Link, AriaRole.Blockquote, AriaRole.Code })
            await Expect(tab.Messages.GetByRole(role)).ToHaveCountAsync(0);
        await Expect(tab.Messages.Locator(".mention")).ToHaveCountAsync(0);
        Assert.Equal(
            2,
            await tab.ComputeAsync<int>(
                "state.slack.channels[0].messages.filter(one => one.text.endsWith('Pending')).length"
            )
        );
        foreach (
            var (name, width, height, colors) in new[]
            {
                ("samples", 1400, 1800, ColorScheme.Light),
                ("samples-dark", 1400, 1800, ColorScheme.Dark),
                ("samples-phone", 390, 3600, ColorScheme.Light),
            }
        )
        {
            await tab.ShowOnAsync(width, height, colors);
            if (Environment.GetEnvironmentVariable("SANDBOX_PICTURES") is { Length: > 0 } folder)
                await tab.PictureAsync(Path.Combine(folder, name + ".png"));
        }
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Production_GoesByTheLabelOfItsNodesToThePeopleOnCall()
    {
        var tab = await OpenAsync();
        await AskForProductionAsync(tab);
        await tab.BeAsync("bob");
        await tab.ReadAsync("prod-oncall");

        await Expect(tab.Message(Reason)).ToContainTextAsync("pg-main");
        await Expect(DemoTab.Button(tab.Message(Reason), "Approve")).ToBeVisibleAsync();
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Denial_AsksWhyAndTellsEveryone()
    {
        var tab = await OpenAsync();
        await AskForProductionAsync(tab);
        await tab.BeAsync("bob");
        await tab.TypeAsync("/teleport list");
        await Expect(tab.Answers).ToContainTextAsync("prod-admin");

        await ConfirmAsync(tab, "Deny");
        await Expect(tab.Dialog).ToContainTextAsync("alice requests prod-admin");
        if (Environment.GetEnvironmentVariable("SANDBOX_PICTURES") is { Length: > 0 } folder)
            await tab.PictureAsync(Path.Combine(folder, "dialog.png"));
        await tab.Dialog.GetByRole(AriaRole.Textbox).FillAsync("not on a Sunday, please");
        await tab.Dialog.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();

        await Expect(tab.Message(Reason).First).ToContainTextAsync("not on a Sunday, please");
        await Expect(tab.Requests).ToContainTextAsync("Denied");
    }

    [NeedsFact(Needs.Chromium)]
    public async Task OpenButton_ShowsTheRequestOnTheOtherHalf()
    {
        var tab = await OpenAsync(390, 844);
        await tab.AskAsync("alice", Reason);
        await Expect(tab.Message(Reason)).ToContainTextAsync("Pending");

        await tab.PressAsync(Reason, "Open in Teleport");

        await Expect(tab.Notice).ToContainTextAsync("Slack opens https://teleport.example.com/");
        await Expect(tab.Requests).ToBeInViewportAsync();
    }

    [NeedsFact(Needs.Chromium)]
    public async Task SecondTab_WithoutReload_SeesWhatTheFirstOneDoes()
    {
        var (first, second) = (await OpenAsync(), await OpenAsync());
        await first.AskAsync("alice", Reason);
        await Expect(second.Message(Reason)).ToContainTextAsync("Pending");

        await first.PressAsync(Reason, "Approve");

        await Expect(second.Message(Reason)).ToContainTextAsync("Approved by @bob");
        await Expect(second.Requests).ToContainTextAsync("Approved");
        Assert.Equal(1, second.Loads);
    }

    /// <summary>
    /// Writes what it saw into the folder that the environment variable SANDBOX_PICTURES names, if any; the README
    /// shows one of them.
    /// </summary>
    [NeedsTheory(Needs.Chromium)]
    [InlineData("sandbox", 1400, 910, ColorScheme.Light)]
    [InlineData("sandbox-dark", 1400, 910, ColorScheme.Dark)]
    [InlineData("sandbox-phone", 390, 844, ColorScheme.Light)]
    public async Task Page_WithEveryState_FitsTheScreen(string name, int width, int height, ColorScheme colors)
    {
        var tab = await OpenAsync(width, height, colors);
        await tab.AskAsync("alice", "incident 4711: replica lag, need to look at pg_stat");
        await Expect(tab.Messages).ToHaveCountAsync(1);
        await tab.BeAsync("carol");
        await DecideAsync(tab, "rotate the certificates before Friday", "Approve", "Approved");
        await DecideAsync(tab, "just looking", "Deny", "Denied");
        await tab.BeAsync("bob");
        foreach (var state in new[] { "Pending", "Approved by @carol", "Denied by @carol" })
            await Expect(tab.Messages.Filter(new() { HasText = state })).ToHaveCountAsync(1);

        Assert.Equal(width, await tab.ComputeAsync<int>("document.documentElement.scrollWidth"));
        if (Environment.GetEnvironmentVariable("SANDBOX_PICTURES") is { Length: > 0 } folder)
            await tab.PictureAsync(Path.Combine(folder, name + ".png"));
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Home_RequestIsDecidedInItsMessage_Follows()
    {
        var tab = await OpenAsync();
        await tab.AskAsync("alice", Reason);
        await tab.BeAsync("bob");
        await Expect(tab.Message(Reason)).ToHaveCountAsync(1);
        await tab.ReadAsync("Home");
        await Expect(tab.Home).ToContainTextAsync("alice requests dba");
        await Expect(tab.Home.GetByRole(AriaRole.Link, new() { Name = "Go to the message" })).ToHaveCountAsync(1);
        await Expect(tab.Home.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);

        await tab.BeAsync("gus");
        await Expect(tab.Home).ToHaveTextAsync(
            "Access requests aren't available to your Slack account, so there is nothing to show."
        );

        await tab.BeAsync("bob");
        await tab.Home.GetByRole(AriaRole.Link, new() { Name = "Go to the message" }).ClickAsync();
        await tab.PressAsync(Reason, "Approve");
        await Expect(tab.Message(Reason)).ToContainTextAsync("Approved by");
        await tab.ReadAsync("Home");
        await Expect(tab.Home).ToContainTextAsync("No access request is waiting for you.");
    }

    /// <summary>
    /// Writes what it saw into the folder that the environment variable SANDBOX_PICTURES names, if any.
    /// </summary>
    [NeedsTheory(Needs.Chromium)]
    [InlineData("home", 1400, 910, ColorScheme.Light)]
    [InlineData("home-dark", 1400, 910, ColorScheme.Dark)]
    [InlineData("home-phone", 390, 844, ColorScheme.Light)]
    public async Task Home_WithEveryList_FitsTheScreen(string name, int width, int height, ColorScheme colors)
    {
        var tab = await OpenAsync(width, height, colors);
        await tab.AskAsync("alice", "incident 4711: replica lag");
        await tab.ToggleAsync("prod-admin");
        await tab.AskWithAsync("hostile");
        await tab.AskAsync("bob", "rotate the certificates");
        await tab.BeAsync("bob");
        await Expect(tab.Messages).ToHaveCountAsync(3);
        await tab.ReadAsync("Home");
        await Expect(tab.Home).ToContainTextAsync("Your pending requests");
        await Expect(tab.Home.GetByRole(AriaRole.Link, new() { Name = "Go to the message" })).ToHaveCountAsync(3);

        Assert.Equal(width, await tab.ComputeAsync<int>("document.documentElement.scrollWidth"));
        if (Environment.GetEnvironmentVariable("SANDBOX_PICTURES") is not { Length: > 0 } folder) return;
        await tab.ComputeAsync<object>("document.getElementById('slack').scrollIntoView()");
        await tab.PictureAsync(Path.Combine(folder, name + ".png"));
    }

    private static async Task AskForProductionAsync(DemoTab tab)
    {
        await tab.ToggleAsync("dba");
        await tab.ToggleAsync("prod-admin");
        await tab.AskAsync("alice", Reason);
    }

    /// <summary>Presses a button that asks first, and says yes.</summary>
    private static async Task ConfirmAsync(DemoTab tab, string button)
    {
        await tab.PressAsync(Reason, button);
        await Expect(tab.Dialog).ToContainTextAsync("prod-admin");
        await tab.Dialog.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
    }

    private static async Task DecideAsync(DemoTab tab, string reason, string button, string state)
    {
        await tab.AskAsync("alice", reason);
        await tab.PressAsync(reason, button);
        await Expect(tab.Message(reason)).ToContainTextAsync($"{state} by @carol");
    }

    private async Task<DemoTab> OpenAsync(int width = 1400, int height = 910, ColorScheme colors = ColorScheme.Light)
    {
        _browser ??= await chromium.OpenAsync(width, height, colors);
        var tab = await DemoTab.OpenAsync(_browser, _demo.Address);
        _tabs.Add(tab);
        return tab;
    }
}
