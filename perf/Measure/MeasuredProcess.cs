using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace AccessSlack.Measure;

/// <summary>A program that runs as a process of its own, and is killed when it is no longer needed.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private const int LastLines = 5;

    private readonly ConcurrentQueue<string> _said = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly string _program;
    private readonly TimeSpan _limit;
    private readonly Process _process;
    private readonly Task _ended;
    private int _lines;

    private MeasuredProcess(ProcessStartInfo start, TimeSpan limit)
    {
        (_program, _limit) = (start.FileName, limit);
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += Remember;
        _process.ErrorDataReceived += Remember;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ended = _process.WaitForExitAsync();
    }

    /// <summary>Since just before the process was made.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>Resident memory in bytes (VmRSS of proc_pid_status(5)).</summary>
    public long Resident => Bytes("VmRSS:");

    /// <summary>The most that it ever was (VmHWM).</summary>
    public long PeakResident => Bytes("VmHWM:");

    /// <summary>How many lines it has written.</summary>
    public int Lines => Volatile.Read(ref _lines);

    /// <param name="program">Its path.</param>
    /// <param name="arguments">After the name of the program.</param>
    /// <param name="limit">How long anything that is expected of it may take.</param>
    /// <exception cref="MeasureException">It cannot be started.</exception>
    public static MeasuredProcess Start(string program, IReadOnlyList<string> arguments, TimeSpan limit)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList()) start.Environment.Remove(name);
        try
        {
            return new(start, limit);
        }
        catch (Win32Exception e)
        {
            var reason = new Win32Exception(e.NativeErrorCode).Message;
            throw new MeasureException($"{program} cannot be started: {reason}.");
        }
    }

    /// <summary>Completes with <paramref name="expected"/>.</summary>
    /// <param name="expected">What the process should bring about.</param>
    /// <param name="what">The same in words, after the name of the program: "did not ...".</param>
    /// <exception cref="MeasureException">It ended or took too long.</exception>
    public async Task UntilAsync(Task expected, string what)
    {
        try
        {
            var first = await Task.WhenAny(expected, _ended).WaitAsync(_limit, TimeProvider.System);
            if (first == _ended) throw Failure($"ended with exit code {_process.ExitCode}: it {what}");
            await expected;
        }
        catch (TimeoutException)
        {
            throw Failure($"{what} within {_limit.TotalSeconds} s");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _ended;
        _process.Dispose();
    }

    /// <summary>A service manager or a proxy of the person who measures is no part of what is measured.</summary>
    private static bool IsForeign(string name) =>
        name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_", StringComparison.Ordinal)
        || name is "NOTIFY_SOCKET" or "SYSTEMD_EXEC_PID" or "LISTEN_PID" or "WATCHDOG_USEC" or "WATCHDOG_PID";

    private long Bytes(string key) => 1024 * long.Parse(Status(key).Split(' ')[0], CultureInfo.InvariantCulture);

    private string Status(string key)
    {
        var lines = File.ReadLines($"/proc/{_process.Id}/status");
        return lines.First(line => line.StartsWith(key, StringComparison.Ordinal))[key.Length..].Trim();
    }

    private void Remember(object sender, DataReceivedEventArgs line)
    {
        if (string.IsNullOrEmpty(line.Data)) return;
        Interlocked.Increment(ref _lines);
        _said.Enqueue(line.Data);
        if (_said.Count > LastLines) _said.TryDequeue(out _);
    }

    private MeasureException Failure(string what) =>
        new($"{_program} {what}." + (_said.IsEmpty ? "" : " Its last lines:\n" + string.Join('\n', _said)));
}
