using System.Diagnostics;
using AccessSlack.Sandbox.Demo;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>Standard output that is closed or full: exit 74 and one line, whatever the command.</summary>
public class StandardStreamTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static TheoryData<string, string> Cases
    {
        get
        {
            string[] commands =
            [
                "version", "--version", "--help", "start --help", "configure", "check --offline -c CONFIG",
                "check --offline --format json -c CONFIG", "check --offline -c /nowhere.toml", "manifest -c CONFIG",
                "manifest --format json -c CONFIG",
            ];
            var cases = new TheoryData<string, string>();
            foreach (var command in commands)
                foreach (var redirection in new[] { ">&-", ">/dev/full" }) cases.Add(command, redirection);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Command_OutputThatCannotBeWritten_Exits74WithOneLine(string command, string redirection)
    {
        await using var site = await Site.CreateAsync();
        site.WriteToml();

        var (code, errors) = await ShellAsync(command.Replace("CONFIG", site.File("config.toml")), redirection);

        Assert.Equal((74, 1), (code, errors.TrimEnd().Split('\n').Length));
        Assert.StartsWith("Cannot write to standard output: ", errors, StringComparison.Ordinal);
    }

    /// <summary>With nowhere to complain, the exit code still tells.</summary>
    [Theory]
    [InlineData("strat", "2>&-", 64)]
    [InlineData("strat", "2>/dev/full", 64)]
    [InlineData("version", ">&- 2>&-", 74)]
    [InlineData("start -c /nowhere.toml", "2>/dev/full", 78)]
    public async Task Command_NoStreamForErrors_ExitsWithItsCode(string command, string redirection, int expected) =>
        Assert.Equal(expected, (await ShellAsync(command, redirection)).ExitCode);

    /// <summary>A log that cannot be written does not end the daemon.</summary>
    [Theory]
    [InlineData(">&-")]
    [InlineData(">/dev/full")]
    public async Task Start_LogOnStdoutThatCannotBeWritten_GoesOnAndStopsAsAsked(string redirection)
    {
        await using var site = await Site.CreateAsync();
        site.Toml += "[log]\noutput = \"stdout\"\n";
        site.WriteToml();
        using var shell = Start($"start -c {site.File("config.toml")}", redirection);
        var errors = shell.StandardError.ReadToEndAsync();

        await site.AnnouncedAsync(site.Teleport.CreateRequest("alice", "dba"));
        using (var kill = Process.Start("kill", ["-s", "TERM", shell.Id.ToString()])) await kill.WaitForExitAsync();
        await shell.WaitForExitAsync().WaitAsync(Limit);

        Assert.Equal(0, shell.ExitCode);
        Assert.DoesNotContain("nhandled", await errors, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Errors)> ShellAsync(string command, string redirection)
    {
        using var shell = Start(command, redirection);
        var errors = shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync().WaitAsync(Limit);
        return (shell.ExitCode, await errors);
    }

    /// <summary>The shell only redirects, and becomes the program.</summary>
    private static Process Start(string command, string redirection)
    {
        var program = DaemonProgram.Command(command.Split(' '));
        var start = new ProcessStartInfo(
            "sh",
            ["-c", $"exec \"$0\" \"$@\" {redirection}", program.FileName, .. program.ArgumentList]
        )
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("NOTIFY_SOCKET");
        return Process.Start(start)!;
    }
}
