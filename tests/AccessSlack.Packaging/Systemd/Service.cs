using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.Versioning;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Packaging.Systemd;

/// <summary>
/// The installed service of a <see cref="Machine"/> and the simulators it works with; stopped, and its journal searched
/// for secrets, when disposed.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class Service : IAsyncDisposable
{
    public const string Name = "teleport-slack";
    private const string Config = "/etc/teleport-slack.toml";
    private const string Data = "/var/lib/teleport/plugins/slack";
    private const string Own = "/etc/systemd/system/teleport-slack.service.d/local.conf";

    private readonly Machine _machine;
    private readonly Process _follower;
    private readonly ConcurrentQueue<string> _journal = [];
    private readonly SemaphoreSlim _written = new(0);
    private int _read;

    private Service(Machine machine, Site site, string cursor)
    {
        (_machine, Site) = (machine, site);
        _follower = machine.Start(
            "journalctl",
            "--follow",
            "--no-tail",
            "--output=cat",
            $"--after-cursor={cursor}",
            $"--unit={Name}"
        );
        _follower.OutputDataReceived += (_, line) => Keep(line.Data);
        _follower.BeginOutputReadLine();
    }

    public Site Site { get; }

    /// <summary>
    /// Everything that stands in the journal for this unit since the test began, by the daemon and by systemd.
    /// </summary>
    public IReadOnlyCollection<string> Journal => _journal;

    public static async Task<Service> CreateAsync(Machine machine)
    {
        await machine.BootAsync();
        var cursor = (await machine.RunAsync("journalctl", "--lines=0", "--show-cursor", "--quiet"))
            .Split("-- cursor: ")[^1]
            .Trim();
        var service = new Service(machine, await Site.CreateAsync(), cursor);
        foreach (var file in new[] { "auth.key", "auth.crt", "auth.cas" })
            await machine.PutAsync($"{Data}/{file}", await File.ReadAllBytesAsync(service.Site.File(file)));
        await machine.RunAsync("chown", "-R", $"{Name}:", Data);
        service.Site.Toml =
            service.Site.Toml.Replace(Path.GetDirectoryName(service.Site.File("x"))!, Data, StringComparison.Ordinal)
            + "[log]\nseverity = \"DEBUG\"\n";
        await service.WriteTomlAsync();
        return service;
    }

    /// <summary>Into the file that the package made, which keeps its owner and its mode.</summary>
    public Task WriteTomlAsync() => _machine.PutAsync(Config, Site.Toml);

    /// <summary>What "systemctl edit" writes.</summary>
    public async Task EditAsync(string lines)
    {
        await _machine.PutAsync(Own, "[Service]\n" + lines + "\n");
        await _machine.RunAsync("systemctl", "daemon-reload");
    }

    public async Task StartAsync()
    {
        var (code, output) = await TryAsync("start");
        Assert.True(
            code == 0,
            output + await _machine.RunAsync("journalctl", "--lines=30", "--output=cat", $"--unit={Name}")
        );
    }

    public Task SystemctlAsync(string verb, params string[] options) =>
        _machine.RunAsync(["systemctl", verb, .. options, Name]);

    public Task<(int Code, string Output)> TryAsync(string verb) => _machine.TryAsync("systemctl", verb, Name);

    /// <summary>A property as systemctl shows it.</summary>
    public async Task<string> PropertyAsync(string name) =>
        (await _machine.RunAsync("systemctl", "show", "--value", $"--property={name}", Name)).Trim();

    /// <summary>Waits until a property is this.</summary>
    public Task PropertyAsync(string name, string value) =>
        _machine.UntilAsync(async () => await PropertyAsync(name) == value ? value : null);

    /// <summary>The next line of the journal that holds this text, after the one that was found before.</summary>
    public async Task<string> LineAsync(string part)
    {
        while (true)
        {
            await _written.WaitAsync().WaitAsync(Machine.Limit);
            var line = _journal.ElementAt(_read++);
            if (line.Contains(part, StringComparison.Ordinal)) return line;
        }
    }

    /// <summary>Where clicks arrive, of the daemon that says so next.</summary>
    public async Task<Uri> EndpointAsync() =>
        new("http://" + (await LineAsync("Starting insecure HTTP server on ")).Split("server on ")[1]);

    /// <summary>A request of alice is announced, bob presses Approve, and Teleport and the message have it.</summary>
    public async Task ApproveAsync(Uri endpoint)
    {
        var id = Site.Teleport.CreateRequest("alice", "dba");
        var message = await Site.AnnouncedAsync(id);
        await Site.Slack.ClickAsync(Site.Bob.Id, message.Channel, message.Ts, "approve_request", endpoint);
        await Site.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal("Approved", Site.StateOf(id));
    }

    public async ValueTask DisposeAsync()
    {
        await _machine.TryAsync("systemctl", "stop", Name);
        await _machine.TryAsync("systemctl", "reset-failed", Name);
        await _machine.RunAsync("rm", "-f", Own);
        await _machine.RunAsync("systemctl", "daemon-reload");
        await _machine.RunAsync("journalctl", "--sync");
        var all = await _machine.RunAsync("journalctl", "--output=export");
        _follower.Kill();
        _follower.Dispose();
        Site.AssertNothingSecret(all);
        await Site.DisposeAsync();
        _written.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return; // the end of the stream
        _journal.Enqueue(line);
        _written.Release();
    }
}
