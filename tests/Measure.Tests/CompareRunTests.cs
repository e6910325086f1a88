namespace AccessSlack.Measure.Tests;

/// <summary>The real daemon, and programs that are none.</summary>
public sealed class CompareRunTests
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task RunAsync_TwoDaemons_PrintsMediansAndRatiosOfAll()
    {
        using var daemon = new Script(Script.Daemon);
        var table = await Run(daemon.Path, daemon.Path).RunAsync();
        foreach (var row in new[] { "start to ready", "event to post", "click to 200", "burst of 3" })
            Assert.Matches($@"(?m)^{row} +\d+\.\d +\d+\.\d +\d+\.\d\d$", table);
        Assert.Contains("Turns: 1, on ", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadyAsync_ListenerOnAnotherPort_IsReadyWithoutClicks()
    {
        using var elsewhere = new Script($"""
            sed -i 's/^listen_addr = .*/listen_addr = "127.0.0.1:0"/' "$3"
            {Script.Daemon}
            """);
        await using var daemon = await MeasuredDaemon.StartAsync(elsewhere.Path, channels: 1, Ample);
        Assert.True(await daemon.ReadyAsync() > TimeSpan.Zero);
        Assert.False(daemon.Listens);
        Assert.Empty((await Latencies.MeasureAsync(daemon, requests: 1)).Clicks);
    }

    [Fact]
    public async Task RunAsync_ProgramThatIsMissing_IsRefused() =>
        await RefusesAsync("/nowhere/plugin", "/nowhere/plugin cannot be started: No such file or directory.");

    [Fact]
    public async Task RunAsync_ProgramThatIsNotExecutable_IsRefused()
    {
        using var script = new Script("", UnixFileMode.UserRead);
        await RefusesAsync(script.Path, $"{script.Path} cannot be started: Permission denied.");
    }

    [Fact]
    public async Task RunAsync_ProgramThatEnds_TellsHowAndWhatItSaid()
    {
        using var script = new Script("echo unknown key >&2; exit 3");
        await RefusesAsync(script.Path,
            $"{script.Path} ended with exit code 3: it did not begin to watch Teleport. Its last lines:\nunknown key");
    }

    [Fact]
    public async Task RunAsync_ProgramThatNeverWatches_IsGivenUp()
    {
        using var script = new Script("echo hello; exec tail -f /dev/null");
        await RefusesAsync(script.Path, $"{script.Path} did not begin to watch Teleport within 0.2 s.", limit: 0.2);
    }

    private static CompareRun Run(string ours, string theirs, double? limit = null) =>
        new(ours, theirs, new(Turns: 1, Requests: 1, Burst: 3, limit is { } s ? TimeSpan.FromSeconds(s) : Ample));

    private static async Task RefusesAsync(string program, string message, double? limit = null)
    {
        var refused = await Assert.ThrowsAsync<MeasureException>(() => Run(program, program, limit).RunAsync());
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }
}
