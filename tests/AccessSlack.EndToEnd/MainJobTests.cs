using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd;

/// <summary>A request is made in Teleport, people see it in Slack, a click decides it.</summary>
public class MainJobTests
{
    [Fact]
    public async Task Approve_ClickInTheChannel_DecidesInTeleportAndShowsWho()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        Assert.Equal("alice requests dba: Pending", message.Text);
        Assert.Equal(
            [World.Approve, World.Deny, World.Open],
            message.Buttons.Select(button => (string?)button["action_id"])
        );

        var ack = await world.ClickAsync(world.Bob, message, World.Approve);

        Assert.Equal(200, ack.Status);
        Assert.Equal("Approved", world.StateOf(id));
        Assert.Equal(
            "slack:bob@example.com",
            world.Teleport.AuditTrail.Single(entry => entry.State == RequestState.Approved).Delegator
        );
        var shown = await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Empty(shown.Buttons);
        Assert.Equal(["You approved alice's request."], world.EphemeralsTo(world.Bob));
    }

    [Fact]
    public async Task Deny_ClickInTheChannel_DecidesInTeleportAndShowsWho()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(world.Carol, message, World.Deny);

        Assert.Equal("Denied", world.StateOf(id));
        await world.ShowsAsync(id, "Denied by carol@example.com");
    }

    [Fact]
    public async Task Request_ChannelAndPerson_BothAreToldAndBothSeeTheDecision()
    {
        await using var world = await World.StartAsync(new()
        {
            More = """
                [role_to_recipients]
                dba = ["access", "bob@example.com"]
                "*" = "access"
                """,
        });
        var id = world.Teleport.CreateRequest("alice", "dba");
        var messages = await world.AnnouncedAsync(id, count: 2);
        Assert.Equal(['C', 'D'], messages.Select(message => message.Channel[0]).Order());

        await world.ClickAsync(world.Bob, messages.Single(message => message.Channel[0] == 'D'), World.Approve);

        await world.ShowsAsync(id, "Approved by bob@example.com", messages: 2);
        Assert.All(world.MessagesOf(id), message => Assert.Empty(message.Buttons));
    }

    [Theory]
    [InlineData("5.1.0")]
    [InlineData("12.4.0")]
    [InlineData("18.2.0")]
    public async Task Approve_EveryGeneration_Works(string version)
    {
        await using var world = await World.PrepareAsync(new() { TeleportVersion = version });
        var before = world.Teleport.CreateRequest("alice", "dba");
        await world.StartReplicaAsync();
        var announced = (await world.AnnouncedAsync(before))[0];
        var (live, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, announced, World.Approve);
        await world.ClickAsync(world.Bob, message, World.Deny);

        Assert.Equal(("Approved", "Denied"), (world.StateOf(before), world.StateOf(live)));
        await world.ShowsAsync(before, "Approved by bob@example.com");
        await world.ShowsAsync(live, "Denied by bob@example.com");
    }

    [Fact]
    public async Task Approve_TlsListener_Works()
    {
        using var authority = new ListenerAuthority();
        await using var world = await World.PrepareAsync(new()
        {
            Http = """
                https_key_file = "FOLDER/server.key"
                https_cert_file = "FOLDER/server.crt"
                """,
            SlackOptions = new() { TrustedRoot = authority.Root },
        });
        authority.Write(world.File("server.crt"), world.File("server.key"));
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();

        Assert.Equal("https", world.Daemon.Endpoint.Scheme);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Request_NotifyOnly_HasNoButtonsAndNothingListens()
    {
        await using var world = await World.StartAsync(new() { Slack = "notify_only = true", Http = "" });
        var (_, message) = await world.RequestAsync();

        Assert.Equal([World.Open], message.Buttons.Select(button => (string?)button["action_id"]));
        await world.Daemon.LoggedAsync("No listener for clicks");
        Assert.False(world.Daemon.Listens);
        Assert.True(world.Daemon.Readiness.IsReady);
    }

    /// <summary>Of two listeners only the one for clicks is missing.</summary>
    [Fact]
    public async Task Diagnostics_NotifyOnly_StillListen()
    {
        await using var world = await World.StartAsync(new()
        {
            Slack = "notify_only = true",
            Http = "diagnostics_addr = \"127.0.0.1:0\"",
        });
        await world.Daemon.LoggedAsync("No listener for clicks");

        using var http = new HttpClient();
        using var ready = await http.GetAsync(new Uri(world.Daemon.Endpoint, "/readyz"));
        Assert.Equal(200, (int)ready.StatusCode);
    }

    /// <summary>A listener that runs stays.</summary>
    [Fact]
    public async Task Reload_ToNotifyOnlyAndBack_RefusesClicksInBetween()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var secret = $"secret = \"{world.Slack.Options.SigningSecret}\"";
        world.Daemon.Reload(world.Toml().Replace(secret, $"{secret}\nnotify_only = true", StringComparison.Ordinal));
        await world.Daemon.LoggedAsync("Configuration reloaded");

        var ack = await world.ClickAsync(world.Bob, message, World.Open);
        Assert.Equal((401, ""), (ack.Status, ack.Body));

        world.Daemon.Reload(world.Toml());
        await world.Daemon.LoggedAsync("Configuration reloaded", 2); // the buttons may be those of the beginning
        await world.Slack.WaitUntilAsync(_ =>
            world.MessagesOf(id)[0].Buttons.Any(button => (string?)button["action_id"] == World.Approve)
        );
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(0, world.Daemon.CountInLog("restart the daemon to apply it"));
    }

    /// <summary>Buttons without a listener could not be pressed.</summary>
    [Fact]
    public async Task Reload_WithASecretForTheFirstTime_NeedsARestart()
    {
        await using var world = await World.StartAsync(new() { HasSecret = false });
        var secret = $"secret = \"{world.Slack.Options.SigningSecret}\"";
        world.Daemon.Reload(world.Toml().Replace("[slack]", $"[slack]\n{secret}", StringComparison.Ordinal));

        await world.Daemon.LoggedAsync("Whether there is a listener for clicks (secret, notify_only) has changed");
        var (_, message) = await world.RequestAsync();
        Assert.Equal([World.Open], message.Buttons.Select(button => (string?)button["action_id"]));
    }

    [Fact]
    public async Task Request_NoSecret_HasALinkOnlyAndTheLogSaysWhy()
    {
        await using var world = await World.StartAsync(new() { HasSecret = false });
        var (_, message) = await world.RequestAsync();

        Assert.Equal([World.Open], message.Buttons.Select(button => (string?)button["action_id"]));
        Assert.False(world.Daemon.Listens);
        var said = Assert.Single(
            world.Daemon.Log,
            line => line.Contains("NO SIGNING SECRET", StringComparison.Ordinal)
        );
        Assert.Contains("or app_token for Socket Mode", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_RealThresholds_IsSubmittedInsteadOfSettingTheState()
    {
        await using var world = await World.StartAsync();
        world.Plugin.ReviewRoles = new HashSet<string> { "*" };
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { Thresholds = [new() { Approve = 2, Deny = 1 }] }
        );
        var message = (await world.AnnouncedAsync(id))[0];

        await world.ClickAsync(world.Bob, message, World.Approve);

        var review = Assert.Single(world.Teleport.Request(id)!.Spec.Reviews);
        Assert.Equal(("access-slack", "slack:bob@example.com: "), (review.Author, review.Reason));
        Assert.Equal(0, world.Teleport.CallsOf("SetAccessRequestState"));
        await world.Slack.WaitUntilAsync(_ =>
            !world.MessagesOf(id)[0].Buttons.Any(button => (string?)button["action_id"] == World.Approve)
        );

        world.Teleport.Review(id, "dave", RequestState.Approved, "fine");
        await world.ShowsAsync(id, "Approved in Teleport");
    }

    [Fact]
    public async Task Click_UsualCase_TakesThreeTeleportCallsAndAnnouncingOne()
    {
        await using var world = await World.StartAsync();
        var before = world.Teleport.Calls.Count;
        var (_, message) = await world.RequestAsync();
        Assert.Equal(
            ["UpdatePluginData", "UpdatePluginData"],
            world.Teleport.Calls.Skip(before).Select(call => call.Rpc)
        ); // claim before the post, record after it

        before = world.Teleport.Calls.Count;
        var hold = world.Slack.HoldNext("chat.update"); // what follows the decision is not the click's
        await world.ClickAsync(world.Bob, message, World.Approve);
        var calls = world.Teleport.Calls.Skip(before).Select(call => call.Rpc).ToList();
        hold.Release();

        Assert.Equal(["ListAccessRequests", "SetAccessRequestState", "UpdatePluginData"], calls.Order());
        Assert.Equal("SetAccessRequestState", calls[^1]);
    }
}
