using System.Diagnostics;
using System.Globalization;

namespace AccessSlack.Benchmarks;

/// <summary>A program as a process of its own: how long it takes until it says that it is ready, and what it holds then.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    /// <summary>Only a process that hangs takes so long.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly string _words;
    private readonly Process _process;
    private TimeSpan _elapsed;

    private MeasuredProcess(ProcessStartInfo start, string words)
    {
        _words = words;
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += Look;
        _process.ErrorDataReceived += Look;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>From before the process was made to the line that said so.</summary>
    public TimeSpan UntilReady => _elapsed;

    /// <summary>What it has used of the processors so far, in steps of 10 ms.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>In bytes (VmRSS of proc_pid_status(5)).</summary>
    public long Resident =>
        1024 * long.Parse(File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <param name="program">Its path.</param>
    /// <param name="words">Are in the line, on either stream, with which it says that it is ready.</param>
    /// <param name="arguments">After the name of the program.</param>
    public static MeasuredProcess Start(string program, string words, params IReadOnlyList<string> arguments) => Start(program, words, new Dictionary<string, string>(), arguments);

    /// <param name="program">Its path.</param>
    /// <param name="words">Are in the line, on either stream, with which it says that it is ready.</param>
    /// <param name="environment">Beside what this process has.</param>
    /// <param name="arguments">After the name of the program.</param>
    public static MeasuredProcess Start(string program, string words, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // Neither a service manager nor a proxy of whoever measures is part of what is measured; nor are settings of the runtime.
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new(start, words);
    }

    /// <summary>The line with which it said that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public async Task<string> ReadyAsync()
    {
        var ended = _process.WaitForExitAsync();
        await Task.WhenAny(_ready.Task, ended).WaitAsync(Limit);
        return _ready.Task.IsCompleted ? await _ready.Task : throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with {_process.ExitCode} before it was ready.");
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Limit);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Limit);
        _process.Dispose();
    }

    private static bool IsForeign(string name) =>
        name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase) || name.StartsWith("DOTNET_", StringComparison.Ordinal) || name is "NOTIFY_SOCKET" or "SYSTEMD_EXEC_PID" or "LISTEN_PID" or "WATCHDOG_USEC" or "WATCHDOG_PID";

    private void Look(object sender, DataReceivedEventArgs line)
    {
        if (line.Data?.Contains(_words, StringComparison.Ordinal) != true || _ready.Task.IsCompleted) return;
        _elapsed = Stopwatch.GetElapsedTime(_started);
        _ready.TrySetResult(line.Data);
    }
}
