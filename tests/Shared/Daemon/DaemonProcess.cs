using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using AccessSlack.Sandbox;
using AccessSlack.Sandbox.Demo;

namespace AccessSlack.Testing.Daemon;

/// <summary>
/// The program as a process of its own: real arguments, signals, output and exit code. Killed at the latest when
/// disposed.
/// </summary>
internal sealed class DaemonProcess : IAsyncDisposable
{
    /// <summary>Only a process that hangs takes so long.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<PosixSignal, string> Names = new()
    {
        [PosixSignal.SIGTERM] = "TERM",
        [PosixSignal.SIGINT] = "INT",
        [PosixSignal.SIGHUP] = "HUP",
    };

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [], _errors = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DaemonProcess(ProcessStartInfo start)
    {
        Secrets = ProxySecrets(start);
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ = WatchAsync();
    }

    /// <summary>What it said on stderr so far, by lines.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>What it said on stdout so far, by lines.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>The secrets in its environment: user names and passwords of proxies.</summary>
    public IReadOnlyCollection<KnownSecret> Secrets { get; }

    private event EventHandler? Written;

    public static DaemonProcess Start(params IReadOnlyList<string> arguments) => Start(notifySocket: null, arguments);

    /// <param name="notifySocket">The value of NOTIFY_SOCKET; null for none.</param>
    /// <param name="arguments">After the name of the program.</param>
    /// <param name="environment">Beside what this process has.</param>
    /// <param name="program">A release binary; null for the one of this test run.</param>
    public static DaemonProcess Start(
        string? notifySocket,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? program = null
    )
    {
        var start = program is null ? DaemonProgram.Command(arguments) : new(program, arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, false);
        // The tests may themselves run as a service.
        foreach (
            var name in new[] { "NOTIFY_SOCKET", "SYSTEMD_EXEC_PID", "LISTEN_PID", "WATCHDOG_USEC", "WATCHDOG_PID" }
        )
            start.Environment.Remove(name);
        // Or behind a proxy, which the simulators are not.
        foreach (
            var name in start
                .Environment.Keys.Where(name => name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase))
                .ToList()
        )
            start.Environment.Remove(name);
        if (notifySocket is not null) start.Environment["NOTIFY_SOCKET"] = notifySocket;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new(start);
    }

    /// <summary>Runs a command that ends by itself.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        params IReadOnlyList<string> arguments
    )
    {
        await using var process = Start(arguments);
        var code = await process.ExitAsync();
        return (code, Text(process._output), Text(process._errors));
    }

    /// <summary>
    /// The first line on stderr that holds this text; fails at once when the process ends without it.
    /// </summary>
    public Task<string> LineAsync(string part) => LineAsync(_errors, part);

    /// <summary>The same on stdout.</summary>
    public Task<string> OutputLineAsync(string part) => LineAsync(_output, part);

    private async Task<string> LineAsync(ConcurrentQueue<string> lines, string part)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(object? sender, EventArgs e)
        {
            if (lines.FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal)) is { } line)
                found.TrySetResult(line);
        }

        Written += Look;
        Look(null, EventArgs.Empty);
        await Task.WhenAny(found.Task, _ended.Task).WaitAsync(Limit);
        Written -= Look;
        Look(null, EventArgs.Empty);
        Assert.True(found.Task.IsCompleted, $"The process ended without the line \"{part}\":\n{Text(_errors)}");
        return await found.Task;
    }

    /// <summary>The exit code, after everything it said has been read; 128 and its number after a signal.</summary>
    /// <param name="limit">For a process that takes its time on purpose.</param>
    public async Task<int> ExitAsync(TimeSpan? limit = null)
    {
        await _ended.Task.WaitAsync(limit ?? Limit);
        return _process.ExitCode;
    }

    public async Task SignalAsync(PosixSignal signal)
    {
        using var kill = Process.Start("kill", ["-s", Names[signal], _process.Id.ToString()]);
        await kill.WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>SIGKILL: nothing in it runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _ended.Task.WaitAsync(Limit);
        _process.Dispose();
    }

    private static IReadOnlyCollection<KnownSecret> ProxySecrets(ProcessStartInfo start)
    {
        var found = new SecretBook();
        foreach (var (name, value) in start.Environment)
        {
            if (
                !name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)
                || !Uri.TryCreate(value, UriKind.Absolute, out var proxy)
            )
                continue;
            found.Note("proxy credentials", proxy.UserInfo);
            found.Note("proxy password", Uri.UnescapeDataString(proxy.UserInfo.Split(':')[^1]));
        }

        return found.All;
    }

    private async Task WatchAsync()
    {
        await _process.WaitForExitAsync();
        _ended.SetResult();
    }

    private void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is null) return; // the end of the stream
        lines.Enqueue(line);
        Written?.Invoke(this, EventArgs.Empty);
    }

    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));
}
