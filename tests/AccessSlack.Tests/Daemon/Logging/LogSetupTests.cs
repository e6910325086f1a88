using AccessSlack.Configuration;
using AccessSlack.Daemon.Logging;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Daemon.Logging;

/// <summary>Runs alone, because it exchanges the standard streams of the process.</summary>
[Collection(nameof(LogSetupTests))]
[CollectionDefinition(nameof(LogSetupTests), DisableParallelization = true)]
public sealed class LogSetupTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public void Create_File_AppendsAndKeepsOthersOut()
    {
        var path = Path.Combine(_folder.FullName, "daemon.log");

        for (var run = 1; run <= 2; run++)
        {
            using var log = LogSetup.Create(path, LogSeverity.Info, LogFormat.Text, underSystemd: true);
            log.CreateLogger("x").LogInformation("run {Run}", run);
        }

        Assert.Collection(File.ReadAllLines(path),
            line => Assert.Matches(@"^\d{4}-.*Z INFO  run 1$", line),
            line => Assert.Matches(@"^\d{4}-.*Z INFO  run 2$", line));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead));
    }

    [Fact]
    public void Create_FileInMissingFolder_Throws() =>
        Assert.ThrowsAny<IOException>(() => LogSetup.Create(Path.Combine(_folder.FullName, "none", "daemon.log"), LogSeverity.Info, LogFormat.Text, underSystemd: false));

    [Theory]
    [InlineData("stderr", nameof(LogFormat.Text), true, "<3>ERROR broken\n")]
    [InlineData("stdout", nameof(LogFormat.Text), true, "<3>ERROR broken\n")]
    [InlineData("stderr", nameof(LogFormat.Text), false, "Z ERROR broken\n")]
    [InlineData("stdout", nameof(LogFormat.Json), true, "\"level\":\"ERROR\",\"msg\":\"broken\"}\n")]
    public void Create_StandardStream_WritesThereAndOnlyThere(string output, string format, bool underSystemd, string expected)
    {
        var (stdout, stderr) = WithStreams(() =>
        {
            using var log = LogSetup.Create(output, LogSeverity.Info, Enum.Parse<LogFormat>(format), underSystemd);
            log.CreateLogger("x").LogError("broken");
        });

        Assert.EndsWith(expected, output == "stdout" ? stdout : stderr, StringComparison.Ordinal);
        Assert.Empty(output == "stdout" ? stderr : stdout);
    }

    [Theory]
    [InlineData(nameof(LogSeverity.Debug), 4)]
    [InlineData(nameof(LogSeverity.Info), 3)]
    [InlineData(nameof(LogSeverity.Warning), 2)]
    [InlineData(nameof(LogSeverity.Error), 1)]
    public void Create_Severity_DropsWhatIsBelow(string severity, int expected)
    {
        using var log = LogCapture.Text(Enum.Parse<LogSeverity>(severity));

        foreach (var level in new[] { LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error }) log.Logger().Event(level, "text");

        Assert.Equal(expected, log.Written.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData(nameof(LogSeverity.Debug), 2)]
    [InlineData(nameof(LogSeverity.Error), 1)]
    public void Create_Framework_SpeaksOnlyOfTrouble(string severity, int expected)
    {
        using var log = LogCapture.Text(Enum.Parse<LogSeverity>(severity));

        foreach (var level in new[] { LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error }) log.Logger("Microsoft.AspNetCore.Server.Kestrel").Event(level, "text");

        Assert.Equal(expected, log.Written.Count(c => c == '\n'));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static (string Stdout, string Stderr) WithStreams(Action action)
    {
        var before = (Console.Out, Console.Error);
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        Console.SetOut(stdout);
        Console.SetError(stderr);
        try
        {
            action();
        }
        finally
        {
            Console.SetOut(before.Out);
            Console.SetError(before.Error);
        }

        return (stdout.ToString(), stderr.ToString());
    }
}
