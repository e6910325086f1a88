using AccessSlack.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AccessSlack.Browser;

/// <summary>
/// The whole page on every screen. The tests write what they saw into the folder that the environment variable
/// SANDBOX_PICTURES names, if any; the README shows one of the pictures.
/// </summary>
public sealed class DemoPictureTests(Chromium chromium) : DemoTest(chromium)
{
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
        await ShowAsync(tab, "samples", height: 1800, phoneHeight: 3600);
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Page_WithEveryState_FitsTheScreen()
    {
        var tab = await OpenAsync();
        await tab.AskAsync("alice", "incident 4711: replica lag, need to look at pg_stat");
        await Expect(tab.Messages).ToHaveCountAsync(1);
        await tab.BeAsync("carol");
        await DecideAsync(tab, "rotate the certificates before Friday", "Approve", "Approved");
        await DecideAsync(tab, "just looking", "Deny", "Denied");
        await tab.BeAsync("bob");
        foreach (var state in new[] { "Pending", "Approved by @carol", "Denied by @carol" })
            await Expect(tab.Messages.Filter(new() { HasText = state })).ToHaveCountAsync(1);

        await ShowAsync(tab, "sandbox");
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Home_WithEveryList_FitsTheScreen()
    {
        var tab = await OpenAsync();
        await tab.AskAsync("alice", "incident 4711: replica lag");
        await tab.ToggleAsync("prod-admin");
        await tab.AskWithAsync("hostile");
        await tab.AskAsync("bob", "rotate the certificates");
        await tab.BeAsync("bob");
        await Expect(tab.Messages).ToHaveCountAsync(3);
        await tab.ReadAsync("Home");
        await Expect(tab.Home).ToContainTextAsync("Your pending requests");
        await Expect(tab.Home.GetByRole(AriaRole.Link, new() { Name = "Go to the message" })).ToHaveCountAsync(3);

        await ShowAsync(tab, "home", first: "slack");
    }

    private static async Task DecideAsync(DemoTab tab, string reason, string button, string state)
    {
        await tab.AskAsync("alice", reason);
        await tab.PressAsync(reason, button);
        await Expect(tab.Message(reason)).ToContainTextAsync($"{state} by @carol");
    }

    /// <summary>On a desk in both color schemes, and on a phone.</summary>
    /// <param name="tab">The page.</param>
    /// <param name="name">Of the pictures.</param>
    /// <param name="height">Of the desk's screen.</param>
    /// <param name="phoneHeight">Of the phone's screen.</param>
    /// <param name="first">The half of the page that a picture begins with; null for its top.</param>
    private static async Task ShowAsync(
        DemoTab tab,
        string name,
        int height = 910,
        int phoneHeight = 844,
        string? first = null
    )
    {
        foreach (
            var (suffix, width, tall, colors) in new[]
            {
                ("", 1400, height, ColorScheme.Light),
                ("-dark", 1400, height, ColorScheme.Dark),
                ("-phone", 390, phoneHeight, ColorScheme.Light),
            }
        )
        {
            await tab.ShowOnAsync(width, tall, colors);
            if (Pictures is not { } folder) continue;
            await tab.ComputeAsync<object>(
                first is null ? "scrollTo(0, 0)" : $"document.getElementById('{first}').scrollIntoView()"
            );
            await tab.PictureAsync(Path.Combine(folder, name + suffix + ".png"));
        }
    }
}
