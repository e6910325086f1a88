using System.Runtime.InteropServices;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Processes;

/// <summary>The main job by the program itself, and what it leaves in its log.</summary>
public class MainJobProcessTests
{
    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Approve_WithDebugLog_IsDecidedAndTheLogHoldsNothingSecret(string format)
    {
        const string reason = "the payroll of incident 4711";
        await using var site = await Site.CreateAsync();
        site.Toml += $"[log]\nformat = \"{format}\"\n";
        await using var daemon = site.StartDaemon("--debug");
        var door = new Uri("http://" + (await daemon.LineAsync("HTTP server on ")).Split("server on ")[1].Split('"')[0]);

        var id = site.Teleport.CreateRequest(new NewAccessRequest("alice", "dba") { Reason = reason });
        var message = await site.AnnouncedAsync(id);
        await site.Slack.ClickAsync(site.Bob.Id, message.Channel, message.Ts, "approve_request", door);
        await site.ShowsAsync(id, "Approved by bob@example.com");
        await daemon.SignalAsync(PosixSignal.SIGTERM);

        Assert.Equal(0, await daemon.ExitAsync());
        Assert.Equal("Approved", site.StateOf(id));
        var log = string.Join('\n', daemon.Errors);
        Assert.Contains("DEBUG", log, StringComparison.Ordinal);
        Assert.Contains(id, log, StringComparison.Ordinal);
        Assert.Contains("bob@example.com", log, StringComparison.Ordinal);
        site.AssertNothingSecret(log);
        Assert.DoesNotContain(reason, log, StringComparison.Ordinal);
        Assert.DoesNotContain("/actions/", log, StringComparison.Ordinal); // of every response_url
        Assert.DoesNotContain("hooks.slack", log, StringComparison.Ordinal);
    }
}
