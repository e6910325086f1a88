using System.Text.RegularExpressions;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Packaging;

/// <summary>What native code must not lose, and what it needs of the machine.</summary>
public sealed class NativeProgramTests
{
    private const string Example = "src/AccessSlack/Configuration/example.toml";
    private const RegexOptions Plain = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private static readonly Regex BuildId = new("Build ID: (?<id>[0-9a-f]+)", Plain);

    /// <summary>A user without an entry and without HOME, by which the runtime looks for certificates.</summary>
    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Start_Defect_IsLoggedWithItsTextAndTheNamesOfItsMethods()
    {
        await using var site = await Site.CreateAsync();
        site.WriteToml();
        var (program, config) = (site.File("teleport-slack"), site.File("config.toml"));
        File.Copy(Packages.Binary!, program);
        await Packages.OkAsync("chown", "-R", "65532", Path.GetDirectoryName(program)!);

        string[] command = ["-i", "setpriv", "--reuid=65532", "--clear-groups", program, "start", "-c", config];
        var (code, _, errors) = await Tool.RunAsync("env", command);

        Assert.True(code == ExitCode.Defect, errors);
        Assert.Contains("Please report this", errors, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: The home directory of the", errors, StringComparison.Ordinal);
        Assert.Contains("Cryptography.X509Certificates.X509Chain.Build(", errors, StringComparison.Ordinal);
        Assert.Contains("at AccessSlack.Teleport.Connections.Connection.", errors, StringComparison.Ordinal);
        Assert.Contains("at AccessSlack.Commands.StartCommand.", errors, StringComparison.Ordinal);
    }

    [NeedsTheory(Needs.Binary, Needs.Arm64Binary)]
    [InlineData("amd64")]
    [InlineData("arm64")]
    public async Task Symbols_InTheFileBeside_BelongToTheProgram(string architecture)
    {
        var program = Packages.Program(architecture);
        Assert.Equal(await BuildIdAsync(program), await BuildIdAsync(program + ".dbg"));
        var link = await Packages.OkAsync("readelf", "--string-dump=.gnu_debuglink", program);
        Assert.Contains("teleport-slack.dbg", link, StringComparison.Ordinal);
    }

    [NeedsTheory(Needs.Binary, Needs.Arm64Binary, Needs.Qemu, Needs.Arm64Libc)]
    [InlineData(0, "version")]
    [InlineData(0, "configure")]
    [InlineData(1, "check --offline --config " + Example)]
    public async Task Run_Arm64Emulated_IsTheSameAsHere(int code, string command)
    {
        var arguments = command.Replace(Example, Repository.PathOf(Example), StringComparison.Ordinal).Split(' ');

        var emulated = await Tool.RunAsync(Needs.Qemu, ["-L", Needs.Arm64Libc, Packages.Arm64Binary!, .. arguments]);

        Assert.Equal((code, ""), (emulated.ExitCode, emulated.Errors));
        Assert.Equal(await Tool.RunAsync(Packages.Binary!, arguments), emulated);
    }

    private static async Task<string> BuildIdAsync(string file) =>
        BuildId.Match(await Packages.OkAsync("readelf", "--notes", file)).Groups["id"].Value;
}
