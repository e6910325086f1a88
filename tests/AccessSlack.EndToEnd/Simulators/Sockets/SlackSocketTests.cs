using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using AccessSlack.Sandbox.Slack.Sockets;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Simulators.Sockets;

/// <summary>Sockets are opened, kept and ended as Slack does it, and what Slack refuses is refused.</summary>
public sealed class SlackSocketTests : SlackSocketTest
{
    [Theory]
    [InlineData(null, "not_authed")]
    [InlineData("xoxb-1111-2222-sandbox", "not_allowed_token_type")]
    [InlineData("xapp-1-A0TELEPORT-1-wrong", "invalid_auth")]
    [InlineData("xapp-1-A0TELEPORT-1-revoked", "token_revoked")]
    public async Task Open_WithAnotherToken_IsRefused(string? token, string error)
    {
        Slack.Options = Slack.Options with { RevokedTokens = ["xapp-1-A0TELEPORT-1-revoked"] };
        Assert.Equal(error, await SlackSocketClient.UrlAsync(Slack, token));
    }

    [Fact]
    public async Task Open_TokenInTheBody_IsNotTaken()
    {
        App.Token = null;
        var answer = await App.FormAsync(SlackSockets.Open, ("token", Slack.Options.AppToken!));
        Assert.Equal("not_authed", Error(answer));
        Assert.Contains("belongs in the Authorization header", Assert.Single(Slack.Complaints));
    }

    [Fact]
    public async Task Open_WithoutItsScopeOrTheSetting_IsRefused()
    {
        var options = Slack.Options;
        Slack.Options = options with { AppTokenScopes = ["authorizations:read"] };
        Assert.Equal("missing_scope", await UrlAsync());
        Slack.Options = options;
        await Slack.Sockets.SwitchAsync(false);
        Assert.Equal("link_disabled", await UrlAsync());
        await Slack.Sockets.SwitchAsync(true);
        Assert.StartsWith("ws://127.0.0.1:", await UrlAsync());
    }

    [Fact]
    public async Task AppToken_ForAnyOtherMethod_IsRefused()
    {
        App.Token = Slack.Options.AppToken;
        Assert.Equal("not_allowed_token_type", Error(await App.JsonAsync("auth.test", "{}")));
    }

    [Fact]
    public async Task Ticket_OpensOneSocketSoon()
    {
        var (url, late) = (await UrlAsync(), await UrlAsync());
        var (client, hello) = await SlackSocketClient.ConnectAsync(Slack, url);
        using (client)
        {
            Assert.Equal(
                ("hello", "1", Slack.Options.AppId, "18060"),
                (
                    hello["type"]!.ToString(),
                    hello["num_connections"]!.ToString(),
                    hello["connection_info"]!["app_id"]!.ToString(),
                    hello["debug_info"]!["approximate_connection_time"]!.ToString()
                )
            );
            await RefusesAsync(url);
            Time.Advance(SocketTickets.Lifetime + TimeSpan.FromSeconds(1));
            await RefusesAsync(late);
            await RefusesAsync(url.Split('?')[0] + "?ticket=guessed");
        }

        var ticket = url.Split("ticket=")[1].Split('&')[0];
        Assert.Contains(Slack.Secrets.All, secret => secret.Kind == "socket ticket" && secret.Value == ticket);
        Assert.Contains(Slack.Secrets.All, secret => secret.Value == Slack.Options.AppToken);
    }

    [Fact]
    public async Task Token_OfAnotherApp_OpensASocketThatHearsNothingOfOurs()
    {
        Slack.Options = Slack.Options with { OtherAppTokens = Slack.Options.OtherAppTokens.Add("xapp-1-A9-1-x", "A9") };
        var (other, hello) = await SlackSocketClient.ConnectAsync(
            Slack,
            await SlackSocketClient.UrlAsync(Slack, "xapp-1-A9-1-x")
        );
        using (other)
        {
            Assert.Equal("A9", hello["connection_info"]!["app_id"]!.ToString());
            Assert.Equal(0, (await ClickAsync(SlackSockets.Any)).Status);
        }
    }

    [Fact]
    public async Task Sockets_AreTenAtMost()
    {
        var clients = new List<SlackSocketClient>();
        for (var i = 0; i < 10; i++) clients.Add(await SlackSocketClient.StartAsync(Slack));
        var (eleventh, first) = await SlackSocketClient.ConnectAsync(Slack, await UrlAsync());
        Assert.Equal("too_many_websockets", first["reason"]!.ToString());
        Assert.Empty(await eleventh.ReceiveAsync());
        Assert.Equal((10, false), (Slack.Sockets.Registered.Length, eleventh.Theirs.IsRegistered));
        clients.ForEach(client => client.Dispose());
        eleventh.Dispose();
        await Slack.WaitUntilAsync(slack => slack.Sockets.OpenConnections == 0);
        Assert.Empty(Slack.Sockets.Registered);
    }

