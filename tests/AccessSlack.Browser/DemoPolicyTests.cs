using AccessSlack.Testing;
using static Microsoft.Playwright.Assertions;

namespace AccessSlack.Browser;

/// <summary>The rules of the demo, as the page lets people see and bend them.</summary>
public sealed class DemoPolicyTests(Chromium chromium) : DemoTest(chromium)
{
    [NeedsFact(Needs.Chromium)]
    public async Task Partial_OneRoleApprovedAndOneDenied_GrantsThatOne()
    {
        var tab = await OpenAsync();
        foreach (var role in new[] { "dba", "k8s-view", "k8s-admin" }) await tab.ToggleAsync(role);
        await tab.AskAsync("alice", Reason);
        await Expect(tab.Message(Reason)).ToContainTextAsync("k8s-admin can read every secret of the cluster.");

        await tab.PressAsync(Reason, "Approve");
        if (Pictures is { } folder) await tab.PictureAsync(Path.Combine(folder, "partial.png"));
        await Expect(tab.Menu("k8s-view")).ToHaveValueAsync("open");
        await tab.Menu("k8s-view").SelectOptionAsync("Approve");
        await tab.SubmitAsync();
        await Expect(tab.Message(Reason)).ToContainTextAsync("Nothing is granted until every role is settled.");

        await tab.PressAsync(Reason, "Approve");
        await tab.Menu("k8s-admin").SelectOptionAsync("Deny");
        await tab.SubmitAsync();

        await Expect(tab.Message(Reason)).ToContainTextAsync("for k8s-view; not granted: k8s-admin");
        await Expect(tab.Requests).ToContainTextAsync("alice requests k8s-view");
        await Expect(tab.Requests).ToContainTextAsync("Approved");
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Automatic_InsideItsWindow_IsDecidedWithoutAClick()
    {
        var tab = await OpenAsync();
        foreach (var role in new[] { "dba", "logs" }) await tab.ToggleAsync(role);
        await tab.AskAsync("alice", Reason);

        await Expect(tab.Message(Reason)).ToContainTextAsync("Approved by rule logs");
        await Expect(tab.Requests).ToContainTextAsync("Approved");
        await Expect(tab.Audit.First).ToContainTextAsync("slack:rule:logs");
    }

    [NeedsFact(Needs.Chromium)]
    public async Task Explain_PanelBesideARequest_SaysWhoMayDecide()
    {
        var tab = await OpenAsync();
        await tab.ToggleAsync("dba");
        await tab.ToggleAsync("prod-admin");
        await tab.AskAsync("alice", Reason);
        await tab.ExplainAsync();
        await Expect(tab.Explanation).ToContainTextAsync("production");
        await Expect(tab.Explanation).ToContainTextAsync("bob");
        if (Pictures is { } folder) await tab.PictureAsync(Path.Combine(folder, "explain.png"));
    }

    [NeedsFact(Needs.Chromium)]
    public async Task TimeLapse_EscalatesAndEndsTheAccess()
    {
        var tab = await OpenAsync();
        await tab.AskAsync("alice", Reason);
        await Expect(tab.Message(Reason)).ToContainTextAsync("Pending");

        await tab.DoAsync("an hour passes");
        await Expect(tab.Message(Reason)).ToContainTextAsync("Escalated to 1 person after 1 h");
        await tab.BeAsync("dave");
        await tab.ReadAsync("teleport");
        await tab.PressAsync(Reason, "Approve");
        await Expect(tab.Message(Reason)).ToContainTextAsync("Approved by @dave");

        await tab.DoAsync("access ends in a minute");
        await tab.BeAsync("alice");
        await tab.ReadAsync("teleport");
        await Expect(tab.Messages.Last).ToContainTextAsync("ends");
    }
}
