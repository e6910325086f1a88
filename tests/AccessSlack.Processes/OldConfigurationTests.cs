using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>
/// An operator of the Go plugin points this program at the old file. Only addresses and paths differ from it.
/// </summary>
public class OldConfigurationTests
{
    [Theory]
    [InlineData(OldConfigurations.Of2020)]
    [InlineData(OldConfigurations.OfFirstYear)]
    [InlineData(OldConfigurations.OfFirstMonths)]
    public async Task Start_FileOf2020_ServesHttpsAndPostsButtons(string file)
    {
        await using var site = await SiteOf(file);
        await using var daemon = site.StartDaemon();

        var message = await site.AnnouncedAsync(site.Teleport.CreateRequest(new NewAccessRequest("alice", "dba")));
        Assert.True(HasButtons(message));
        var endpoint = (await daemon.LineAsync("Starting secure HTTPS server on ")).Split("server on ")[1];
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate?.Subject == "CN=127.0.0.1";
        using var client = new HttpClient(handler);
        using var unsigned = await client
            .PostAsync(new Uri("https://" + endpoint), content: null)
            .WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(401, (int)unsigned.StatusCode);
    }

    [Fact]
    public async Task Start_FileOf2021_OnlyTells()
    {
        await using var site = await SiteOf(OldConfigurations.Of2021);
        await using var daemon = site.StartDaemon();

        Assert.False(
            HasButtons(await site.AnnouncedAsync(site.Teleport.CreateRequest(new NewAccessRequest("alice", "dba"))))
        );
    }

    [Fact]
    public async Task Start_FileOf2023_OnlyTellsAndNeedsNoCertificate()
    {
        await using var site = await SiteOf(OldConfigurations.Of2023);
        await using var daemon = site.StartDaemon();

        var message = await site.AnnouncedAsync(site.Teleport.CreateRequest(new NewAccessRequest("alice", "dba2")));
        Assert.False(HasButtons(message));
        await daemon.LineAsync("No listener for clicks");
        await daemon.LineAsync("NO SIGNING SECRET");
    }

    [Fact]
    public async Task Start_FileOf2026_TakesClicksOverSocketMode()
    {
        var slack = new SlackSimulatorOptions { AppToken = SlackSimulatorOptions.SampleAppToken };
        await using var site = await SiteOf(OldConfigurations.Of2026, slack);
        File.WriteAllText(site.File("app_token"), slack.AppToken + "\n");
        await using var daemon = site.StartDaemon();

        var message = await site.AnnouncedAsync(site.Teleport.CreateRequest(new NewAccessRequest("alice", "dba2")));
        Assert.True(HasButtons(message));
        await daemon.LineAsync("with via = \"person\" no click can decide"); // 18.2, where [review] is enabled
        await daemon.LineAsync("Connected to Slack over Socket Mode");
    }

    private static async Task<Site> SiteOf(string toml, SlackSimulatorOptions? slack = null)
    {
        var site = await Site.CreateAsync(slack);
        site.Certificates.WriteIdentity(site.File("auth_id"), site.Certificates.IssueClient(Site.User));
        File.WriteAllText(site.File("token"), site.Slack.Options.BotToken + "\n");
        using var authority = new ListenerAuthority();
        authority.Write(site.File("server.crt"), site.File("server.key"));
        site.Toml = toml.Replace(
                "/var/lib/teleport/plugins/slack",
                Path.GetDirectoryName(site.File("token"))!,
                StringComparison.Ordinal
            )
            .Replace("auth.example.com:3025", site.Teleport.Address, StringComparison.Ordinal)
            .Replace("https://slack.com/api/", site.Slack.ApiUrl.ToString(), StringComparison.Ordinal)
            .Replace("\":8081\"", "\"127.0.0.1:0\"", StringComparison.Ordinal);
        return site;
    }

    private static bool HasButtons(SlackMessage message) =>
        message.Blocks.ToJsonString().Contains("approve_request", StringComparison.Ordinal);
}
