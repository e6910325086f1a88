using System.Runtime.InteropServices;
using System.Text.Json;
using AccessSlack.Sandbox.Demo;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>
/// The main job by the program itself, and what an operator reads of it. That nothing of it is secret, each test of a
/// <see cref="Site"/> asserts.
/// </summary>
public class MainJobProcessTests
{
    [Fact]
    public async Task Approve_TextLog_TellsTheStory()
    {
        await using var site = await Site.CreateAsync();
        var (id, log) = await ApproveAsync(site);

        Assert.All(log, line =>
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (DEBUG|INFO |WARN |ERROR) \S", line)
        );
        Assert.Contains(log, line => line.EndsWith(
                $"Z INFO  Click user_id={site.Bob.Id} email=bob@example.com teleport_user=bob@example.com " +
                $"request_id={id} decision=approve rule=implicit outcome=decided reason_length=0",
                StringComparison.Ordinal
            )
        );
        Assert.Contains(log, line => line.Contains("Z DEBUG ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Approve_JsonLog_TellsTheStoryInFields()
    {
        await using var site = await Site.CreateAsync();
        site.Toml += "[log]\nformat = \"json\"\n";
        var (id, log) = await ApproveAsync(site);

        Assert.All(log, line =>
            Assert.Matches(
                """^{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","level":"(DEBUG|INFO|WARN|ERROR)","msg":"([^"\\]|\\.)+"[,}]""",
                line
            )
        );
        Assert.All(log, line => JsonDocument.Parse(line).Dispose());
        Assert.Contains(log, line => line.EndsWith(
                $$""","level":"INFO","msg":"Click","user_id":"{{site.Bob.Id}}","email":"bob@example.com","teleport_user":"bob@example.com","request_id":"{{id}}","decision":"approve","rule":"implicit","outcome":"decided","reason_length":0}""",
                StringComparison.Ordinal
            )
        );
    }

    [Fact]
    public async Task Start_WithoutDebug_IsSilentAboutDetails()
    {
        await using var site = await Site.CreateAsync();
        site.IsDebug = false;
        var (_, log) = await ApproveAsync(site);

        Assert.DoesNotContain(log, line => line.Contains("DEBUG", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_ProxyWithPassword_IsNamedWithoutIt()
    {
        await using var site = await Site.CreateAsync();
        // The port of discard, where nothing listens
        site.Environment["HTTP_PROXY"] = "http://scott:tiger-in-the-tank@127.0.0.1:9";
        site.Environment["NO_PROXY"] = "";
        await using var daemon = site.StartDaemon();

        var line = await daemon.LineAsync("Not started yet");
        await daemon.SignalAsync(PosixSignal.SIGTERM);

        Assert.Contains("HTTPS_PROXY", line, StringComparison.Ordinal);
        Assert.Equal(0, await daemon.ExitAsync());
        Assert.Superset(
            new HashSet<string> { "proxy credentials", "proxy password", "setting token", "setting secret" },
            site.Hunt().Secrets.Select(secret => secret.Kind).ToHashSet()
        );
    }

    /// <summary>
    /// An upgrade puts its file in place before it restarts the daemon, and some are restarted much later.
    /// </summary>
    [NeedsFact(Needs.Binary)]
    public async Task Approve_FileReplacedByAnUpgrade_IsDoneByTheOldProgram()
    {
        await using var site = await Site.CreateAsync();
        var folder = Directory.CreateDirectory(site.File("bin")).FullName;
        var (program, next) = (Path.Combine(folder, "teleport-slack"), Path.Combine(folder, "next"));
        File.Copy(DaemonProgram.Release!, program);
        File.Copy("/bin/true", next);
        site.Program = program;

        var (id, _) = await ApproveAsync(site, whenReady: () => File.Move(next, program, overwrite: true));

        Assert.Equal("Approved", site.StateOf(id));
    }

    private static async Task<(string Id, IReadOnlyCollection<string> Log)> ApproveAsync(
        Site site,
        Action? whenReady = null
    )
    {
        await using var daemon = site.StartDaemon();
        var endpoint = new Uri(
            "http://" + (await daemon.LineAsync("HTTP server on ")).Split("server on ")[1].Split('"')[0]
        );
        whenReady?.Invoke();
        var id = site.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { Reason = "the payroll of incident 4711" }
        );
        var message = await site.AnnouncedAsync(id);
        await site.Slack.ClickAsync(site.Bob.Id, message.Channel, message.Ts, "approve_request", endpoint);
        await site.ShowsAsync(id, "Approved by bob@example.com");
        await daemon.SignalAsync(PosixSignal.SIGTERM);
        Assert.Equal(0, await daemon.ExitAsync());
        Assert.Equal("Approved", site.StateOf(id));
        return (id, daemon.Errors);
    }
}
