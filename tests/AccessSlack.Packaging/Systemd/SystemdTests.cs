using System.Runtime.Versioning;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Testing;

namespace AccessSlack.Packaging.Systemd;

/// <summary>
/// The package in a machine that systemd runs: what an operator does with systemctl, and reads in the journal.
/// </summary>
[SupportedOSPlatform("linux")]
[Collection(nameof(Packages))]
public class SystemdTests(Machine machine) : IClassFixture<Machine>
{
    private const string ReadyStatus = "Ready: watching access requests";

    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Start_WatchNotConfirmedYet_IsActiveOnlyWhenReady()
    {
        await using var service = await Service.CreateAsync(machine);
        var hold = service.Site.Teleport.Hold("WatchEvents");
        await service.SystemctlAsync("start", "--no-block");
        await hold.WaitUntilReachedAsync();
        Assert.Equal("activating", await service.PropertyAsync("ActiveState"));

        hold.Release();
        await service.StartAsync(); // waits for the one under way

        Assert.Equal("active", await service.PropertyAsync("ActiveState"));
        await service.PropertyAsync("StatusText", ReadyStatus);
        await service.ApproveAsync(await service.EndpointAsync());
    }

    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Status_TeleportGoesAndComesBack_SaysSo()
    {
        await using var service = await Service.CreateAsync(machine);
        await service.StartAsync();

        await service.Site.Teleport.StopAsync();
        await service.PropertyAsync("StatusText", "Not ready: not connected to Teleport");
        Assert.Contains(
            "Status: \"Not ready: not connected to Teleport\"",
            (await service.TryAsync("status")).Output,
            StringComparison.Ordinal
        );

        await service.Site.Teleport.StartAsync();
        await service.PropertyAsync("StatusText", ReadyStatus);
        Assert.Equal("0", await service.PropertyAsync("NRestarts"));
    }

    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Reload_GoodFile_IsTaken_BadFile_KeepsTheOld()
    {
        await using var service = await Service.CreateAsync(machine);
        await service.StartAsync();
        var (endpoint, process) = (await service.EndpointAsync(), await service.PropertyAsync("MainPID"));
        service.Site.Slack.AddChannel("second", service.Site.Bob);
        service.Site.Replace("recipients = [\"access\"]", "recipients = [\"second\"]");
        await service.WriteTomlAsync();
        await service.SystemctlAsync("reload");
        await service.LineAsync("Configuration reloaded");
        await service.ApproveAsync(endpoint);
        Assert.Equal(
            "second",
            service.Site.Slack.Channels.Single(channel => channel.Id == service.Site.Slack.Messages[0].Channel).Name
        );

        var good = service.Site.Toml;
        service.Site.Toml += "[lgo]\nseverity = \"loud\"\n";
        await service.WriteTomlAsync();
        await service.SystemctlAsync("reload");
        await service.LineAsync("The previous configuration stays in effect");
        await service.PropertyAsync(
            "StatusText",
            ReadyStatus + "; the last reload failed (1 problem, see the log), the previous configuration stays in " +
            "effect"
        );
        Assert.Equal("active", await service.PropertyAsync("ActiveState"));
        await service.ApproveAsync(endpoint);

        service.Site.Toml = good;
        await service.WriteTomlAsync();
        await service.SystemctlAsync("reload");
        await service.PropertyAsync("StatusText", ReadyStatus);
        Assert.Equal(process, await service.PropertyAsync("MainPID"));
    }

    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Watchdog_ProcessThatHangs_IsStartedAgain()
    {
        await using var service = await Service.CreateAsync(machine);
        await service.EditAsync("WatchdogSec=5\nTimeoutAbortSec=1\nRestartSec=1");
        await service.StartAsync();
        await service.EndpointAsync();
        var hung = await service.PropertyAsync("MainPID");

        await service.SystemctlAsync("kill", "--kill-whom=main", "--signal=STOP");

        await service.LineAsync("Watchdog timeout");
        await service.ApproveAsync(await service.EndpointAsync());
        Assert.NotEqual(hung, await service.PropertyAsync("MainPID"));
    }

    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Kill_WhileRunning_IsStartedAgain()
    {
        await using var service = await Service.CreateAsync(machine);
        await service.StartAsync();
        await service.EndpointAsync();

        await service.SystemctlAsync("kill", "--kill-whom=main", "--signal=KILL");

        await service.LineAsync("Scheduled restart job");
        await service.ApproveAsync(await service.EndpointAsync()); // after RestartSec, 10 s
        Assert.Equal("1", await service.PropertyAsync("NRestarts"));
    }

    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Start_BadConfiguration_FailsAndIsNotTriedAgain()
    {
        await using var service = await Service.CreateAsync(machine);
        service.Site.Toml += "[lgo]\nseverity = \"loud\"\n";
        await service.WriteTomlAsync();

        Assert.NotEqual(0, (await service.TryAsync("start")).Code);

        Assert.Equal(
            ("failed", "78", "0"),
            (
                await service.PropertyAsync("SubState"),
                await service.PropertyAsync("ExecMainStatus"),
                await service.PropertyAsync("NRestarts")
            )
        );
        Assert.Contains("lgo", await service.LineAsync("line "), StringComparison.Ordinal);
    }

