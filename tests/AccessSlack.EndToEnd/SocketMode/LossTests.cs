using System.Net;
using System.Text;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Slack.Sockets;

namespace AccessSlack.EndToEnd.SocketMode;

/// <summary>Connections that end without a word, fall silent or break the protocol are replaced.</summary>
public sealed class LossTests
{
    [Fact]
    public async Task Loss_ConnectionCut_IsReplacedAtOnce()
    {
        await using var world = await SocketWorld.StartAsync();

        world.Newest().Cut();
        await world.OpenedAsync(2);

        await world.WorksAsync();
        await world.Daemon.LoggedAsync("The connection to Slack over Socket Mode ended");
        Assert.Equal(1, world.Daemon.Metric("renewals_total", ("cause", "lost")));
    }

    [Fact]
    public async Task Loss_ClosedBySlackWithoutNotice_IsAnsweredAndReplaced()
    {
        await using var world = await SocketWorld.StartAsync();

        await world.Newest().CloseAsync(1001);
        await world.OpenedAsync(2);
        await world.LeftAsync(1);

        Assert.Equal(1000, world.Slack.Sockets.All[0].CloseCode);
        await world.Daemon.LoggedAsync("Slack closed it (1001)");
        await world.WorksAsync();
    }

    /// <summary>A firewall forgot the connection: no ping arrives any more, and no one closes it.</summary>
    [Fact]
    public async Task Loss_SilentDeath_IsNoticedWithinHalfAMinute()
    {
        await using var world = await SocketWorld.StartAsync();
        await world.PassAsync(TimeSpan.FromMinutes(2)); // pings keep it alive
        Assert.Single(world.Slack.Sockets.All);

        world.Newest().GoSilent();
        await world.PassAsync(TimeSpan.FromSeconds(31));
        await world.OpenedAsync(2);
        await world.LeftAsync(1);

        Assert.False(world.Slack.Sockets.All[0].IsConnected);
        await world.Daemon.LoggedAsync("Nothing has arrived from Slack over Socket Mode");
        await world.WorksAsync(world.Newest());
        Assert.Equal(1, world.Daemon.Metric("renewals_total", ("cause", "silence")));
    }

    /// <summary>What Slack could not deliver meanwhile comes afterwards, and counts.</summary>
    [Fact]
    public async Task Loss_NetworkDownForAMinute_IsSaidAndRecovers()
    {
        await using var world = await SocketWorld.StartAsync();
        world.Slack.FailNext(SlackSockets.Open, SlackFault.Cut(), times: 1000);

        world.Newest().Cut();
        await world.Daemon.LoggedAsync("Slack did not open a connection of Socket Mode");
        await world.PassAsync(TimeSpan.FromSeconds(29));
        Assert.Equal((true, true), (world.Daemon.Readiness.IsReady, world.Daemon.Readiness.TakesClicks));
        await world.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal((false, false), (world.Daemon.Readiness.IsReady, world.Daemon.Readiness.TakesClicks));
        Assert.Contains("no connection to Slack over Socket Mode", world.Daemon.Readiness.Status);
        Assert.Equal(0, world.Daemon.Metric("connected"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ClicksAsync(world));
        await world.PassAsync(TimeSpan.FromSeconds(30));

        while (world.Slack.State.Faults.Take(SlackSockets.Open) is not null) { /* the network is back */ }
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await world.OpenedAsync(2);

        await world.WorksAsync();
        Assert.Equal((true, true), (world.Daemon.Readiness.IsReady, world.Daemon.Readiness.TakesClicks));
        Assert.Equal(HttpStatusCode.OK, await ClicksAsync(world));
        Assert.Equal(1, world.Daemon.Metric("connected"));
    }

    [Theory]
    [InlineData("binary", "a binary message")]
    [InlineData("no JSON", "a message that is not JSON")]
    [InlineData("a list", "a message that is not JSON")]
    [InlineData("oversized", "a message over 1 MiB")]
    public async Task Loss_FrameThatSlackDoesNotSend_EndsTheConnectionAndDecidesNothing(string what, string said)
    {
        await using var world = await SocketWorld.StartAsync();
        var socket = world.Newest();

        await (what switch
        {
            "binary" => socket.SendFrameAsync(SocketOpcode.Binary, "{}"u8.ToArray()),
            "no JSON" => socket.SendTextAsync("{\"type\":"),
            "a list" => socket.SendTextAsync("[]"),
            _ => socket.SendTextAsync(new string('x', (1 << 20) + 1)),
        });
        await world.OpenedAsync(2);
        await world.LeftAsync(1);

        await world.Daemon.LoggedAsync($"Slack sent {said} over the socket");
        await world.WorksAsync();
    }

    [Fact]
    public async Task Loss_TruncatedFrame_IsRepeatedBySlackAndNothingIsLost()
    {
        await using var world = await SocketWorld.StartAsync();
        var (id, message) = await world.RequestAsync();
        var socket = world.Newest();
        var frame = Encoding.UTF8.GetBytes("""{"envelope_id":"x","type":"interactive",""");

        await socket.SendRawAsync(new byte[] { 0x81, 126, 0x10, 0x00 }.Concat(frame).ToArray());
        var press = world.PressAsync(message, socket); // its bytes are taken for the rest
        socket.Cut();
        await world.OpenedAsync(2);
        await world.Slack.Sockets.Envelopes.RepeatAsync();
        await press;

        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    private static async Task<HttpStatusCode> ClicksAsync(World world)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(world.Daemon.Diagnostics!, "/readyz/clicks"));
        return answer.StatusCode;
    }
}
