using AccessSlack.Testing;

namespace AccessSlack.Packaging;

/// <summary>The unit, as systemd itself judges it.</summary>
public sealed class UnitTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("access-slack-unit-");

    public void Dispose() => _folder.Delete(recursive: true);

    [NeedsFact(Needs.SystemdAnalyze)]
    public async Task Unit_Verified_HasNoFault()
    {
        // Its program is not installed here; any that can be run stands in for it.
        var text = await File.ReadAllTextAsync(Repository.PathOf(Tool.Unit));
        Assert.Contains("\nExecStart=/usr/local/bin/teleport-slack start\n", text, StringComparison.Ordinal);
        var copy = Path.Combine(_folder.FullName, Tool.Unit);
        await File.WriteAllTextAsync(
            copy,
            text.Replace("/usr/local/bin/teleport-slack", "/bin/true", StringComparison.Ordinal)
        );

        Assert.Equal((0, "", ""), await AnalyzeAsync("verify", copy));
    }

    [NeedsFact(Needs.SystemdAnalyze)]
    public async Task Unit_Security_IsAtMostOnePointTwo()
    {
        var (code, report, errors) = await AnalyzeAsync(
            "security",
            "--offline=true",
            "--threshold=12",
            Repository.PathOf(Tool.Unit)
        );

        Assert.True(code == 0, report + errors);
        Assert.Contains("Overall exposure level", report, StringComparison.Ordinal);
    }

    /// <summary>What operators, the daemon's own time limits and .NET rely on.</summary>
    [Theory]
    [InlineData("Type=notify")]
    [InlineData("ExecReload=/bin/kill -HUP $MAINPID")]
    [InlineData("Restart=on-failure")]
    [InlineData("RestartSec=10")]
    [InlineData("StartLimitIntervalSec=0")]
    [InlineData("RestartPreventExitStatus=64 78")]
    [InlineData("WatchdogSec=30")]
    [InlineData("TimeoutStartSec=120")]
    [InlineData("TimeoutStopSec=20")]
    [InlineData("User=teleport-slack")]
    [InlineData("StateDirectory=teleport/plugins/slack")]
    [InlineData("StateDirectoryMode=0700")]
    [InlineData("MemoryDenyWriteExecute=true")]
    [InlineData("MemoryHigh=512M")]
    [InlineData("MemoryMax=1G")]
    [InlineData("#LoadCredential=slack-token:/etc/teleport-slack/token")]
    [InlineData("#AmbientCapabilities=CAP_NET_BIND_SERVICE")]
    public void Unit_Line_Stands(string line) => Assert.Contains(line, File.ReadAllLines(Repository.PathOf(Tool.Unit)));

    private static Task<(int ExitCode, string Output, string Errors)> AnalyzeAsync(params string[] arguments) =>
        Tool.RunAsync(
            Needs.SystemdAnalyze,
            arguments,
            new Dictionary<string, string> { ["SYSTEMD_COLORS"] = "0", ["SYSTEMD_PAGER"] = "" }
        );
}
