using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Service;

/// <summary>SIGHUP, and files that are renewed while the daemon runs (docs/design/flow.md, "Reload").</summary>
public class ReloadTests
{
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Reload_OtherRecipients_OpenRequestsAreToldThereToo()
    {
        await using var world = await World.StartAsync();
        var (id, first) = await world.RequestAsync();
        var second = world.Slack.AddChannel("second", world.Bob);

        world.Daemon.Reload(
            world.Toml().Replace("\"*\" = \"access\"", "\"*\" = [\"access\", \"second\"]", StringComparison.Ordinal)
        );

        var messages = await world.AnnouncedAsync(id, count: 2);
        Assert.Equal([first.Channel, second.Id], messages.Select(message => message.Channel).Order());
    }

    [Fact]
    public async Task Reload_RecipientTakenAway_ItsMessageLosesTheButtonsAndAClickIsRefused()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        world.Slack.AddChannel("second", world.Bob);

        world.Daemon.Reload(world.Toml().Replace("\"*\" = \"access\"", "\"*\" = \"second\"", StringComparison.Ordinal));
        await world.AnnouncedAsync(id, count: 2);
        await world.ClickAsync(
            world.Bob,
            message,
            World.Open,
            new SlackForgery { ActionId = World.Approve, Value = id }
        ); // as a screen that is not up to date
        await world.IdleAsync();

        Assert.Equal("Pending", world.StateOf(id));
        Assert.Single(world.EphemeralsTo(world.Bob));
        Assert.DoesNotContain(
            World.Approve,
            world.MessagesOf(id).Single(shown => shown.Channel == message.Channel).Blocks!.ToJsonString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Reload_PolicyChanges_NextClickIsJudgedByIt()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Alice, message, World.Approve);
        await world.IdleAsync();
        Assert.Equal("Pending", world.StateOf(id));

        world.Daemon.Reload(world.Toml() + "\n[approvals]\nallow_self = true\n");
        await world.Daemon.LoggedAsync("Configuration reloaded");
        await world.ClickAsync(world.Alice, message, World.Approve);

