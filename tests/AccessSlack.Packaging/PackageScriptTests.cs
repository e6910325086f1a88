using System.Runtime.Versioning;
using AccessSlack.Testing;

namespace AccessSlack.Packaging;

/// <summary>What packaging/package.sh makes of any program, and what it refuses.</summary>
[SupportedOSPlatform("linux")]
public sealed class PackageScriptTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("access slack pack ");

    private string Output => Path.Combine(_folder.FullName, "out");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Package_ForAnotherMachine_IsNamedForIt()
    {
        var (code, output, errors) = await RunAsync(
            "--runtime",
            "linux-arm64",
            "--binary",
            Arm64(),
            "--output",
            Output
        );

        Assert.True((code, errors) == (0, ""), errors);
        var (deb, tarball) = (
            $"teleport-slack_{ProductVersion.Release}_arm64.deb",
            $"teleport-access-slack-v{ProductVersion.Release}-linux-arm64-bin.tar.gz"
        );
        Assert.Equal(
            ["SHA256SUMS", tarball, deb],
            Directory.GetFiles(Output).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.Equal(output, await File.ReadAllTextAsync(Path.Combine(Output, "SHA256SUMS")));
        Assert.Equal(
            (0, "arm64\n", ""),
            await Tool.RunAsync("dpkg-deb", ["--field", Path.Combine(Output, deb), "Architecture"])
        );
    }

    /// <summary>
    /// Nothing in it may depend on the machine that packs, be a conffile, or belong to the user that unpacks.
    /// </summary>
    [Fact]
    public async Task Package_OfAnyProgram_BelongsToRootAndAsksNothing()
    {
        await RunAsync("--runtime", "linux-arm64", "--binary", Arm64(), "--output", Output);
        var deb = Assert.Single(Directory.GetFiles(Output, "*.deb"));

        var (_, listing, _) = await Tool.RunAsync("dpkg-deb", ["--contents", deb]);
        Assert.All(listing.TrimEnd('\n').Split('\n'), line =>
            Assert.Contains(" root/root ", line, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(" ./etc/", listing, StringComparison.Ordinal);
        Assert.Contains(" ./usr/lib/systemd/system/teleport-slack.service\n", listing, StringComparison.Ordinal);
        var (_, control, _) = await Tool.RunAsync("dpkg-deb", ["--info", deb]);
        Assert.DoesNotContain("conffiles", control, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, "Unknown option: --nope.", "--nope")]
    [InlineData(64, "--binary needs a value.", "--binary")]
    [InlineData(64, "There is no release for win-x64.", "--runtime", "win-x64")]
    [InlineData(66, "There is no program at /nowhere/teleport-slack.", "--binary", "/nowhere/teleport-slack")]
    [InlineData(66, "/usr/bin/true is not for linux-arm64.", "--runtime", "linux-arm64", "--binary", "/usr/bin/true")]
    [InlineData(66, "/usr/bin/true says , and this is version", "--runtime", "linux-x64", "--binary", "/usr/bin/true")]
    public async Task Package_WrongUse_IsRefused(int expected, string words, params string[] options)
    {
        var (code, output, errors) = await RunAsync(["--output", Output, .. options]);

        Assert.Equal((expected, ""), (code, output));
        Assert.StartsWith(
            "package: "
                + words.Replace("/usr/bin/true", new FileInfo("/usr/bin/true").FullName, StringComparison.Ordinal),
            errors.Replace("/usr/bin/true", "/usr/bin/true", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(Output));
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] options) =>
        Tool.RunAsync(Repository.PathOf("packaging/package.sh"), options);

    /// <summary>The head of a program for that machine, which is all that is looked at.</summary>
    private string Arm64()
    {
        var path = Path.Combine(_folder.FullName, "a program");
        var head = new byte[64];
        (head[18], head[19]) = (0xB7, 0);
        File.WriteAllBytes(path, head);
        File.SetUnixFileMode(path, (UnixFileMode)0x1ED); // 0755
        return path;
    }
}
