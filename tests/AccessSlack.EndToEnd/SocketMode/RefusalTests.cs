using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.EndToEnd.Simulators.Sockets;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Slack.Sockets;

namespace AccessSlack.EndToEnd.SocketMode;

/// <summary>What Slack refuses is told with its cure: at the start with an exit code, later once and loudly.</summary>
public sealed class RefusalTests
{
    private const string OtherToken = "xapp-1-A0OTHER-7012345678901-3f9a5c1e7b2d4860a9c8e7f605142300";

    [Theory]
    [InlineData("disabled", "link_disabled", "Turn it on there")]
    [InlineData("revoked", "token_revoked", "Create an app-level token")]
    [InlineData("scope", "missing_scope", "lacks the scope connections:write")]
    [InlineData("wrong", "invalid_auth", "Create an app-level token")]
    [InlineData("team", "team_access_not_granted", "administrator must allow")]
    [InlineData("forbidden", "forbidden_team", "administrator must allow")]
    public async Task Start_SlackRefuses_IsExit77WithItsCure(string what, string code, string cure)
    {
        await using var world = await World.PrepareAsync(SocketWorld.Options);
        var options = world.Slack.Options;
        var replica = world.CreateReplica();
        if (what == "disabled") await world.Slack.Sockets.SwitchAsync(false);
        if (what == "team") world.Slack.FailNext(SlackSockets.Open, SlackFault.Error(code));
        if (what == "forbidden") world.Slack.FailNext(SlackSockets.Open, SlackFault.Error(code));
        world.Slack.Options = what switch
        {
            "revoked" => options with { RevokedTokens = [SlackSimulatorOptions.SampleAppToken] },
            "scope" => options with { AppTokenScopes = [] },
            "wrong" => options with { AppToken = OtherToken },
            _ => options,
        };

        var refused = await Assert.ThrowsAsync<StartException>(replica.StartAsync);

        Assert.Equal(ExitCode.NotPermitted, refused.ExitCode);
        Assert.Contains($"({code})", refused.Message, StringComparison.Ordinal);
        Assert.Contains(cure, refused.Message, StringComparison.Ordinal);
        Assert.Empty(world.Slack.Messages);
    }

    [Fact]
    public async Task Start_SlackGivesNoConnectionForAMinute_IsExit69()
    {
        await using var world = await World.PrepareAsync(SocketWorld.Options);
        world.Slack.FailNext(SlackSockets.Open, SlackFault.Html(503), times: 1000);
        var replica = world.CreateReplica();

        var start = replica.StartAsync();
        await replica.LoggedAsync("Slack did not open a connection of Socket Mode (http_503)");
        await world.PassAsync(TimeSpan.FromSeconds(61));

        Assert.Equal(ExitCode.Unavailable, (await Assert.ThrowsAsync<StartException>(() => start)).ExitCode);
    }

    [Fact]
    public async Task Running_SocketModeIsTurnedOff_IsSaidOnceAndRecovers()
    {
        await using var world = await SocketWorld.StartAsync();

        await world.Slack.Sockets.SwitchAsync(false);
        await world.Daemon.LoggedAsync("Slack refuses Socket Mode, so no click arrives until this is fixed");
        await world.LeftAsync(0);
        Assert.Equal((false, false), (world.Daemon.Readiness.IsReady, world.Daemon.Readiness.TakesClicks));
        Assert.Contains("(link_disabled)", world.Daemon.Readiness.ClickStatus, StringComparison.Ordinal);
        await world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(1, world.Daemon.CountInLog("Slack refuses Socket Mode"));
        Assert.InRange(world.Slack.CountOf(SlackSockets.Open), 5, 7);

        await world.Slack.Sockets.SwitchAsync(true);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await world.OpenedAsync(2);

        await world.Daemon.LoggedAsync("Connected to Slack over Socket Mode", count: 2);
        Assert.True(world.Daemon.Readiness.IsReady);
        await world.WorksAsync();
    }

    [Fact]
    public async Task Running_TokenRevoked_IsSaidWhenTheConnectionEnds()
    {
        await using var world = await SocketWorld.StartAsync();
        world.Slack.Options = world.Slack.Options with { RevokedTokens = [SlackSimulatorOptions.SampleAppToken] };

        world.Newest().Cut();
        await world.Daemon.LoggedAsync("(token_revoked)");

        Assert.False(world.Daemon.Readiness.IsReady);
    }

    /// <summary>Connections that others hold, or that were never closed.</summary>
    [Fact]
    public async Task Start_TooManyWebsockets_IsSaidAndTriedAgain()
    {
        await using var world = await World.PrepareAsync(SocketWorld.Options);
        var others = new List<SlackSocketClient>();
        for (var i = 0; i < SlackSockets.Most; i++) others.Add(await SlackSocketClient.StartAsync(world.Slack));
        var replica = world.CreateReplica();

        var start = replica.StartAsync();
        await replica.LoggedAsync("Slack did not open a connection of Socket Mode (too_many_websockets)");
        Assert.Equal(1, replica.CountInLog("Slack allows ten connections for one app"));
        others.ForEach(other => other.Dispose());
        await world.LeftAsync(0);
        await world.PassAsync(TimeSpan.FromSeconds(10));

        await start;
        await world.WorksAsync(world.Newest());
    }