    /// <summary>It may be renewed a minute later.</summary>
    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Start_RefusedCredentials_IsTriedAgain()
    {
        await using var service = await Service.CreateAsync(machine);
        service.Site.Replace(service.Site.Slack.Options.BotToken, "xoxb-1-nobody-knows-this-one");
        await service.WriteTomlAsync();

        Assert.NotEqual(0, (await service.TryAsync("start")).Code);

        Assert.Equal(
            ("auto-restart", "77"),
            (await service.PropertyAsync("SubState"), await service.PropertyAsync("ExecMainStatus"))
        );
        service.Site.Replace("xoxb-1-nobody-knows-this-one", service.Site.Slack.Options.BotToken);
        await service.WriteTomlAsync();
        await service.ApproveAsync(await service.EndpointAsync());
    }

    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Stop_WhileRunning_IsClean()
    {
        await using var service = await Service.CreateAsync(machine);
        await service.StartAsync();

        await service.SystemctlAsync("stop");

        Assert.Equal(
            ("inactive", "success", "0"),
            (
                await service.PropertyAsync("ActiveState"),
                await service.PropertyAsync("Result"),
                await service.PropertyAsync("ExecMainStatus")
            )
        );
        // No priority prefix is left: the daemon wrote one because it detected the journal, and the journal removed it.
        Assert.Equal("INFO  Stopped", await service.LineAsync("INFO  Stopped"));
        Assert.DoesNotContain(service.Journal, line =>
            line.Contains("ERROR", StringComparison.Ordinal) || line.Contains("Killing", StringComparison.Ordinal)
        );
    }

    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Security_OfTheRunningUnit_IsAtMostOnePointTwo()
    {
        await using var service = await Service.CreateAsync(machine);
        await service.StartAsync();
        await machine.RunAsync("systemd-analyze", "security", "--threshold=12", "--no-pager", Service.Name);
        Assert.Equal(
            Service.Name,
            (await machine.RunAsync("ps", "-o", "user:20=", "-p", await service.PropertyAsync("MainPID"))).Trim()
        );
    }

