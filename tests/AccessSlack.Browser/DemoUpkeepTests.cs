using AccessSlack.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AccessSlack.Browser;

/// <summary>
/// What takes time: expiry, restarts, Slack's problems, and the Home tab, which is updated at a pace.
/// </summary>
public sealed class DemoUpkeepTests(Chromium chromium) : DemoTest(chromium)
{
    /// <summary>
    /// Milliseconds until the daemon has surely asked Slack again, however long a slow machine let it fail.
    /// </summary>
    private const float LongestBackoff = 90_000;

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
}
