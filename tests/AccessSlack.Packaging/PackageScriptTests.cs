using System.Runtime.Versioning;
using System.Text.Json.Nodes;
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
        var (deb, tarball, sbom) = (
            $"teleport-slack_{ProductVersion.Release}_arm64.deb",
            $"teleport-access-slack-v{ProductVersion.Release}-linux-arm64-bin.tar.gz",
            $"teleport-access-slack-v{ProductVersion.Release}-linux-arm64.cdx.json"
        );
        Assert.Equal(
            ["SHA256SUMS", tarball, sbom, deb],
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

    /// <summary>As docs/install.md says how to verify it.</summary>
    [NeedsFact(Needs.OpenSsl)]
    public async Task Package_Signed_VerifiesUntilTheSumsChange()
    {
        var (key, publicKey) = (Path.Combine(_folder.FullName, "release key"), Path.Combine(_folder.FullName, "pub"));
        await OpenSslAsync("genpkey", "-algorithm", "ed25519", "-out", key);
        await OpenSslAsync("pkey", "-in", key, "-pubout", "-out", publicKey);
        var sums = Path.Combine(Output, "SHA256SUMS");
        string[] make = ["--runtime", "linux-arm64", "--binary", Arm64(), "--output", Output];

        var (code, _, errors) = await RunAsync([.. make, "--sign", key]);

        Assert.True((code, errors) == (0, ""), errors);
        Assert.Equal(0, await VerifyAsync());
        Assert.Contains(".cdx.json", await File.ReadAllTextAsync(sums), StringComparison.Ordinal);
        await File.AppendAllTextAsync(sums, "0  other\n");
        Assert.NotEqual(0, await VerifyAsync());

        await RunAsync(make); // unsigned: no signature of other sums is left
        Assert.False(File.Exists(sums + ".sig"));

        async Task<int> VerifyAsync() =>
            (await Tool.RunAsync(
                Needs.OpenSsl,
                ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", publicKey, "-sigfile", sums + ".sig", "-in", sums]
            )).ExitCode;
    }

    [Fact]
    public async Task Sbom_OfAnyProgram_NamesTheLibrariesOfTheLockFileAndNoTime()
    {
        var (program, when) = (Arm64(), new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = "1700000000" });
        var (code, text, errors) = await SbomAsync();
        Assert.True((code, errors) == (0, ""), errors);

        var root = JsonNode.Parse(text)!;
        Assert.Equal(("CycloneDX", "1.5"), ((string?)root["bomFormat"], (string?)root["specVersion"]));
        Assert.Equal("2023-11-14T22:13:20Z", (string?)root["metadata"]!["timestamp"]);
        Assert.Equal(ProductVersion.Release, (string?)root["metadata"]!["component"]!["version"]);
        var components = root["components"]!.AsArray().Select(component => component!).ToList();
        Assert.Equal(
            Shipped().Order(StringComparer.Ordinal),
            components.Select(component => $"{component["name"]} {component["version"]}").Order(StringComparer.Ordinal)
        );
        Assert.All(components, component =>
            Assert.Equal($"pkg:nuget/{component["name"]}@{component["version"]}", (string?)component["purl"])
        );
        Assert.All(components.Where(component => component["hashes"] is not null), component =>
            Assert.Matches("^[0-9a-f]{128}$", (string?)component["hashes"]![0]!["content"])
        );
        Assert.Equal(text, (await SbomAsync()).Output);

        Task<(int ExitCode, string Output, string Errors)> SbomAsync() =>
            Tool.RunAsync(Repository.PathOf("packaging/sbom.sh"), [program, "linux-arm64"], when);
    }

    [Theory]
    [InlineData(64, "Unknown option: --nope.", "--nope")]
    [InlineData(64, "--binary needs a value.", "--binary")]
    [InlineData(64, "There is no release for win-x64.", "--runtime", "win-x64")]
    [InlineData(66, "There is no program at /nowhere/teleport-slack.", "--binary", "/nowhere/teleport-slack")]
    [InlineData(64, "--sign needs a value.", "--sign")]
    [InlineData(66, "There is no key at /nowhere/release.key.", "--sign", "/nowhere/release.key")]
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

    /// <summary>What the lock file has, read in another way, without what only the build uses.</summary>
    private static IEnumerable<string> Shipped()
    {
        var file = File.ReadAllText(Repository.PathOf("src/AccessSlack/packages.lock.json"));
        var packages = JsonNode.Parse(file)!["dependencies"]!["net10.0"]!.AsObject();
        var framework = packages["Microsoft.NET.ILLink.Tasks"]!["resolved"];
        string[] build =
        [
            "Grpc.Tools",
            "Meziantou.Analyzer",
            "Microsoft.CodeAnalysis.BannedApiAnalyzers",
            "Microsoft.NET.ILLink.Tasks",
        ];
        return packages
            .Where(package => package.Value!["resolved"] is not null && !build.Contains(package.Key))
            .Select(package => $"{package.Key} {package.Value!["resolved"]}")
            .Append($"Microsoft.NETCore.App.Runtime.linux-arm64 {framework}")
            .Append($"Microsoft.AspNetCore.App.Runtime.linux-arm64 {framework}");
    }

    private static async Task OpenSslAsync(params string[] arguments)
    {
        var (code, _, errors) = await Tool.RunAsync(Needs.OpenSsl, arguments);
        Assert.True(code == 0, errors);
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