    /// <summary>
    /// The unit denies memory that is written and then run, and netlink, which the resolver would like to have.
    /// </summary>
    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Start_HostByName_RunsUnderAllThatTheUnitDenies()
    {
        await using var service = await Service.CreateAsync(machine);
        service.Site.Replace(
            service.Site.Slack.ApiUrl.ToString(),
            service.Site.Slack.ApiUrl.ToString().Replace("127.0.0.1", "localhost", StringComparison.Ordinal)
        );
        await service.WriteTomlAsync();

        await service.StartAsync();

        await service.ApproveAsync(await service.EndpointAsync());
        Assert.Equal("yes", await service.PropertyAsync("MemoryDenyWriteExecute"));
        Assert.Equal("AF_INET AF_INET6 AF_UNIX", await service.PropertyAsync("RestrictAddressFamilies"));
    }

    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Start_SecretsByLoadCredential_AreTaken()
    {
        await using var service = await Service.CreateAsync(machine);
        await machine.PutAsync("/etc/teleport-slack/token", service.Site.Slack.Options.BotToken + "\n");
        await machine.PutAsync("/etc/teleport-slack/secret", service.Site.Slack.Options.SigningSecret + "\n");
        service.Site.WriteToml(); // so that the hunt knows both, although the daemon's file does not hold them
        service.Site.Replace(service.Site.Slack.Options.BotToken, "credential:slack-token");
        service.Site.Replace(service.Site.Slack.Options.SigningSecret, "credential:slack-secret");
        await service.WriteTomlAsync();
        await service.EditAsync(
            "LoadCredential=slack-token:/etc/teleport-slack/token\nLoadCredential=slack-secret:/etc/teleport-slack/secret"
        );

        await service.StartAsync();

        await service.ApproveAsync(await service.EndpointAsync());
        Assert.NotEqual(
            0,
            (
                await machine.TryAsync(
                    "setpriv",
                    "--reuid",
                    Service.Name,
                    "--regid",
                    Service.Name,
                    "--clear-groups",
                    "cat",
                    "/etc/teleport-slack/token"
                )
            ).Code
        );
    }

    /// <summary>
    /// The README's way from an installed package to the first decision, on the file that the package laid down.
    /// </summary>
    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Install_ExampleFilledIn_ChecksStartsAndDecides()
    {
        await using var service = await Service.CreateAsync(machine);
        service.Site.Toml = await machine.RunAsync("teleport-slack", "configure");
        await service.WriteTomlAsync();
        var (code, findings) = await machine.TryAsync("teleport-slack", "check", "--offline");
        Assert.Equal(1, code);
        Assert.Contains("slack.token", findings, StringComparison.Ordinal);

        service.Site.Replace("<auth.example.com:3025>", service.Site.Teleport.Address);
        service.Site.Replace("<bot token>", service.Site.Slack.Options.BotToken);
        service.Site.Replace("<signing secret>", service.Site.Slack.Options.SigningSecret);
        service.Site.Replace("<channel name>", "access");
        service.Site.Replace("# api_url = \"https://slack.com/api/\"", $"api_url = \"{service.Site.Slack.ApiUrl}\"");
        service.Site.Replace("# listen_addr = \":8081\"", "listen_addr = \"127.0.0.1:0\"");
        service.Site.Replace("https_key_file", "# https_key_file");
        service.Site.Replace("https_cert_file", "# https_cert_file");
        service.Site.Replace("# insecure = false", "insecure = true");
        await service.WriteTomlAsync();
        await machine.RunAsync("teleport-slack", "check");
        await machine.RunAsync("systemctl", "enable", "--now", Service.Name);

        await service.ApproveAsync(await service.EndpointAsync());
        Assert.Equal(
            "root:teleport-slack 640",
            (await machine.RunAsync("stat", "--format=%U:%G %a", "/etc/teleport-slack.toml")).Trim()
        );
        await machine.RunAsync("systemctl", "disable", Service.Name);
    }

    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Install_AgainWhileRunning_RestartsItAndKeepsTheConfiguration()
    {
        await using var service = await Service.CreateAsync(machine);
        await service.StartAsync();
        await service.EndpointAsync();
        var old = await service.PropertyAsync("MainPID");

        await machine.InstallAsync();

        await service.ApproveAsync(await service.EndpointAsync());
        Assert.NotEqual(old, await service.PropertyAsync("MainPID"));
        Assert.Equal(service.Site.Toml, await machine.ReadAsync("/etc/teleport-slack.toml"));
    }

    [NeedsFact(Needs.Root, Needs.Binary, Needs.Systemd)]
    public async Task Remove_WhileRunning_StopsItAndKeepsTheConfiguration()
    {
        await using var service = await Service.CreateAsync(machine);
        await service.StartAsync();

        await machine.RunAsync("dpkg", "--remove", Service.Name);

        await service.LineAsync("INFO  Stopped");
        Assert.Equal("inactive", await service.PropertyAsync("ActiveState"));
        Assert.Equal(service.Site.Toml, await machine.ReadAsync("/etc/teleport-slack.toml"));
        await machine.InstallAsync();
    }
}
