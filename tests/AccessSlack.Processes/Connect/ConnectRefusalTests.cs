using AccessSlack.Sandbox.Slack;

namespace AccessSlack.Processes.Connect;

/// <summary>What must not end with a token: each is told with its remedy, and nothing is written.</summary>
public class ConnectRefusalTests
{
    [Fact]
    public async Task Connect_Declined_Exits1()
    {
        await using var site = await ConnectSite.CreateAsync();
        var run = await site.ConnectAsync();

        var location = await site.Browser.DecideAsync(run.Address, "cancel");
        var (status, _, page) = await site.Browser.ComeBackAsync(location, run.Listener);

        Assert.Equal(400, status);
        Assert.Contains("Declined", page, StringComparison.Ordinal);
        Assert.Contains("press Allow", await site.NothingWrittenAsync(run, 1), StringComparison.Ordinal);
    }

    /// <summary>The second call comes while Slack still exchanges the code of the first.</summary>
    [Fact]
    public async Task Connect_StateUsedTwice_Exits1()
    {
        await using var site = await ConnectSite.CreateAsync();
        var hold = site.Slack.HoldNext("oauth.v2.access", afterEffect: true);
        var run = await site.ConnectAsync();
        var location = await site.Browser.DecideAsync(run.Address);
        var first = site.Browser.ComeBackAsync(location, run.Listener);
        await site.Slack.WaitUntilAsync(slack => slack.CountOf("oauth.v2.access") == 1);

        var second = await site.Browser.ComeBackAsync(location, run.Listener);

        Assert.Equal((400, 400), (second.Status, (await first).Status));
        Assert.Contains("Used twice", (await first).Page, StringComparison.Ordinal);
        Assert.Contains("Used twice", await site.NothingWrittenAsync(run, 1), StringComparison.Ordinal);
        hold.Release();
    }

