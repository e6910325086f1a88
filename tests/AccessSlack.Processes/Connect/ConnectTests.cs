using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using System.Web;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes.Connect;

/// <summary><c>connect</c> as a process, up to the token in its file.</summary>
[SupportedOSPlatform("linux")]
public class ConnectTests
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task Connect_Allowed_WritesTheTokenAndNamesTheWorkspace()
    {
        await using var site = await ConnectSite.CreateAsync();
        var run = await site.ConnectAsync();

        var location = await site.Browser.DecideAsync(run.Address);
        var (status, headers, page) = await site.Browser.ComeBackAsync(location, run.Listener);

        Assert.Equal((200, 0), (status, await run.Process.ExitAsync()));
        Assert.Contains("Sandbox (T0SANDBOX)", page, StringComparison.Ordinal);
        Assert.Contains("Cache-Control: no-store", headers, StringComparison.Ordinal);
        Assert.Contains("Referrer-Policy: no-referrer", headers, StringComparison.Ordinal);
        Assert.Equal(site.Slack.Options.BotToken + "\n", await File.ReadAllTextAsync(site.TokenFile));
        Assert.Equal(OwnersOnly, File.GetUnixFileMode(site.TokenFile));
        Assert.Contains(run.Process.Output, line => line.Contains("Sandbox (T0SANDBOX)", StringComparison.Ordinal));
        Assert.Empty(run.Process.Errors);
        site.Site.AssertNothingSecret(page);
        await Assert.ThrowsAsync<HttpRequestException>(() => site.Browser.ComeBackAsync(location, run.Listener));
    }

    [Fact]
    public async Task Connect_Address_AsksForExactlyTheScopesOfTheManifest()
    {
        await using var site = await ConnectSite.CreateAsync();
        site.Site.Replace("recipients =", "team = 'T0SANDBOX'\nrecipients =");
        var run = await site.ConnectAsync();
        var query = HttpUtility.ParseQueryString(run.Address.Query);
        var (_, json, _) = await DaemonProcess.RunAsync(
            "manifest",
            "-c",
            site.Site.File("config.toml"),
            "--format",
            "json"
        );
        var oauth = JsonNode.Parse(json)!["oauth_config"]!;

        Assert.Equal(
            oauth["scopes"]!["bot"]!.AsArray().Select(scope => (string)scope!),
            query["scope"]!.Split(',')
        );
        Assert.Equal((string)oauth["redirect_urls"]![0]!, query["redirect_uri"]);
        Assert.Equal((site.Slack.State.OAuth.ClientId, "T0SANDBOX"), (query["client_id"], query["team"]));
        Assert.Matches("^[0-9a-f]{64}$", query["state"]);
        Assert.Equal(new Uri(site.Slack.ApiUrl, "/oauth/v2/authorize"), new(run.Address.GetLeftPart(UriPartial.Path)));
    }

    /// <summary>Anyone can call the address; only the state says that a call is ours.</summary>
    [Fact]
    public async Task Connect_WrongMissingOrRepeatedState_IsRefusedAndTheWaitGoesOn()
    {
        await using var site = await ConnectSite.CreateAsync();
        var run = await site.ConnectAsync();
        var location = await site.Browser.DecideAsync(run.Address);
        var query = HttpUtility.ParseQueryString(location.Query);

        foreach (
            var wrong in new[]
            {
                $"?code={query["code"]}&state={new string('0', 64)}",
                $"?code={query["code"]}",
                $"?code={query["code"]}&state=",
                $"{location.Query}&state={query["state"]}",
                $"{location.Query}&code=other",
                $"?state={query["state"]}",
                $"?error=access_denied&state={new string('f', 64)}",
            }
        )
        {
            var (status, _, page) = await site.Browser.ComeBackAsync(new(ConnectSite.Callback + wrong), run.Listener);
            Assert.Equal(400, status);
            Assert.Contains("Not from this run", page, StringComparison.Ordinal);
        }

        Assert.Equal(200, (await site.Browser.ComeBackAsync(location, run.Listener)).Status);
        Assert.Equal(0, await run.Process.ExitAsync());
        Assert.Contains("does not belong to this run", Assert.Single(run.Process.Errors));
    }

    [Fact]
    public async Task Connect_EveryOtherPathAndVerb_IsNotThere()
    {
        await using var site = await ConnectSite.CreateAsync();
        var run = await site.ConnectAsync();
        var location = await site.Browser.DecideAsync(run.Address);

        foreach (var path in new[] { "/", "/slack/commands", "/slack/interactions", "/slack/oauth/callback/", "/x" })
            Assert.Equal(404, (await site.Browser.ComeBackAsync(new(location, path), run.Listener)).Status);
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Head, HttpMethod.Options })
            Assert.Equal(405, (await site.Browser.ComeBackAsync(location, run.Listener, method)).Status);

        Assert.Equal(200, (await site.Browser.ComeBackAsync(location, run.Listener)).Status);
        Assert.Equal(0, await run.Process.ExitAsync());
    }

    [Fact]
    public async Task Connect_FileThatExists_KeepsItsModeAndItsLink()
    {
        const UnixFileMode Mode = OwnersOnly | UnixFileMode.GroupRead;
        await using var site = await ConnectSite.CreateAsync();
        var target = site.Site.File("kept");
        await File.WriteAllTextAsync(target, "xoxb-old\n");
        File.SetUnixFileMode(target, Mode);
        File.CreateSymbolicLink(site.TokenFile, target);
        var run = await site.ConnectAsync();

        await site.Browser.ComeBackAsync(await site.Browser.DecideAsync(run.Address), run.Listener);

        Assert.Equal(0, await run.Process.ExitAsync());
        Assert.Equal(target, File.ResolveLinkTarget(site.TokenFile, returnFinalTarget: true)!.FullName);
        Assert.Equal(site.Slack.Options.BotToken + "\n", await File.ReadAllTextAsync(target));
        Assert.Equal(Mode, File.GetUnixFileMode(target));
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task Connect_Stopped_WritesNothing(PosixSignal signal)
    {
        await using var site = await ConnectSite.CreateAsync();
        var run = await site.ConnectAsync();

        await run.Process.SignalAsync(signal);

        Assert.Contains("Stopped", await site.NothingWrittenAsync(run, 1), StringComparison.Ordinal);
    }
}
