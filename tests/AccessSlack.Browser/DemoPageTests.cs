using AccessSlack.Testing;
using static Microsoft.Playwright.Assertions;

namespace AccessSlack.Browser;

/// <summary>What the page itself does: its switches, its links, and several of it at once.</summary>
public sealed class DemoPageTests(Chromium chromium) : DemoTest(chromium)
{
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
}
