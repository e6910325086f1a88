using System.Net;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Service;

/// <summary>The diagnostics listener (docs/design/http.md).</summary>
public class DiagnosticsTests
{
    private const string Http = "insecure = true\ndiagnostics_addr = \"127.0.0.1:0\"";

    [Fact]
    public async Task Ready_WhileWatching_Is200AndOnlyThere()
    {
        await using var world = await World.StartAsync(new() { Http = Http });
        var diagnostics = world.Daemon.Diagnostics!;

        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(diagnostics, "/healthz"));
        Assert.Equal((HttpStatusCode.OK, "Ready: watching access requests\n"), await GetAsync(diagnostics, "/readyz"));
        Assert.Equal((HttpStatusCode.NotFound, ""), await GetAsync(diagnostics, "/"));
        Assert.Equal((HttpStatusCode.NotFound, ""), await GetAsync(world.Daemon.Endpoint, "/readyz"));
        Assert.Equal((HttpStatusCode.NotFound, ""), await GetAsync(world.Daemon.Endpoint, "/healthz"));
    }

    [Fact]
    public async Task Click_AtTheDiagnosticsListener_IsRefused()
    {
        await using var world = await World.StartAsync(new() { Http = Http });
        var (id, message) = await world.RequestAsync();

        var ack = await world.Slack.ClickAsync(
            world.Bob.Id,
            message.Channel,
            message.Ts,
            World.Approve,
            world.Daemon.Diagnostics!
        );

        Assert.Equal(404, ack.Status);
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Fact]
    public async Task Ready_TeleportStopped_Is503WithTheReasonAndHealthStaysOk()
    {
        await using var world = await World.StartAsync(new() { Http = Http });
        await world.Teleport.StopAsync();
        await world.Daemon.LoggedAsync("Reconnecting");

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "Not ready: not connected to Teleport\n"),
            await GetAsync(world.Daemon.Diagnostics!, "/readyz")
        );
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(world.Daemon.Diagnostics!, "/healthz"));
    }

    [Fact]
    public async Task ReadyForClicks_TeleportStopped_Is200BecausePeopleStillGetAnAnswer()
    {
        await using var world = await World.StartAsync(new() { Http = Http });
        Assert.Equal(
            (HttpStatusCode.OK, "Ready: clicks are accepted\n"),
            await GetAsync(world.Daemon.Diagnostics!, "/readyz/clicks")
        );
        await world.Teleport.StopAsync();
        await world.Daemon.LoggedAsync("Reconnecting");

        Assert.Equal(
            (HttpStatusCode.OK, "Ready: clicks are accepted\n"),
            await GetAsync(world.Daemon.Diagnostics!, "/readyz/clicks")
        );
        Assert.Equal((HttpStatusCode.NotFound, ""), await GetAsync(world.Daemon.Endpoint, "/readyz/clicks"));
    }

    [Fact]
    public async Task Stop_ClickInHand_DrainsWithAnOpenDoorThatRefusesNewClicks()
    {
        await using var world = await World.StartAsync(new() { Http = Http });
        var (id, message) = await world.RequestAsync();
        var (_, other) = await world.RequestAsync("auditor");
        var diagnostics = world.Daemon.Diagnostics!;
        var hold = world.Teleport.Hold("SetAccessRequestState", HoldAt.Arrival);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();

        var stop = world.Daemon.StopAsync();
        Assert.Equal(503, (await world.ClickAsync(world.Bob, other, World.Approve)).Status);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "Not ready: stopping\n"),
            await GetAsync(diagnostics, "/readyz/clicks")
        );
        Assert.False(stop.IsCompleted);
        hold.Release();

        Assert.Equal(200, (await click).Status);
        await stop;
        Assert.Equal("Approved", world.StateOf(id));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(diagnostics, "/healthz"));
    }

    [Fact]
    public async Task Ready_TokenRefusedLater_Is503WithTheReason()
    {
        await using var world = await World.StartAsync(new() { Http = Http });
        world.Slack.FailNext("chat.postMessage", Sandbox.Slack.SlackFault.Error("token_revoked"));
        world.Teleport.CreateRequest("alice", "dba");
        await world.Slack.WaitUntilAsync(slack => slack.CountOf("chat.postMessage") >= 1);
        await world.IdleAsync();

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "Not ready: Slack refuses the token (token_revoked)\n"),
            await GetAsync(world.Daemon.Diagnostics!, "/readyz")
        );
    }

    private static async Task<(HttpStatusCode, string)> GetAsync(Uri listener, string path)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(listener, path));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
