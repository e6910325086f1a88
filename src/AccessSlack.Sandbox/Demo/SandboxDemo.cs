using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Demo;

/// <summary>Both simulators, the real daemon between them, and a page to try it out.</summary>
internal sealed class SandboxDemo : IAsyncDisposable
{
    private const int LogLinesOnPage = 200;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _one = new(1);
    private readonly Queue<string> _log = [];
    private readonly DemoWorld _world;
    private readonly TextWriter _output;
    private DemoServer? _server;
    private DaemonProcess? _daemon;

    private SandboxDemo(DemoWorld world, TextWriter output) =>
        (_world, _output) = (world, TextWriter.Synchronized(output));

    /// <summary>Address of the page.</summary>
    public Uri Address => _server!.Address;

    /// <summary>Where the daemon's configuration is; it is removed at the end.</summary>
    public string ConfigPath => _world.ConfigPath;

    public DaemonProcess Daemon => _daemon!;

    /// <summary>Returns when the daemon is ready or has ended; the page says which.</summary>
    /// <param name="port">Requested port of the page; a free one is used if it is taken.</param>
    /// <param name="output">Gets the daemon's log and messages for the user.</param>
    /// <param name="cancel">Ends the start.</param>
    /// <param name="troubleFor">Maximum duration of Slack's problems; see <see cref="SlackWeather"/>.</param>
    public static async Task<SandboxDemo> StartAsync(
        int port,
        TextWriter output,
        CancellationToken cancel,
        TimeSpan? troubleFor = null
    )
    {
        var demo = new SandboxDemo(await DemoWorld.StartAsync(troubleFor: troubleFor), output);
        try
        {
            await demo.StartAsync(port, cancel);
            return demo;
        }
        catch
        {
            await demo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the daemon first, so that both sides are still there while it stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null) await _daemon.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        await _world.DisposeAsync();
        _one.Dispose();
    }

    private async Task StartAsync(int port, CancellationToken cancel)
    {
        _server = await DemoServer.StartAsync(
            port,
            State,
            new DemoActions(_world, () => _daemon is { ExitCode: null } running ? running.Endpoint : null)
            {
                UseSocketAsync = isOn => UseSocketAsync(isOn, CancellationToken.None),
            }
        );
        _world.Slack.Changed += Touch;
        _world.Teleport.Changed += Touch;
        await StartDaemonAsync(cancel);
    }

    private async Task StartDaemonAsync(CancellationToken cancel)
    {
        _daemon = DaemonProcess.Start(_world.ConfigPath, Log);
        _ = ReportEndAsync(_daemon);
        await _daemon.WhenReadyOrEndedAsync(cancel);
        _server!.Touch();
    }

    /// <summary>Which door is used is decided at the start of the daemon, so this restarts it.</summary>
    private async Task UseSocketAsync(bool isOn, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_world.Slack.Sockets.IsOn == isOn) return;
            var old = Interlocked.Exchange(ref _daemon, null);
            if (old is not null) await old.DisposeAsync();
            await _world.UseSocketAsync(isOn);
            await StartDaemonAsync(cancel);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task ReportEndAsync(DaemonProcess daemon)
    {
        var code = await daemon.WhenEndedAsync();
        Log($"The daemon ended with exit code {code}.");
    }

    private JsonObject State()
    {
        lock (_lock) return DemoView.Of(_world, _daemon, _log);
    }

    private void Touch(object? sender, EventArgs change) => _server?.Touch();

    private void Log(string line)
    {
        _output.WriteLine($"daemon | {line}");
        lock (_lock)
        {
            _log.Enqueue(line);
            if (_log.Count > LogLinesOnPage) _log.Dequeue();
        }

        _server?.Touch();
    }
}
