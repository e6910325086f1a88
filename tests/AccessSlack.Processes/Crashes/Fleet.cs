using System.Runtime.InteropServices;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes.Crashes;

/// <summary>Several daemons as processes on one Teleport and one Slack app, whose clocks differ.</summary>
internal sealed class Fleet(Site site) : IAsyncDisposable
{
    /// <summary>Debian's package of the same name; it changes what a process is told of the time of day.</summary>

    private readonly List<Ship> _ships = [];

    public int Count => _ships.Count;

    public Uri Endpoint(int index) => _ships[index].Endpoint;

    /// <summary>One more, whose clock is so many minutes ahead.</summary>
    public async Task AddAsync(int minutes) => _ships.Add(await StartAsync(minutes));

    /// <summary>SIGKILL, and a new one in its place, with the same clock.</summary>
    public async Task ReplaceAsync(int index)
    {
        var dead = _ships[index];
        await dead.Daemon.KillAsync();
        _ships[index] = await StartAsync(dead.Minutes);
    }

    public async Task StopAsync()
    {
        foreach (var ship in _ships) await ship.Daemon.SignalAsync(PosixSignal.SIGTERM);
        foreach (var ship in _ships) Assert.Equal(0, await ship.Daemon.ExitAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var ship in _ships) await ship.Daemon.DisposeAsync();
    }

    private async Task<Ship> StartAsync(int minutes)
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
        using var env = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(Needs.FakeTime, ["-f", "+0m", "printenv", "LD_PRELOAD"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return (await env.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30))).Trim();
    }

    private sealed record Ship(DaemonProcess Daemon, Uri Endpoint, int Minutes);
}
