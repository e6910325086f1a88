using AccessSlack.Configuration;
using AccessSlack.Logging;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Logging;

/// <summary>Runs alone, because it exchanges the standard streams of the process.</summary>
[Collection(nameof(DaemonLogTests))]
[CollectionDefinition(nameof(DaemonLogTests), DisableParallelization = true)]
public sealed class DaemonLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public void Log_File_IsAppendedToAndKeepsOthersOut()
    {
        for (var run = 1; run <= 2; run++)
        {
            using var log = New(File("daemon.log"), underSystemd: true);
            log.Loggers.CreateLogger("x").LogInformation("run {Run}", run);
        }

        Assert.Collection(Lines("daemon.log"),
            line => Assert.Matches(@"^\d{4}-.*Z INFO  run 1$", line),
            line => Assert.Matches(@"^\d{4}-.*Z INFO  run 2$", line));
        AssertClosedToOthers("daemon.log");
    }

    [Theory]
    [InlineData("none/daemon.log")]
    [InlineData("with\0zero")]
    public void Create_PathThatIsNoFile_ThrowsIOException(string name) =>
        Assert.ThrowsAny<IOException>(() => New(File(name)));

    [Fact]
    public void Create_Folder_ThrowsUnauthorized() =>
        Assert.Throws<UnauthorizedAccessException>(() => New(_folder.FullName));

    [Fact]
    public void Apply_FileWasMovedAway_GoesOnInANewOne()
    {
        using var log = New(File("daemon.log"));
        var logger = log.Loggers.CreateLogger("x");
        logger.LogInformation("before");
        System.IO.File.Move(File("daemon.log"), File("daemon.log.1"));
        logger.LogInformation("between");

        log.Apply(Settings(File("daemon.log")));
        logger.LogInformation("after");

        Assert.Equal(["before", "between"], Lines("daemon.log.1").Select(Words));
        Assert.Equal(["after"], Lines("daemon.log").Select(Words));
        AssertClosedToOthers("daemon.log");
    }

    [Fact]
    public async Task Apply_WhileOthersWrite_LosesAndMixesNothing()
    {
        const int Writers = 4, LinesEach = 500;
        using var log = New(File("daemon.log"));
        var writing = Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(writer =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < LinesEach; i++)
                            log.Loggers.CreateLogger("x")
                                .LogInformation("{Writer}/{Number} {Padding}", writer, i, new string('x', 300));
                    })
                )
        );

        var rotations = 0;
        do
        {
            System.IO.File.Move(File("daemon.log"), File($"daemon.log.{++rotations}"));
            log.Apply(Settings(File("daemon.log")));
        }
        while (!writing.IsCompleted);
        await writing;

        var lines = _folder.GetFiles().SelectMany(file => System.IO.File.ReadAllLines(file.FullName)).ToList();
        Assert.All(lines, line => Assert.Matches(@"^\d{4}-\S+Z INFO  \d/\d+ x{300}$", line));
        Assert.Equal(Writers * LinesEach, lines.Select(Words).Distinct().Count());
        Assert.Equal(Writers * LinesEach, lines.Count);
    }

    [Fact]
    public void Apply_SeverityFormatAndOutput_ReachLoggersThatExist()
    {
        using var log = New(File("old.log"));
        var (ours, theirs) = (
            log.Loggers.CreateLogger("x"),
            log.Loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel")
        );
        ours.LogDebug("not yet");

        log.Apply(new(File("new.log"), LogSeverity.Debug, LogFormat.Json));
        ours.LogDebug("fine");
        theirs.LogInformation("never");
        theirs.LogWarning("trouble");
        log.Apply(new(File("new.log"), LogSeverity.Error, LogFormat.Json));
        ours.LogWarning("too much");
        theirs.LogWarning("too much");

        Assert.Empty(Lines("old.log"));
        Assert.False(ours.IsEnabled(LogLevel.Warning));
        Assert.Collection(Lines("new.log"),
            line => Assert.EndsWith("""Z","level":"DEBUG","msg":"fine"}""", line, StringComparison.Ordinal),
            line => Assert.EndsWith("""Z","level":"WARN","msg":"trouble"}""", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Apply_OutputThatCannotBeOpened_ThrowsAndChangesNothing()
    {
        using var log = New(File("daemon.log"));

        Assert.ThrowsAny<IOException>(() => log.Apply(new(File("none/daemon.log"), LogSeverity.Error, LogFormat.Json)));
        Assert.Throws<UnauthorizedAccessException>(() =>
            log.Apply(new(_folder.FullName, LogSeverity.Error, LogFormat.Json))
        );
        log.Loggers.CreateLogger("x").LogInformation("still here");

        Assert.EndsWith("Z INFO  still here", Assert.Single(Lines("daemon.log")), StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_WithDebugOption_StaysAtDebug()
    {
        using var log = new DaemonLog(
            new(File("daemon.log"), LogSeverity.Error, LogFormat.Text),
            debug: true,
            underSystemd: false
        );
        var logger = log.Loggers.CreateLogger("x");
        logger.LogDebug("first");

        log.Apply(new(File("daemon.log"), LogSeverity.Error, LogFormat.Text));
        logger.LogDebug("second");

        Assert.Equal(["first", "second"], Lines("daemon.log").Select(Words));
    }

    [Fact]
    public void Log_FileEmptiedByCopytruncate_GoesOnAtItsBeginning()
    {
        using var log = New(File("daemon.log"));
        var logger = log.Loggers.CreateLogger("x");
        logger.LogInformation("before");

        using (var other = new FileStream(File("daemon.log"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            other.SetLength(0);
        logger.LogInformation("after");

        Assert.Matches(@"^\d{4}-\S+Z INFO  after\n$", System.IO.File.ReadAllText(File("daemon.log")));
    }

    [Fact]
    public void Log_DiskFull_GoesOnAndSaysLaterWhatIsMissing()
    {
        Assert.True(System.IO.File.Exists("/dev/full"), "This test needs Linux.");
        using var log = New("/dev/full");
        var logger = log.Loggers.CreateLogger("x");
        logger.LogInformation("one");
        logger.LogInformation("two");

        log.Apply(Settings(File("daemon.log")));
        logger.LogInformation("three");
        logger.LogInformation("four");

        Assert.Collection(
            Lines("daemon.log"),
            line =>
                Assert.Matches(
                    "Z ERROR The log could not be written for a while; 2 lines are missing here: No space left on " +
                    "device",
                    line
                ),
            line => Assert.Equal("three", Words(line)),
            line => Assert.Equal("four", Words(line)));
    }

    [Fact]
    public void Apply_FromFileToStream_ClosesTheFile()
    {
        var (_, stderr) = WithStreams(() =>
        {
            using var log = New(File("daemon.log"), underSystemd: true);
            log.Apply(Settings("stderr"));
            log.Loggers.CreateLogger("x").LogInformation("there");
        });

        Assert.Equal("<6>INFO  there\n", stderr);
        Assert.Empty(Lines("daemon.log"));
    }

    [Theory]
    [InlineData("stderr", nameof(LogFormat.Text), true, "<3>ERROR broken\n")]
    [InlineData("stdout", nameof(LogFormat.Text), true, "<3>ERROR broken\n")]
    [InlineData("stderr", nameof(LogFormat.Text), false, "Z ERROR broken\n")]
    [InlineData("stdout", nameof(LogFormat.Json), true, "\"level\":\"ERROR\",\"msg\":\"broken\"}\n")]
    public void Create_StandardStream_WritesThereAndOnlyThere(
        string output,
        string format,
        bool underSystemd,
        string expected
    )
    {
        var (stdout, stderr) = WithStreams(() =>
        {
            using var log = new DaemonLog(
                new(output, LogSeverity.Info, Enum.Parse<LogFormat>(format)),
                debug: false,
                underSystemd
            );
            log.Loggers.CreateLogger("x").LogError("broken");
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

        foreach (var level in new[] { LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error })
            log.Logger().Event(level, "text");

        Assert.Equal(expected, log.Written.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData(nameof(LogSeverity.Debug), 2)]
    [InlineData(nameof(LogSeverity.Error), 1)]
    public void Create_Framework_SpeaksOnlyOfTrouble(string severity, int expected)
    {
        using var log = LogCapture.Text(Enum.Parse<LogSeverity>(severity));

        foreach (var level in new[] { LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error })
            log.Logger("Microsoft.AspNetCore.Server.Kestrel").Event(level, "text");

        Assert.Equal(expected, log.Written.Count(c => c == '\n'));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string File(string name) => Path.Combine(_folder.FullName, name);

    private string[] Lines(string name) => System.IO.File.ReadAllLines(File(name));

    private static string Words(string line) => line.Split("  ", 2)[^1].Replace("DEBUG ", "").Split("Z ")[^1];

    private static LogSettings Settings(string output) => new(output, LogSeverity.Info, LogFormat.Text);

    private static DaemonLog New(string output, bool underSystemd = false) =>
        new(Settings(output), debug: false, underSystemd);

    private void AssertClosedToOthers(string name)
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode Wanted = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        Assert.Equal(UnixFileMode.None, System.IO.File.GetUnixFileMode(File(name)) & ~Wanted);
    }

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
