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
    [Fact]
    public async Task Start_FileOf2020_ServesHttpsAndPostsButtons()
    {
        await using var site = await SiteOf(OldConfigurations.Of2020);
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
    public async Task Start_FileOf2023_IsRefusedWithTheLinesItLacksAndStartsWithThem()
    {
        await using var site = await SiteOf(OldConfigurations.Of2023);
        var (code, words) = await site.RefusalAsync();
        Assert.Equal(78, code);
        Assert.Equal(
            $"{site.File("config.toml")}: http.https_key_file: The listener has no certificate. Set https_key_file " +
            "and https_cert_file, "
                + "or insecure = true if a proxy in front terminates TLS. Add the section [http], which this file " +
                    "does not have.",
            words
        );

        site.Toml += OldConfigurations.Missing2023 + "listen_addr = \"127.0.0.1:0\"\n";
        await using var daemon = site.StartDaemon();
        var message = await site.AnnouncedAsync(site.Teleport.CreateRequest(new NewAccessRequest("alice", "dba")));
        Assert.False(HasButtons(message)); // without a signing secret no click can be verified
        await daemon.LineAsync("Starting insecure HTTP server on ");
    }

    private static async Task<Site> SiteOf(string toml)
    {
        var site = await Site.CreateAsync();
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
