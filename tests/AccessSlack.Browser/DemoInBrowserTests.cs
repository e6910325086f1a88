using AccessSlack.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AccessSlack.Browser;

/// <summary>What a newcomer does on the demo's page in the first minute.</summary>
public sealed class DemoInBrowserTests(Chromium chromium) : DemoTest(chromium)
{
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
        if (Pictures is { } folder) await tab.PictureAsync(Path.Combine(folder, "dialog.png"));
        await tab.Dialog.GetByRole(AriaRole.Textbox).FillAsync("not on a Sunday, please");
        await tab.Dialog.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();

        await Expect(tab.Message(Reason).First).ToContainTextAsync("not on a Sunday, please");
        await Expect(tab.Requests).ToContainTextAsync("Denied");
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
}
