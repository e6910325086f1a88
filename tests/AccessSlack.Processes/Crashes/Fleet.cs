using System.Runtime.InteropServices;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes.Crashes;

/// <summary>Several daemons as processes on one Teleport and one Slack app, whose clocks differ.</summary>
internal sealed class Fleet(Site site) : IAsyncDisposable
{
    private readonly List<Member> _members = [];

    public int Count => _members.Count;

    public Uri Endpoint(int index) => _members[index].Endpoint;

    /// <summary>Starts another one, whose clock is this many minutes ahead.</summary>
    public async Task AddAsync(int minutes) => _members.Add(await StartAsync(minutes));

    /// <summary>SIGKILL, and a new one in its place, with the same clock.</summary>
    public async Task ReplaceAsync(int index)
    {
        var dead = _members[index];
        await dead.Daemon.KillAsync();
        _members[index] = await StartAsync(dead.Minutes);
    }

    public async Task StopAsync()
    {
        foreach (var member in _members) await member.Daemon.SignalAsync(PosixSignal.SIGTERM);
        foreach (var member in _members) Assert.Equal(0, await member.Daemon.ExitAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members) await member.Daemon.DisposeAsync();
    }

    private async Task<Member> StartAsync(int minutes)
    {
        var daemon = site.StartDaemon(notifySocket: null, new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = await LibraryAsync(),
            ["FAKETIME"] = $"+{minutes}m",
            ["DONT_FAKE_MONOTONIC"] = "1", // what waits go by
        });
        var line = await daemon.LineAsync("HTTP server on ");
        var ahead = DateTimeOffset.Parse(line.Split(' ')[0], null) - TimeProvider.System.GetUtcNow();
        Assert.InRange(ahead, TimeSpan.FromMinutes(minutes - 1), TimeSpan.FromMinutes(minutes + 1));
        return new(daemon, new("http://" + line.Split("server on ")[1].Split('"')[0]), minutes);
    }

    /// <summary>The program itself knows where its library is.</summary>
    private static async Task<string> LibraryAsync()
    {
        using var env = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(Needs.FakeTime, ["-f", "+0m", "printenv", "LD_PRELOAD"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        return (await env.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30))).Trim();
    }

    private sealed record Member(DaemonProcess Daemon, Uri Endpoint, int Minutes);
}
