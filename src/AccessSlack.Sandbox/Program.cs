using System.CommandLine;
using System.Runtime.InteropServices;
using AccessSlack.Sandbox.Demo;

var port = new Option<int>("--port")
{
    Description = "Port of the page on 127.0.0.1; if it is in use, a free one",
    DefaultValueFactory = _ => 8085,
};
var root = new RootCommand(
    "Try teleport-slack: the real daemon between a simulated Teleport and a simulated Slack"
)
{
    port,
};
root.SetAction((arguments, _) => RunAsync(arguments.GetValue(port)));
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static async Task<int> RunAsync(int port)
{
    using var stop = new CancellationTokenSource();
    var interrupted = false;
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    SandboxDemo? demo = null;
    try
    {
        demo = await SandboxDemo.StartAsync(port, Console.Out, stop.Token);
        await Console.Out.WriteLineAsync($"""

            Open {demo.Address} in a browser.
              1. On the left, in Teleport: request access as alice.
              2. On the right, in Slack: act as bob and press Approve or Deny; or as alice, a guest, a partner or
                 a bot, who are refused.
              3. Request prod-admin: two people from @sre must approve, and a denial needs a reason.
                 /teleport list and the Home tab show the open requests.
              4. Request k8s-view and k8s-admin together, and approve only one of them. Request logs, which its
                 rule approves. Let an hour pass for dba, which is escalated then, or let an access end. Beside
                 each request stands who may decide it, and why.
              5. Watch the request and the audit trail on the left. Restart the auth server, renew its
                 certificates, make Slack fail, or turn Socket Mode on. Reminders appear in threads after a minute.
                 Ctrl-C stops everything.
            The daemon's configuration, for explain and test on a command line: {demo.ConfigPath}

            """);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
    }
    catch (OperationCanceledException)
    {
        // The user asked for it. A terminal sends Ctrl-C to the daemon as well, and a second signal would cut its
        // orderly stop short.
        if (demo is not null && interrupted)
            await Task.WhenAny(demo.Daemon.WhenEndedAsync(), Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System));
    }
    finally
    {
        if (demo is not null) await demo.DisposeAsync();
    }

    return 0;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        interrupted = signal.Signal == PosixSignal.SIGINT;
        stop.Cancel();
    }
}