    /// <summary>The browser is signed in to another workspace, which Slack then takes.</summary>
    [Fact]
    public async Task Connect_AnotherWorkspace_Exits1()
    {
        await using var site = await ConnectSite.CreateAsync();
        site.Slack.State.OAuth = site.Slack.State.OAuth with { IgnoresTeam = true };
        site.Site.Replace("recipients =", "team = 'T0OTHER'\nrecipients =");

        var (words, page) = await RefusedAsync(site, 1);

        Assert.Contains("Sandbox (T0SANDBOX), but team under [slack] is T0OTHER", words, StringComparison.Ordinal);
        Assert.Contains("Another workspace", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_AnotherApp_Exits1()
    {
        await using var site = await ConnectSite.CreateAsync();
        site.Site.Replace("recipients =", "app_token = 'xapp-1-A0OTHER-1-0'\nrecipients =");

        var (words, _) = await RefusedAsync(site, 1);

        Assert.Contains("A0TELEPORT was installed, but app_token belongs to the app A0OTHER", words);
    }

    [Fact]
    public async Task Connect_WholeOrganization_Exits1()
    {
        await using var site = await ConnectSite.CreateAsync(new() { EnterpriseId = "E0ORG", OrgWideInstall = true });

        var (words, _) = await RefusedAsync(site, 1);

        Assert.Contains("for a whole organization", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Token rotation is on", true, false, "")]
    [InlineData("No bot token", false, true, "")]
    [InlineData("did not grant chat:write, users:read", false, false, "chat:write users:read")]
    public async Task Connect_TokenOfNoUse_Exits77(string told, bool rotates, bool onlyUser, string declined)
    {
        await using var site = await ConnectSite.CreateAsync();
        site.Slack.State.OAuth = site.Slack.State.OAuth with
        {
            RotatesTokens = rotates,
            HasOnlyUserScopes = onlyUser,
            Declined = [.. declined.Split(' ')],
        };

        var (words, _) = await RefusedAsync(site, 77);

        Assert.Contains(told, words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("invalid_code", "Run connect again")]
    [InlineData("bad_redirect_uri", "does not name the redirect URL https://slack.example.com/slack/oauth/callback")]
    [InlineData("bad_client_secret", "Copy the Client Secret")]
    [InlineData("code_already_used", "Run connect again")]
    [InlineData("something_new", "paste the token (docs")]
    public async Task Connect_SlackRefusesTheCode_Exits77(string code, string remedy)
    {
        await using var site = await ConnectSite.CreateAsync();
        site.Slack.FailNext("oauth.v2.access", SlackFault.Error(code));

        var (words, page) = await RefusedAsync(site, 77);

        Assert.Contains(code, words, StringComparison.Ordinal);
        Assert.Contains(remedy, words, StringComparison.Ordinal);
        Assert.Contains("Slack refused the installation", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_WrongClientSecret_Exits77()
    {
        await using var site = await ConnectSite.CreateAsync();
        site.Site.Replace(site.Slack.State.OAuth.ClientSecret, "ffffffffffffffffffffffffffffffff");

        var (words, _) = await RefusedAsync(site, 77);

        Assert.Contains("bad_client_secret", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_SlackDoesNotAnswer_Exits69()
    {
        await using var site = await ConnectSite.CreateAsync();
        site.Slack.FailNext("oauth.v2.access", SlackFault.Html());

        var (words, page) = await RefusedAsync(site, 69);

        Assert.Contains("Slack did not answer", page, StringComparison.Ordinal);
        Assert.Contains("run connect again", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none/token", "There is no folder")]
    [InlineData(".", "It is not a file")]
    [InlineData("/dev/null", "It is not a file")]
    [InlineData("/proc/token", "cannot be written")]
    public async Task Connect_FileThatCannotBeWritten_Exits77BeforeTheAddressIsPrinted(string path, string told)
    {
        await using var site = await ConnectSite.CreateAsync();
        site.Site.Replace(site.TokenFile, path[0] == '/' ? path : Path.GetDirectoryName(site.TokenFile) + "/" + path);

        var (code, words) = await site.RefusalAsync();

        Assert.Equal(77, code);
        Assert.Contains(told, words, StringComparison.Ordinal);
    }

    /// <summary>What was possible at the start may not be ten minutes later.</summary>
    [Fact]
    public async Task Connect_FolderGoneMeanwhile_Exits77()
    {
        await using var site = await ConnectSite.CreateAsync();
        var folder = Directory.CreateDirectory(site.Site.File("tokens"));
        site.Site.Replace(site.TokenFile, Path.Combine(folder.FullName, "token"));
        var run = await site.ConnectAsync();
        var location = await site.Browser.DecideAsync(run.Address);
        folder.Delete();

        var (status, _, page) = await site.Browser.ComeBackAsync(location, run.Listener);

        Assert.Equal(400, status);
        Assert.Contains("The token was not written", page, StringComparison.Ordinal);
        Assert.Contains("run connect again", await site.NothingWrittenAsync(run, 77), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_WhileAnotherRuns_Exits69()
    {
        await using var site = await ConnectSite.CreateAsync();
        var first = await site.ConnectAsync();
        site.Site.Replace("127.0.0.1:0", first.Listener.Authority);

        var (code, words) = await site.RefusalAsync();

        Assert.Equal(69, code);
        Assert.Contains("another connect is running", words, StringComparison.Ordinal);
        await site.Browser.ComeBackAsync(await site.Browser.DecideAsync(first.Address), first.Listener);
        Assert.Equal(0, await first.Process.ExitAsync());
    }

    /// <summary>Over HTTP, the daemon holds the address that Slack sends the browser to.</summary>
    [Fact]
    public async Task Connect_WhileTheDaemonListens_Exits69()
    {
        await using var site = await ConnectSite.CreateAsync();
        await File.WriteAllTextAsync(site.TokenFile, site.Slack.Options.BotToken);
        await using var daemon = site.Site.StartDaemon();
        var listening = await daemon.LineAsync("Starting insecure HTTP server on ");
        site.Site.Replace("127.0.0.1:0", listening.Split("server on ")[1].Split(' ')[0]);

        var (code, words) = await site.RefusalAsync();

        Assert.Equal(69, code);
        Assert.Contains("systemctl stop teleport-slack", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, "paste the token", "public_addr = \"https://slack.example.com\"", "")]
    [InlineData(64, "only to https", "https://slack.example.com", "http://slack.example.com")]
    [InlineData(78, "slack.client_id: It is not set", "client_id", "# client_id")]
    [InlineData(78, "slack.client_secret: It is not set", "client_secret", "# client_secret")]
    [InlineData(78, "The listener has no certificate", "insecure = true", "")]
    [InlineData(78, "slack.token: The token that connect gets", "token = \"/", "token = \"env:TOKEN\" # \"/")]
    public async Task Connect_ConfigurationLacksSomething_IsTold(int exitCode, string told, string old, string now)
    {
        await using var site = await ConnectSite.CreateAsync();
        site.Site.Replace(old, now);

        var (code, words) = await site.RefusalAsync();

        Assert.Equal(exitCode, code);
        Assert.Contains(told, words, StringComparison.Ordinal);
    }

    private static async Task<(string Words, string Page)> RefusedAsync(ConnectSite site, int exitCode)
    {
        var run = await site.ConnectAsync();
        var location = await site.Browser.DecideAsync(run.Address);
        var (status, _, page) = await site.Browser.ComeBackAsync(location, run.Listener);
        Assert.Equal(400, status);
        site.Site.AssertNothingSecret(page);
        return (await site.NothingWrittenAsync(run, exitCode), page);
    }
}
