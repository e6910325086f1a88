using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>Start, signals and the service manager (docs/design/flow.md, "Stop").</summary>
public class LifecycleTests
{
    [Fact]
    public async Task Start_Complete_TellsItsStepsInTheGoPluginsWords()
    {
        await using var site = await Site.CreateAsync();
        await using var daemon = site.StartDaemon();

        var endpoint = await EndpointAsync(daemon);

        var infos = daemon
            .Errors.Where(line => line.Contains(" INFO  ", StringComparison.Ordinal))
            .Select(line => line.Split(" INFO  ")[1])
            .ToList();
        // beside the start, which does not wait for them
        infos.Remove("Caught up with Teleport: 0 open requests");
        infos.RemoveAll(line => line.Contains("Access Monitoring Rules", StringComparison.Ordinal));
        Assert.Equal(8, infos.Count);
        Assert.Matches(@"^Starting Teleport Access Slack v\d+\.\d+\.\d+", infos[0]);
        Assert.StartsWith($"Connected to Teleport at {site.Teleport.Address} by ", infos[1], StringComparison.Ordinal);
        Assert.Equal("Slack team Sandbox (T0SANDBOX) as teleport; Teleport cluster sandbox, version 18.2.0", infos[2]);
        Assert.StartsWith("Resolved in Slack: ", infos[3], StringComparison.Ordinal);
        Assert.StartsWith("Teleport does not let us submit reviews in the name", infos[4], StringComparison.Ordinal);
        Assert.Equal("Starting a request watcher...", infos[5]);
        Assert.Equal("Watcher connected", infos[6]);
        Assert.Equal($"Starting insecure HTTP server on 127.0.0.1:{endpoint.Port}", infos[7]);
        Assert.All(daemon.Errors, line =>
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO |DEBUG|WARN ) ", line)
        );
        Assert.Empty(daemon.Output);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(new(endpoint, "/readyz")));
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task Signal_WhileRunning_StopsWith0AndSaysSo(PosixSignal signal)
    {
        await using var site = await Site.CreateAsync();
        await using var daemon = site.StartDaemon();
        await EndpointAsync(daemon);

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
        Assert.Contains(
            $"Teleport at {site.Teleport.Address}",
            await daemon.LineAsync("Not started yet"),
            StringComparison.Ordinal
        );

        await daemon.SignalAsync(PosixSignal.SIGTERM);

        Assert.Equal(0, await daemon.ExitAsync());
        Assert.EndsWith("INFO  Stopped before startup was complete", daemon.Errors.Last(), StringComparison.Ordinal);
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
        Assert.EndsWith("INFO  Stopped before startup was complete", daemon.Errors.Last(), StringComparison.Ordinal);
        Assert.DoesNotContain(daemon.Errors, line => line.Contains("ERROR", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signal_HangupWithAGoodFile_IsTakenAndToldToSystemd()
    {
        await using var site = await Site.CreateAsync();
        using var manager = new NotifySocket(site.File("notify"));
        await using var daemon = site.StartDaemon(manager);
        await manager.ReceiveAsync("STATUS=Ready: watching access requests");
        site.Slack.AddChannel("second", site.Bob);
        site.Replace("recipients = [\"access\"]", "recipients = [\"second\"]");
        site.WriteToml();
        var before = Monotonic();

        await daemon.SignalAsync(PosixSignal.SIGHUP);
        await daemon.LineAsync("Configuration reloaded");

        var states = await manager.ReceiveAsync("READY=1", count: 2);
        var reloading = Assert.Single(states, state =>
            state.StartsWith("RELOADING=1\nMONOTONIC_USEC=", StringComparison.Ordinal)
        );
        Assert.InRange(long.Parse(reloading.Split('=')[2]), before, Monotonic());
        Assert.Equal(
            "#second",
            ChannelOf(site, await site.AnnouncedAsync(site.Teleport.CreateRequest("alice", "dba")))
        );
    }

    [Fact]
    public async Task Signal_HangupWithABadFile_KeepsTheOldAndSaysSo()
    {
        await using var site = await Site.CreateAsync();
        using var manager = new NotifySocket(site.File("notify"));
        await using var daemon = site.StartDaemon(manager);
        await manager.ReceiveAsync("STATUS=Ready: watching access requests");
        var good = site.Toml;
        site.Toml += "[lgo]\nseverity = \"loud\"\n[approvals]\nvia = \"pigeon\"\n";
        site.WriteToml();

        await daemon.SignalAsync(PosixSignal.SIGHUP);

        await manager.ReceiveAsync(
            "STATUS=Ready: watching access requests; the last reload failed (2 problems, see the log), the previous " +
            "configuration stays in effect"
        );
        await manager.ReceiveAsync("READY=1", count: 2); // systemd would wait for it in vain otherwise
        Assert.Contains("ERROR", await daemon.LineAsync("lgo"), StringComparison.Ordinal);
        Assert.Contains("line ", await daemon.LineAsync("approvals.via"), StringComparison.Ordinal);
        await daemon.LineAsync("The previous configuration stays in effect");
        await site.AnnouncedAsync(site.Teleport.CreateRequest("alice", "dba"));

        site.Toml = good;
        site.WriteToml();
        await daemon.SignalAsync(PosixSignal.SIGHUP);
        await manager.ReceiveAsync("STATUS=Ready: watching access requests", count: 2);
    }

    [Fact]
    public async Task Watchdog_WhileAlive_IsFed()
    {
        await using var site = await Site.CreateAsync();
        using var manager = new NotifySocket(site.File("notify"));
        site.Environment["WATCHDOG_USEC"] = "20000";
        await using var daemon = site.StartDaemon(manager);

        await manager.ReceiveAsync("WATCHDOG=1", count: 3);
    }

    [Fact]
    public async Task Watchdog_MeantForAnotherProcess_IsNotFed()
    {
        await using var site = await Site.CreateAsync();
        using var manager = new NotifySocket(site.File("notify"));
        site.Environment["WATCHDOG_USEC"] = "20000";
        site.Environment["WATCHDOG_PID"] = "1";
        await using var daemon = site.StartDaemon(manager);
        await manager.ReceiveAsync("STATUS=Ready: watching access requests");
        await daemon.SignalAsync(PosixSignal.SIGTERM);
        await daemon.ExitAsync();

        Assert.DoesNotContain("WATCHDOG=1", await manager.ReceiveAsync("STOPPING=1"));
    }

    [Fact]
    public async Task Notify_ReadyOnlyWhenTheWatchIsLive_StatusAndStopping()
    {
        await using var site = await Site.CreateAsync();
        using var manager = new NotifySocket(site.File("notify"));
        var hold = site.Teleport.Hold("WatchEvents");
        await using var daemon = site.StartDaemon(manager);
        await hold.WaitUntilReachedAsync();
        Assert.True(manager.IsSilent);
        Assert.DoesNotContain(daemon.Errors, line => line.Contains("server on", StringComparison.Ordinal));

        hold.Release();
        // An active unit is ready: what systemctl shows right after the start is not what was true before it.
        Assert.Equal(
            ["STATUS=Not ready: listener not bound yet", "STATUS=Ready: watching access requests", "READY=1"],
            await manager.ReceiveAsync("READY=1")
        );
        await daemon.LineAsync("Watcher connected"); // by another way than the states

        await daemon.SignalAsync(PosixSignal.SIGTERM);
        await manager.ReceiveAsync("STOPPING=1");
        Assert.Equal(0, await daemon.ExitAsync());
    }

    [Fact]
    public async Task Notify_NoListener_WarnsAndServes()
    {
        await using var site = await Site.CreateAsync();
        using var manager = new NotifySocket(site.File("notify"));
        manager.Dispose();
        await using var daemon = site.StartDaemon(manager);

        Assert.Contains(
            " WARN  ",
            await daemon.LineAsync("Cannot notify systemd of READY=1: "),
            StringComparison.Ordinal
        );
        await site.AnnouncedAsync(site.Teleport.CreateRequest("alice", "dba"));
        await daemon.SignalAsync(PosixSignal.SIGTERM);

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
        Assert.Contains(site.Slack.Ephemerals, told =>
            told.UserId == site.Bob.Id && told.Text == "You approved alice's request."
        );
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM, 128 + 15)]
    [InlineData(PosixSignal.SIGINT, 128 + 2)]
    public async Task Signal_Second_EndsAtOnce(PosixSignal signal, int exitCode)
    {
        await using var site = await Site.CreateAsync();
        using var manager = new NotifySocket(site.File("notify"));
        await using var daemon = site.StartDaemon(manager);
        var (id, hold, click) = await HeldClickAsync(site, daemon);
        await daemon.SignalAsync(signal);
        await manager.ReceiveAsync("STOPPING=1");

        await daemon.SignalAsync(signal);

        // The click is still held: an orderly end would have waited for it, and be 0.
        Assert.Equal(exitCode, await daemon.ExitAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => click);
        Assert.Equal("Pending", site.StateOf(id));
        hold.Release();
    }

    private static async Task<(string Id, Sandbox.HeldCall Hold, Task<int> Click)> HeldClickAsync(
        Site site,
        DaemonProcess daemon
    )
    {
        var endpoint = await EndpointAsync(daemon);
        var id = site.Teleport.CreateRequest(new NewAccessRequest("alice", "dba"));
        var message = await site.AnnouncedAsync(id);
        var hold = site.Slack.HoldNext("users.info");
        var click = ClickAsync();
        await hold.WaitUntilReachedAsync();
        return (id, hold, click);

        async Task<int> ClickAsync() =>
            (await site.Slack.ClickAsync(site.Bob.Id, message.Channel, message.Ts, "approve_request", endpoint)).Status;
    }

    [Fact]
    public async Task Start_InsecureOptionBesideTlsFiles_ListensWithoutTls()
    {
        await using var site = await Site.CreateAsync();
        using var authority = new ListenerAuthority();
        authority.Write(site.File("web.pem"), site.File("web.key"));
        site.Replace(
            "insecure = true",
            $"https_cert_file = \"{site.File("web.pem")}\"\nhttps_key_file = \"{site.File("web.key")}\""
        );
        await using var daemon = site.StartDaemon("--insecure-no-tls");

        await daemon.LineAsync("Starting insecure HTTP server on ");
    }

    [Fact]
    public async Task Signal_HangupWithOtherListenerFiles_TakesThemOrKeepsEverything()
    {
        await using var site = await Site.CreateAsync();
        using var authority = new ListenerAuthority();
        using var other = new ListenerAuthority();
        authority.Write(site.File("web.pem"), site.File("web.key"));
        other.Write(site.File("other.pem"), site.File("other.key"));
        site.Replace(
            "insecure = true",
            $"https_cert_file = \"{site.File("web.pem")}\"\nhttps_key_file = \"{site.File("web.key")}\""
        );
        await using var daemon = site.StartDaemon();
        var port = int.Parse((await daemon.LineAsync("Starting secure HTTPS server on ")).Split(':').Last());
        await ShakeHandsAsync(authority);

        site.Replace("web.pem", "other.pem");
        site.WriteToml();
        await daemon.SignalAsync(PosixSignal.SIGHUP);
        await daemon.LineAsync("The previous configuration stays in effect"); // the key is still the first one's
        await ShakeHandsAsync(authority);

        site.Replace("web.key", "other.key");
        site.WriteToml();
        await daemon.SignalAsync(PosixSignal.SIGHUP);
        await daemon.LineAsync("Configuration reloaded");
        await ShakeHandsAsync(other);

        async Task ShakeHandsAsync(ListenerAuthority trusted)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, leaf, _, _) =>
                IsOf(trusted, leaf!)
            );
            await tls.AuthenticateAsClientAsync("127.0.0.1");
        }

        static bool IsOf(ListenerAuthority trusted, X509Certificate leaf)
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(trusted.Root);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build(new X509Certificate2(leaf));
        }
    }

    private static long Monotonic() =>
        System.Diagnostics.Stopwatch.GetTimestamp() / (System.Diagnostics.Stopwatch.Frequency / 1_000_000);

    private static string ChannelOf(Site site, Sandbox.Slack.SlackMessage message) =>
        "#" + site.Slack.Channels.Single(channel => channel.Id == message.Channel).Name;

    private static async Task<Uri> EndpointAsync(DaemonProcess daemon) =>
        new("http://" + (await daemon.LineAsync("HTTP server on ")).Split("server on ")[1]);

    private static async Task<HttpStatusCode> StatusAsync(Uri address)
    {
        using var http = new HttpClient();
        return (await http.GetAsync(address)).StatusCode;
    }
}