    [Theory]
    [InlineData(DisconnectReason.Warning)]
    [InlineData(DisconnectReason.RefreshRequested)]
    public async Task Disconnect_WithNotice_LeavesTheSocketUsableForALittle(string reason)
    {
        using var client = await SlackSocketClient.StartAsync(Slack);
        await client.Theirs.DisconnectAsync(reason);
        var told = await client.ReceiveAsync();
        Assert.Equal(("disconnect", reason), (told["type"]!.ToString(), told["reason"]!.ToString()));
        var click = ClickAsync(SlackSockets.Any);
        await client.AcknowledgeAsync(await client.ReceiveAsync());
        Assert.Equal(200, (await click).Status);
        Advance(client, SlackSocket.Notice);
        await Slack.WaitUntilAsync(_ => !client.Theirs.IsRegistered);
    }

    [Fact]
    public async Task SwitchedOff_EndsTheSockets_AndClicksComeByHttpAgain()
    {
        await using var app = await RequestUrl.StartAsync();
        using var client = await SlackSocketClient.StartAsync(Slack);
        await Slack.Sockets.SwitchAsync(false);
        Assert.Equal("link_disabled", (await client.ReceiveAsync())["reason"]!.ToString());
        Assert.Empty(await client.ReceiveAsync());
        Assert.Empty(Slack.Sockets.Registered);
        Assert.Equal("seen", (await ClickAsync(app.Url)).Body);
    }

    [Fact]
    public async Task Close_LeavesTheTcpConnectionToTheApp()
    {
        using var client = await SlackSocketClient.StartAsync(Slack);
        await client.SendCloseAsync();
        await Slack.WaitUntilAsync(_ => client.Theirs.CloseCode is not null);
        Assert.Equal((1000, false), (client.Theirs.CloseCode, client.Theirs.IsRegistered));
        Assert.Equal(1, Slack.Sockets.OpenConnections);
        client.Dispose();
        await Slack.WaitUntilAsync(slack => slack.Sockets.OpenConnections == 0);
    }

    [Fact]
    public async Task Cut_EndsBothSides()
    {
        using var client = await SlackSocketClient.StartAsync(Slack);
        client.Theirs.Cut();
        await Assert.ThrowsAsync<WebSocketException>(client.ReceiveAsync);
        await Slack.WaitUntilAsync(slack => slack.Sockets.OpenConnections == 0);
        Assert.Null(client.Theirs.CloseCode);
    }

    [Fact]
    public async Task Pings_AreSentByTheClock_AndAnswered()
    {
        using var client = await SlackSocketClient.StartAsync(Slack);
        Advance(client, SlackSocket.PingEvery * 3);
        Assert.Equal((3, true), (client.Theirs.Pongs, client.Theirs.IsRegistered));
    }

    [Fact]
    public async Task Silence_KeepsTheRegistrationUntilPingsAreMissed()
    {
        using var client = await SlackSocketClient.StartAsync(Slack);
        using var other = await SlackSocketClient.StartAsync(Slack);
        client.Theirs.GoSilent();
        var click = ClickAsync(client.Theirs.Door);
        await Slack.WaitUntilAsync(slack => slack.Sockets.Envelopes.All.Any(envelope => envelope.SentTo.Length == 1));
        Time.Advance(SocketEnvelopes.Patience);
        Assert.Equal(0, (await click).Status);
        await other.AcknowledgeAsync(await other.ReceiveAsync());
        client.Dispose();
        await Slack.WaitUntilAsync(slack => slack.Sockets.OpenConnections == 1);
        Assert.Equal(2, Slack.Sockets.Registered.Length);
        Advance(other, SlackSocket.PingEvery * 4);
        Assert.Same(other.Theirs, Assert.Single(Slack.Sockets.Registered));
    }

    [Fact]
    public async Task Token_AtTheSocket_IsComplainedAbout()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {Slack.Options.AppToken}");
        await socket.ConnectAsync(new Uri(await UrlAsync()), CancellationToken.None);
        Assert.Contains("no token belongs here", Assert.Single(Slack.Complaints));
    }

    [Fact]
    public async Task Frames_OfAnyKind_CanBeSent()
    {
        using var client = await SlackSocketClient.StartAsync(Slack);
        await client.Theirs.SendFrameAsync(SocketOpcode.Text, Encoding.UTF8.GetBytes("""{"type":"""), isFinal: false);
        await client.Theirs.SendFrameAsync(SocketOpcode.Continuation, Encoding.UTF8.GetBytes(new string('1', 70_000)));
        await Assert.ThrowsAnyAsync<JsonException>(client.ReceiveAsync);
    }

    private async Task RefusesAsync(string url)
    {
        using var socket = new ClientWebSocket();
        var refused = await Assert.ThrowsAsync<WebSocketException>(() =>
            socket.ConnectAsync(new Uri(url), CancellationToken.None)
        );
        Assert.Contains("403", refused.Message);
    }
}