    [Fact]
    public async Task Running_TooManyWebsockets_KeepsTryingWithPauses()
    {
        await using var world = await SocketWorld.StartAsync();

        await world.Newest().DisconnectAsync(DisconnectReason.TooManyWebsockets);
        await world.Daemon.LoggedAsync("Slack did not open a connection of Socket Mode (too_many_websockets)");
        Assert.Equal(1, world.Slack.CountOf(SlackSockets.Open));
        await world.PassAsync(TimeSpan.FromSeconds(10));
        await world.OpenedAsync(2);

        await world.WorksAsync();
    }

    [Fact]
    public async Task Start_AppTokenOfAnotherApp_IsExit77AndNamesBoth()
    {
        await using var world = await World.PrepareAsync(WithTwoApps());

        var refused = await Assert.ThrowsAsync<StartException>(CreateReplicaOfOtherApp(world).StartAsync);

        Assert.Equal(ExitCode.NotPermitted, refused.ExitCode);
        Assert.Contains(
            "app_token belongs to the Slack app A0OTHER, and token to A0TELEPORT",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Empty(world.Slack.Messages);
    }

    /// <summary>Slack names the app of the bot token with the first message, if it did not at the start.</summary>
    [Fact]
    public async Task AppToken_OfAnotherApp_IsSaidAsSoonAsItIsKnown()
    {
        await using var world = await World.PrepareAsync(WithTwoApps());
        world.Slack.FailNext("bots.info", SlackFault.Error("bot_not_found"));
        var replica = CreateReplicaOfOtherApp(world);
        await replica.StartAsync();
        await world.RequestAsync();

        await world.PassAsync(TimeSpan.FromMinutes(1));

        await replica.LoggedAsync("app_token belongs to the Slack app A0OTHER, but token to A0TELEPORT");
        await world.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(1, replica.CountInLog("app_token belongs to the Slack app"));
    }

    [Theory]
    [InlineData("app")]
    [InlineData("team")]
    public async Task Envelope_OfAnother_IsAcknowledgedAndDecidesNothing(string what)
    {
        await using var world = await SocketWorld.StartAsync();
        var (id, message) = await world.RequestAsync();

        var ack = await world.Slack.ClickAsync(
            world.Bob.Id,
            message.Channel,
            message.Ts,
            World.Approve,
            SlackSockets.Any,
            what == "app" ? new() { AppId = "A0OTHER" } : new() { TeamId = "T0OTHER" }
        );
        await world.IdleAsync();

        Assert.Equal((200, ""), (ack.Status, ack.Body));
        Assert.Equal("Pending", world.StateOf(id));
        Assert.Equal(1, world.Daemon.CountInLog("of another app or workspace over the socket"));
    }

    [Fact]
    public async Task Secret_BesideAppToken_IsOnlyTheKeyOfTheSeal()
    {
        await using var world = await SocketWorld.StartAsync(
            SocketWorld.Options with { Slack = $"secret = \"{new SlackSimulatorOptions().SigningSecret}\"" }
        );

        Assert.Equal(1, world.Daemon.CountInLog("it is only the key of the seal"));
        await world.WorksAsync();
    }

    [Fact]
    public async Task Votes_WithoutASecret_AreSealedByTheAppToken()
    {
        await using var world = await SocketWorld.StartAsync(
            SocketWorld.Options.With("[[approvals.rules]]\nroles = [\"*\"]\nrequired = 2\n")
        );
        var (id, message) = await world.RequestAsync();
        await world.PressAsync(message);
        await world.IdleAsync();
        Assert.Equal("Pending", world.StateOf(id));
        var second = await world.StartReplicaAsync();
        await second.LoggedAsync("Caught up with Teleport");

        await world.ClickAsync(world.Carol, message, World.Approve, at: second);
        await world.IdleAsync();

        Assert.True(world.StateOf(id) == "Approved", string.Join('\n', world.EphemeralsTo(world.Carol)));
        Assert.Equal(0, world.Daemon.CountInLog("it is only the key of the seal"));
    }

    private static WorldOptions WithTwoApps() => SocketWorld.Options with
    {
        SlackOptions = SocketWorld.Options.SlackOptions with
        {
            OtherAppTokens = SocketWorld.Options.SlackOptions.OtherAppTokens.Add(OtherToken, "A0OTHER"),
        },
    };

    private static Replica CreateReplicaOfOtherApp(World world) =>
        world.CreateReplica(toml =>
            toml.Replace(SlackSimulatorOptions.SampleAppToken, OtherToken, StringComparison.Ordinal)
        );
}
