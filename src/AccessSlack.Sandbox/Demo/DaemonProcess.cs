using System.Diagnostics;
using System.Text.RegularExpressions;
using AccessSlack.Sandbox.Slack.Sockets;

namespace AccessSlack.Sandbox.Demo;

/// <summary>The real daemon as a child process, run by its own <c>start</c> command.</summary>
internal sealed partial class DaemonProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly Action<string> _log;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<int> _ended;
    private volatile Uri? _endpoint;
    private volatile bool _watches;
    private long _watching;
    private long _renewed;

    private DaemonProcess(ProcessStartInfo start, Action<string> log)
    {
        _log = log;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Read;
        _process.ErrorDataReceived += Read;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ended = EndAsync();
    }

    /// <summary>Where Slack reaches it: an address, or its socket; null until then.</summary>
    public Uri? Endpoint => _endpoint;

    /// <summary>Null while it runs.</summary>
    public int? ExitCode => _ended.IsCompletedSuccessfully ? _ended.Result : null;

    public bool IsReady => _ready.Task.IsCompletedSuccessfully && ExitCode is null;

    /// <summary>Whether it is currently receiving Teleport's events.</summary>
    public bool IsWatching => _watches && ExitCode is null;

    /// <summary>
    /// When the current or last watch on Teleport began, in milliseconds since 1970; 0 before the first.
    /// </summary>
    public long WatchBegan => Interlocked.Read(ref _watching);

    /// <summary>When it last picked up renewed certificates, likewise.</summary>
    public long TookCertificates => Interlocked.Read(ref _renewed);

    /// <param name="config">Path of its TOML file.</param>
    /// <param name="log">Gets every line it writes, on any thread.</param>
    public static DaemonProcess Start(string config, Action<string> log)
    {
        var start = DaemonProgram.Command("start", "--config", config, "--insecure-no-tls");
        (start.UseShellExecute, start.RedirectStandardError, start.RedirectStandardOutput) = (false, true, true);
        // It is not the service of a systemd that may have started us.
        foreach (var name in new[] { "NOTIFY_SOCKET", "JOURNAL_STREAM", "INVOCATION_ID" })
            start.Environment.Remove(name);
        return new DaemonProcess(start, log);
    }

    /// <summary>
    /// Completes when it watches requests and accepts clicks, or has ended; does not throw if it failed.
    /// </summary>
    public Task WhenReadyOrEndedAsync(CancellationToken cancel) => Task.WhenAny(_ready.Task, _ended).WaitAsync(cancel);

    /// <summary>Its exit code, once all its output was read.</summary>
    public Task<int> WhenEndedAsync() => _ended;

    /// <summary>Asks it to stop, as systemd does, and kills it after 15 s.</summary>
    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            if (!_ended.IsCompleted) await TerminateAsync(_process.Id);
            await Task.WhenAny(_ended, Task.Delay(Patience, TimeProvider.System));
            if (!_ended.IsCompleted) _process.Kill();
            await _ended;
        }
    }

    private static async Task TerminateAsync(int id)
    {
        if (OperatingSystem.IsWindows()) return;
        using var kill = Process.Start("kill", ["-TERM", id.ToString()]);
        await kill.WaitForExitAsync();
    }

    private async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private void Read(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text) return;
        if (Listening().Match(text) is { Success: true } listening)
            _endpoint = new Uri($"http://{listening.Groups["address"].Value}/");
        if (text.Contains("Connected to Slack over Socket Mode", StringComparison.Ordinal))
            _endpoint = SlackSockets.Any;
        ReadWatch(text);
        if (text.Contains("Renewed credentials or secrets", StringComparison.Ordinal)) Note(ref _renewed);
        if (_watches && _endpoint is not null) _ready.TrySetResult();
        _log(text);
    }

    private void ReadWatch(string text)
    {
        if (text.Contains("The watch on Teleport ended", StringComparison.Ordinal)) _watches = false;
        if (!text.Contains("Watcher connected", StringComparison.Ordinal)) return;
        Note(ref _watching);
        _watches = true;
    }

    private static void Note(ref long time) =>
        Interlocked.Exchange(ref time, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    // The wording of these lines is part of the daemon's contract.
    [GeneratedRegex(
        @"HTTPS? server on (?<address>127\.0\.0\.1:\d+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Listening();
}
