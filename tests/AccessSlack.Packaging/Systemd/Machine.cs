using System.Diagnostics;
using System.Runtime.Versioning;
using AccessSlack.Testing;

namespace AccessSlack.Packaging.Systemd;

/// <summary>
/// A real systemd as the first process of a machine of its own, see boot.sh: the root is an overlay of this one's, the
/// network is this one's. Nothing done to it stays.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class Machine(Packages packages) : IAsyncLifetime
{
    /// <summary>Only what hangs takes so long.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("access-slack-machine-");
    private Process? _boot;
    private Task<string> _errors = Task.FromResult("");
    private string _pid = "";

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Boots it and installs our package, unless that was done.</summary>
    internal async Task BootAsync()
    {
        if (_boot is not null) return;
        _boot = Process.Start(
            new ProcessStartInfo(
                "sh",
                [Repository.PathOf("tests/AccessSlack.Packaging/Systemd/boot.sh"), _folder.FullName]
            )
            {
                RedirectStandardInput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        _errors = _boot.StandardError.ReadToEndAsync();
        _pid = await UntilAsync(() =>
            File.Exists(At("pid"))
                ? Task.FromResult<string?>(File.ReadAllText(At("pid")).Trim())
                : Task.FromResult<string?>(null)
        );
        await UntilAsync(async () => (await TryAsync("systemctl", "is-active", "trial.target")).Code == 0 ? "" : null);
        await PutAsync("/tmp/teleport-slack.deb", await File.ReadAllBytesAsync(packages.Deb));
        await InstallAsync();
    }

    /// <summary>Our package, as a person installs it or its next release.</summary>
    internal Task InstallAsync() => RunAsync("dpkg", "--install", "/tmp/teleport-slack.deb");

    /// <summary>What a command said in the machine; fails when it fails.</summary>
    internal async Task<string> RunAsync(params string[] command)
    {
        var (code, output) = await TryAsync(command);
        Assert.True(code == 0, $"{string.Join(' ', command)}: exit {code}\n{output}");
        return output;
    }

    /// <summary>The exit code of a command in the machine, and what it said, stderr last.</summary>
    internal async Task<(int Code, string Output)> TryAsync(params string[] command)
    {
        var (code, output, errors) = await Tool.RunAsync("nsenter", Entry(command));
        return (code, output + errors);
    }

    /// <summary>A command in the machine that goes on by itself.</summary>
    internal Process Start(params string[] command) =>
        Process.Start(
            new ProcessStartInfo("nsenter", Entry(command)) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;

    internal Task PutAsync(string path, string text) => PutAsync(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// Writes a file of the machine; whose it is and its mode stay if it was there, else it is root's, 0600.
    /// </summary>
    internal async Task PutAsync(string path, byte[] content)
    {
        var file = Inside(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var mode = File.Exists(file) ? File.GetUnixFileMode(file) : UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await File.WriteAllBytesAsync(file, content);
        File.SetUnixFileMode(file, mode);
    }

    internal Task<string> ReadAsync(string path) => File.ReadAllTextAsync(Inside(path));

    /// <summary>Asks again until there is an answer.</summary>
    internal async Task<string> UntilAsync(Func<Task<string?>> ask)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Limit;)
        {
            if (await ask() is { } answer) return answer;
            if (_boot!.HasExited) Assert.Fail("The machine ended: " + await _errors);
            await Task.Yield();
        }

        throw new TimeoutException("What the test waits for in the machine did not come.");
    }

    public async Task DisposeAsync()
    {
        if (_boot is not null)
        {
            _boot.StandardInput.Close();
            await _boot.WaitForExitAsync().WaitAsync(Limit);
            _boot.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private string[] Entry(string[] command) =>
        [
            "--target",
            _pid,
            "--mount",
            "--pid",
            "--uts",
            "--ipc",
            "--cgroup",
            "--root",
            "--wd",
            "--",
            "env",
            "-i",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL=C.UTF-8",
            .. command,
        ];

    private string At(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A path of the machine as seen from here.</summary>
    private string Inside(string path) => $"/proc/{_pid}/root{path}";
}