        await world.ShowsAsync(id, "Approved by alice@example.com");
    }

    [Fact]
    public async Task Reload_DestinationThatFailed_IsTriedAtOnce()
    {
        await using var world = await World.StartAsync(
            new() { More = "[role_to_recipients]\n\"*\" = [\"access\", \"later\"]" }
        );
        var (id, _) = await world.RequestAsync();
        world.Slack.AddChannel("later", world.Bob);

        world.Daemon.Reload(world.Toml());

        await world.AnnouncedAsync(id, count: 2);
    }

    [Fact]
    public async Task Reload_NewSigningSecret_OldSignaturesAreRefused()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();

        world.Daemon.Reload(
            world
                .Toml()
                .Replace(
                    world.Slack.Options.SigningSecret,
                    "ffeeddccbbaa99887766554433221100",
                    StringComparison.Ordinal
                )
        );
        await world.Daemon.LoggedAsync("Configuration reloaded");

        Assert.Equal(401, (await world.ClickAsync(world.Bob, message, World.Approve)).Status);
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Fact]
    public async Task Reload_SecretsOfBothSides_AnEarlierDecisionStaysGenuine()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        world.Teleport.FailNext("SetAccessRequestState", Sandbox.Teleport.GrpcCode.Unavailable);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();
        Assert.Equal("Pending", world.StateOf(id));

        world.Daemon.Reload(
            world
                .Toml()
                .Replace(
                    $"secret = \"{world.Slack.Options.SigningSecret}\"",
                    $"secret = [\"ffeeddccbbaa99887766554433221100\", \"{world.Slack.Options.SigningSecret}\"]",
                    StringComparison.Ordinal
                )
        );
        await world.Daemon.LoggedAsync("Configuration reloaded");
        await world.PassAsync(TimeSpan.FromMinutes(1));

        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Reload_TokenThatSlackRefuses_KeepsTheOld()
    {
        await using var world = await World.StartAsync();

        world.Daemon.Reload(
            world.Toml().Replace(world.Slack.Options.BotToken, "xoxb-9-9-wrong", StringComparison.Ordinal)
        );
        await world.Daemon.LoggedAsync("Slack refuses the new token (invalid_auth)");
        await world.Daemon.LoggedAsync("The previous configuration stays in effect");

        Assert.True(world.Daemon.Readiness.IsReady);
        await world.RequestAsync();
    }

    [Fact]
    public async Task Reload_TokenRevokedAndReplaced_WorksAgain()
    {
        await using var world = await World.StartAsync();
        var old = world.Slack.Options.BotToken;
        world.Slack.Options = world.Slack.Options with { BotToken = "xoxb-3333-4444-renewed" };
        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.Daemon.LoggedAsync("invalid_auth");
        await world.Daemon.WhenIdleAsync(); // readiness changes after the line
        Assert.False(world.Daemon.Readiness.IsReady);

        world.Daemon.Reload(world.Toml());

        await world.AnnouncedAsync(id);
        Assert.True(world.Daemon.Readiness.IsReady);
        Assert.NotEqual(old, world.Slack.Options.BotToken);
    }

    [Fact]
    public async Task Reload_BoundOnce_NeedsRestartAndSaysSoEachTime()
    {
        await using var world = await World.StartAsync();
        var endpoint = world.Daemon.Endpoint;
        var toml = world
            .Toml()
            .Replace("listen_addr = \"127.0.0.1:0\"", "listen_addr = \"127.0.0.1:1\"", StringComparison.Ordinal)
            .Replace($"addr = \"{world.Teleport.Address}\"", "addr = \"127.0.0.1:2\"", StringComparison.Ordinal);

        world.Daemon.Reload(toml);
        await world.Daemon.LoggedAsync("addr has changed; restart the daemon");
        await world.Daemon.LoggedAsync("listen_addr has changed; restart the daemon");
        world.Daemon.Reload(toml);
        await world.Daemon.LoggedAsync("listen_addr has changed; restart the daemon", count: 2);

        Assert.Equal(endpoint, world.Daemon.Endpoint);
        await world.RequestAsync();
    }

    [Fact]
    public async Task Reload_CertificateThatDoesNotFit_ChangesNothingAtAll()
    {
        await using var world = await World.StartAsync();
        world.Slack.AddChannel("second", world.Bob);
        await File.WriteAllTextAsync(
            world.File("auth.crt"),
            world.Teleport.Certificates.IssueClient("access-slack").ExportCertificatePem()
        );

        world.Daemon.Reload(world.Toml().Replace("\"*\" = \"access\"", "\"*\" = \"second\"", StringComparison.Ordinal));
        await world.Daemon.LoggedAsync("auth.crt");
        await world.Daemon.LoggedAsync("The previous configuration stays in effect");

        var (_, message) = await world.RequestAsync();
        Assert.Equal(world.Channel.Id, message.Channel);
    }

    [Fact]
    public async Task Files_CertificateRenewed_TheWatchMovesWithoutAReload()
    {
        await using var world = await World.StartAsync();
        world.Teleport.Certificates.WriteFiles(
            Path.GetDirectoryName(world.File("auth"))!,
            "auth",
            world.Teleport.Certificates.IssueClient("access-slack")
        );

        world.Time.Advance(NextLook);
        await world.Daemon.LoggedAsync("Renewed credentials or secrets");
        await world.Daemon.LoggedAsync("Watcher connected", count: 2); // without any pause

        await world.RequestAsync();
    }

    [Fact]
    public async Task Files_Unchanged_NothingIsReadAgain()
    {
        await using var world = await World.StartAsync();

        await world.PassAsync(NextLook);
        world.Daemon.Reload(world.Toml());
        await world.Daemon.LoggedAsync("Configuration reloaded");

        await world.RequestAsync(); // by the same watch: with the clock standing still no other one begins
        Assert.Equal(0, world.Daemon.CountInLog("Renewed credentials or secrets"));
        Assert.Equal(1, world.Daemon.CountInLog("Watcher connected"));
    }

    [Fact]
    public async Task Files_RenewedOneByOne_AreTakenOnceTheyFitAndComplainedOfOnce()
    {
        await using var world = await World.StartAsync();
        var key = await File.ReadAllTextAsync(world.File("auth.key"));
        world.Teleport.Certificates.WriteFiles(
            Path.GetDirectoryName(world.File("auth"))!,
            "auth",
            world.Teleport.Certificates.IssueClient("access-slack")
        );
        var newKey = await File.ReadAllTextAsync(world.File("auth.key"));
        await File.WriteAllTextAsync(world.File("auth.key"), key);

        world.Time.Advance(NextLook);
        await world.Daemon.LoggedAsync("The previous configuration stays in effect");
        world.Time.Advance(NextLook);
        await File.WriteAllTextAsync(world.File("new.key"), newKey);
        // At once: the look before may still be reading
        File.Move(world.File("new.key"), world.File("auth.key"), overwrite: true);
        world.Time.Advance(NextLook);

        await world.Daemon.LoggedAsync("Renewed credentials or secrets");
        Assert.Equal(1, world.Daemon.CountInLog("The previous configuration stays in effect"));
    }

    [Theory]
    [InlineData("in place")]
    [InlineData("renamed")]
    [InlineData("link")]
    public async Task Files_TokenReplaced_IsUsedWhateverTheWay(string way)
    {
        await using var world = await World.PrepareAsync();
        var file = world.File("token");
        await File.WriteAllTextAsync(world.File("token-1"), world.Slack.Options.BotToken);
        if (way == "link") File.CreateSymbolicLink(file, world.File("token-1"));
        else File.Copy(world.File("token-1"), file);
        var replica = world.CreateReplica(toml =>
            toml.Replace($"token = \"{world.Slack.Options.BotToken}\"", $"token = \"{file}\"", StringComparison.Ordinal)
        );
        await replica.StartAsync();
        world.Slack.Options = world.Slack.Options with { BotToken = "xoxb-5555-6666-renewed" };

        await File.WriteAllTextAsync(way == "in place" ? file : world.File("token-2"), world.Slack.Options.BotToken);
        if (way == "renamed") File.Move(world.File("token-2"), file, overwrite: true);
        if (way == "link")
        {
            File.CreateSymbolicLink(world.File("token-next"), world.File("token-2"));
            File.Move(world.File("token-next"), file, overwrite: true);
        }

        world.Time.Advance(NextLook);
        await world.Daemon.LoggedAsync("Renewed credentials or secrets");
        await world.RequestAsync();
    }

    [Fact]
    public async Task Files_ConfigurationHalfEdited_IsNotTakenWhenASecretIsRenewed()
    {
        await using var world = await World.PrepareAsync();
        await File.WriteAllTextAsync(world.File("token"), world.Slack.Options.BotToken);
        string WithFile(string toml) =>
            toml.Replace(
                $"token = \"{world.Slack.Options.BotToken}\"",
                $"token = \"{world.File("token")}\"",
                StringComparison.Ordinal
            );
        var replica = world.CreateReplica(WithFile);
        await replica.StartAsync();
        world.Slack.Options = world.Slack.Options with { BotToken = "xoxb-5555-6666-renewed" };
        replica.Edit("half a file, still in the edi");

        await File.WriteAllTextAsync(world.File("token"), world.Slack.Options.BotToken);
        world.Time.Advance(NextLook);

        await replica.LoggedAsync("Renewed credentials or secrets");
    }
}
