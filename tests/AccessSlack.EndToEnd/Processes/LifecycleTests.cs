using System.Net;
using System.Runtime.InteropServices;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Processes;

/// <summary>Start, signals and the service manager (design sections 4 and 8).</summary>
public class LifecycleTests
{
    private const int EndedBySigterm = 128 + 15;

    [Fact]
    public async Task Start_Complete_TellsItsStepsInTheGoPluginsWords()
    {
        await using var site = await Site.CreateAsync();
        await using var daemon = site.StartDaemon();

        var door = await DoorAsync(daemon);

        var infos = daemon.Errors.Where(line => line.Contains(" INFO  ", StringComparison.Ordinal)).Select(line => line.Split(" INFO  ")[1]).ToList();
        Assert.Equal(5, infos.Count);
        Assert.Matches(@"^Starting Teleport Access Slack v\d+\.\d+\.\d+", infos[0]);
        Assert.Equal("Slack team Sandbox (T0SANDBOX) as teleport; Teleport cluster sandbox, version 18.2.0", infos[1]);
        Assert.Equal("Starting a request watcher...", infos[2]);
        Assert.Equal("Watcher connected", infos[3]);
        Assert.Equal($"Starting insecure HTTP server on 127.0.0.1:{door.Port}", infos[4]);
        Assert.All(daemon.Errors, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO  ", line));
        Assert.Empty(daemon.Output);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(new(door, "/readyz")));
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task Signal_WhileRunning_StopsWith0AndSaysSo(PosixSignal signal)
    {
        await using var site = await Site.CreateAsync();
        await using var daemon = site.StartDaemon();
        await DoorAsync(daemon);

        await daemon.SignalAsync(signal);

        Assert.Equal(0, await daemon.ExitAsync());
        Assert.EndsWith("INFO  Stopped", daemon.Errors.Last(), StringComparison.Ordinal);
        Assert.DoesNotContain(daemon.Errors, line => line.Contains("Reconnecting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signal_WhileTeleportCannotBeReached_StopsWith0()
    {
        await using var site = await Site.CreateAsync();
        await site.Teleport.StopAsync();
        await using var daemon = site.StartDaemon();
        Assert.Contains($"Teleport at {site.Teleport.Address}", await daemon.LineAsync("Not started yet"), StringComparison.Ordinal);

        await daemon.SignalAsync(PosixSignal.SIGTERM);

        Assert.Equal(0, await daemon.ExitAsync());
        Assert.EndsWith("INFO  Stopped before the start was complete", daemon.Errors.Last(), StringComparison.Ordinal);
        Assert.DoesNotContain(daemon.Errors, line => line.Contains("ERROR", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signal_WhileTheWatchIsNotConfirmed_StopsWith0()
    {
        await using var site = await Site.CreateAsync();
        var hold = site.Teleport.Hold("WatchEvents");
        await using var daemon = site.StartDaemon();
        await hold.WaitUntilReachedAsync();

        await daemon.SignalAsync(PosixSignal.SIGTERM);

        Assert.Equal(0, await daemon.ExitAsync());
        Assert.EndsWith("INFO  Stopped before the start was complete", daemon.Errors.Last(), StringComparison.Ordinal);
        Assert.DoesNotContain(daemon.Errors, line => line.Contains("ERROR", StringComparison.Ordinal) || line.Contains("WARN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signal_Hangup_IsSurvivedWithAWarning()
    {
        await using var site = await Site.CreateAsync();
        await using var daemon = site.StartDaemon();
        await DoorAsync(daemon);

        await daemon.SignalAsync(PosixSignal.SIGHUP);
        Assert.Contains("WARN", await daemon.LineAsync("SIGHUP"), StringComparison.Ordinal);

        await site.AnnouncedAsync(site.Teleport.CreateRequest("alice", "dba"));
    }

    [Fact]
    public async Task Notify_ReadyOnlyWhenTheWatchIsLive_StatusAndStopping()
    {
        await using var site = await Site.CreateAsync();
        using var manager = new NotifySocket(site.File("notify"));
        var hold = site.Teleport.Hold("WatchEvents");
        await using var daemon = site.StartDaemon(manager);
        await hold.WaitUntilReachedAsync();
        // The answer to a signal shows that the process had time to say READY, too.
        await daemon.SignalAsync(PosixSignal.SIGHUP);
        await daemon.LineAsync("SIGHUP");
        Assert.True(manager.IsSilent);
        Assert.DoesNotContain(daemon.Errors, line => line.Contains("server on", StringComparison.Ordinal));

        hold.Release();
        var states = await manager.ReceiveAsync("STATUS=Ready: watching access requests");
        Assert.Equal("STATUS=Not ready: listener not bound yet", states[0]);
        Assert.Contains("READY=1", states);
        Assert.Contains(daemon.Errors, line => line.Contains("Watcher connected", StringComparison.Ordinal));

        await daemon.SignalAsync(PosixSignal.SIGTERM);
        await manager.ReceiveAsync("STOPPING=1");
        Assert.Equal(0, await daemon.ExitAsync());
    }

    [Fact]
    public async Task Notify_TeleportGoesAndComesBack_StatusFollows()
    {
        await using var site = await Site.CreateAsync();
        using var manager = new NotifySocket(site.File("notify"));
        await using var daemon = site.StartDaemon(manager);
        await manager.ReceiveAsync("STATUS=Ready: watching access requests");

        await site.Teleport.StopAsync();

        await manager.ReceiveAsync("STATUS=Not ready: not connected to Teleport");
        await site.Teleport.StartAsync();
        await manager.ReceiveAsync("STATUS=Ready: watching access requests", count: 2);
    }

    [Fact]
    public async Task Signal_ClickInHandThatSlackNoLongerWaitsFor_IsFinishedBeforeTheEnd()
    {
        await using var site = await Site.CreateAsync();
        using var manager = new NotifySocket(site.File("notify"));
        await using var daemon = site.StartDaemon(manager);
        var (id, hold, click) = await HeldClickAsync(site, daemon);
        Assert.Equal(200, await click); // after 2.5 s: so the listener has nothing left to wait for

        await daemon.SignalAsync(PosixSignal.SIGTERM);
        await manager.ReceiveAsync("STOPPING=1");
        hold.Release();

        Assert.Equal(0, await daemon.ExitAsync());
        Assert.Equal("Approved", site.StateOf(id));
        Assert.Contains(site.Slack.Ephemerals, told => told.UserId == site.Bob.Id && told.Text == "You approved alice's request.");
    }

    [Fact]
    public async Task Signal_Second_EndsAtOnce()
    {
        await using var site = await Site.CreateAsync();
        using var manager = new NotifySocket(site.File("notify"));
        await using var daemon = site.StartDaemon(manager);
        var (id, hold, click) = await HeldClickAsync(site, daemon);
        await daemon.SignalAsync(PosixSignal.SIGTERM);
        await manager.ReceiveAsync("STOPPING=1");

        await daemon.SignalAsync(PosixSignal.SIGTERM);

        Assert.Equal(EndedBySigterm, await daemon.ExitAsync()); // the click is still held: an orderly end would have waited for it, and be 0
        await Assert.ThrowsAnyAsync<Exception>(() => click);
        Assert.Equal("Pending", site.StateOf(id));
        hold.Release();
    }

    private static async Task<(string Id, Sandbox.Slack.SlackHold Hold, Task<int> Click)> HeldClickAsync(Site site, DaemonProcess daemon)
    {
        var door = await DoorAsync(daemon);
        var id = site.Teleport.CreateRequest(new NewAccessRequest("alice", "dba"));
        var message = await site.AnnouncedAsync(id);
        var hold = site.Slack.HoldNext("users.info");
        var click = ClickAsync();
        await hold.WaitUntilReachedAsync();
        return (id, hold, click);

        async Task<int> ClickAsync() => (await site.Slack.ClickAsync(site.Bob.Id, message.Channel, message.Ts, "approve_request", door)).Status;
    }

    private static async Task<Uri> DoorAsync(DaemonProcess daemon) => new("http://" + (await daemon.LineAsync("HTTP server on ")).Split("server on ")[1]);

    private static async Task<HttpStatusCode> StatusAsync(Uri address)
    {
        using var http = new HttpClient();
        return (await http.GetAsync(address)).StatusCode;
    }
}
