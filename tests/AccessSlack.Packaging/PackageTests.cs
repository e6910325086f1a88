using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AccessSlack.Configuration;
using AccessSlack.Testing;

namespace AccessSlack.Packaging;

/// <summary>What is in the packages, and what others think of them.</summary>
[Collection(nameof(Packages))]
public sealed class PackageTests(Packages packages)
{
    private const RegexOptions Plain = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private static readonly Regex GlibcSymbol = new(@"GLIBC_2\.(?<minor>\d+)", Plain);
    private static readonly Regex Library = new(@"=> (?<path>/\S+)", Plain);

    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Tarball_Content_IsWhatAReleaseHas()
    {
        var listing = await Packages.OkAsync(
            "tar",
            "--list",
            "--verbose",
            "--numeric-owner",
            "--file",
            packages.Tarball
        );
        Assert.Equal(
            [
                "drwxr-xr-x 0/0 teleport-access-slack/",
                "-rw-r--r-- 0/0 teleport-access-slack/COPYRIGHT",
                "-rw-r--r-- 0/0 teleport-access-slack/LICENSE",
                "-rw-r--r-- 0/0 teleport-access-slack/README.md",
                "-rwxr-xr-x 0/0 teleport-access-slack/install",
                "-rwxr-xr-x 0/0 teleport-access-slack/teleport-slack",
                "-rw-r--r-- 0/0 teleport-access-slack/teleport-slack.service",
                "-rw-r--r-- 0/0 teleport-access-slack/teleport-slack.toml",
            ],
            listing
                .TrimEnd('\n')
                .Split('\n')
                .Select(line =>
                    line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is var words
                        ? $"{words[0]} {words[1]} {words[^1]}"
                        : ""
                )
        );
        Assert.Equal(
            ExampleConfiguration.Text,
            await Packages.OkAsync(
                "tar",
                "--extract",
                "--to-stdout",
                "--file",
                packages.Tarball,
                "teleport-access-slack/teleport-slack.toml"
            )
        );
    }

    [NeedsFact(Needs.Binary, Needs.Root)]
    public void Names_OfThisRelease_AreTheKnownOnes()
    {
        var version = ProductVersion.Release;
        Assert.Equal($"teleport-access-slack-v{version}-linux-amd64-bin.tar.gz", Path.GetFileName(packages.Tarball));
        Assert.Equal($"teleport-slack_{version}_amd64.deb", Path.GetFileName(packages.Deb));
    }

    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Sums_Checked_HoldForBoth() =>
        Assert.Equal(
            $"{Path.GetFileName(packages.Deb)}: OK\n{Path.GetFileName(packages.Tarball)}: OK\n" +
                $"{Path.GetFileName(packages.Sbom)}: OK\n",
            await Packages.OkAsync("sh", "-euc", "cd \"$1\" && sha256sum --check SHA256SUMS", "sh", packages.Folder));

    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Sbom_Framework_IsTheOneThatTheProgramNames()
    {
        var version = await Packages.OkAsync(Packages.Binary!, "version");

        var components = JsonNode.Parse(await File.ReadAllTextAsync(packages.Sbom))!["components"]!.AsArray();
        var framework = components.Single(part => (string?)part!["name"] == "Microsoft.NETCore.App.Runtime.linux-x64")!;
        Assert.EndsWith($".NET {framework["version"]}\n", version, StringComparison.Ordinal);
    }

    /// <summary>As another user, in another folder and time zone.</summary>
    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Package_MadeAgain_HasTheSameBytes()
    {
        var folder = Directory.CreateTempSubdirectory("access-slack-again-");
        try
        {
            await Packages.MakeAsync(
                folder.FullName,
                new Dictionary<string, string>
                {
                    ["TZ"] = "Pacific/Chatham",
                    ["LC_ALL"] = "C",
                    ["TMPDIR"] = folder.FullName,
                    ["DPKG_DEB_COMPRESSOR_TYPE"] = "gzip",
                }
            );
            Assert.Equal(await SumsAsync(packages.Folder), await SumsAsync(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static Task<string> SumsAsync(string folder) => File.ReadAllTextAsync(Path.Combine(folder, "SHA256SUMS"));
    }

    [NeedsFact(Needs.Binary, Needs.Lintian)]
    public Task Package_LooksOverByLintian_HasNoFault() => AssertFaultlessAsync(packages.Deb);

    [NeedsFact(Needs.Binary, Needs.Arm64Binary, Needs.Lintian)]
    public async Task Package_OfArm64_HasItsProgramAndNoFault()
    {
        await AssertFaultlessAsync(packages.Arm64Deb);
        Assert.Equal("arm64\n", await Packages.OkAsync("dpkg-deb", "--field", packages.Arm64Deb, "Architecture"));
        Assert.Equal(await DependsAsync(packages.Deb), await DependsAsync(packages.Arm64Deb));
    }

    /// <summary>
    /// Every library that the program is linked with. OpenSSL is loaded by name while it runs, so nothing here can
    /// tell.
    /// </summary>
    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Depends_OfThePackage_HasEveryLibraryOfTheProgram()
    {
        var depends = (await DependsAsync(packages.Deb))
            .Split([',', '|'], StringSplitOptions.TrimEntries)
            .Select(part => part.Split(' ')[0])
            .ToHashSet();
        var libraries = Library
            .Matches(await Packages.OkAsync("ldd", Packages.Binary!))
            .Select(match => Path.GetFileName(match.Groups["path"].Value))
            .ToList();
        Assert.Contains("libc.so.6", libraries);
        var owners = (
            await Packages.OkAsync(
                "dpkg-query",
                ["--search", .. libraries.Select(library => "*/x86_64-linux-gnu/" + library)]
            )
        )
            .TrimEnd('\n')
            .Split('\n')
            .Select(line => line.Split(':')[0]);
        Assert.All(owners, owner => Assert.Contains(owner, depends));
        Assert.Contains("libssl3", depends);
    }

    /// <summary>
    /// The linker takes the newest version of a symbol that the C library of the machine has, which may be newer than
    /// what we promise.
    /// </summary>
    [NeedsTheory(Needs.Binary, Needs.Arm64Binary)]
    [InlineData("amd64")]
    [InlineData("arm64")]
    public async Task Program_SymbolsOfTheCLibrary_AreInThePromisedVersion(string architecture)
    {
        var symbols = await Packages.OkAsync("readelf", "--version-info", "--wide", Packages.Program(architecture));
        Assert.Equal(34, GlibcSymbol.Matches(symbols).Max(match => int.Parse(match.Groups["minor"].Value)));
        Assert.StartsWith("libc6 (>= 2.34),", await DependsAsync(packages.Deb), StringComparison.Ordinal);
        Assert.Contains(
            "glibc 2.34",
            await File.ReadAllTextAsync(Repository.PathOf("README.md")),
            StringComparison.Ordinal
        );
    }

    private static async Task AssertFaultlessAsync(string deb) =>
        Assert.Equal(
            "",
            await Packages.OkAsync("lintian", "--fail-on=error,warning", "--allow-root", "--no-tag-display-limit", deb)
        );

    private static Task<string> DependsAsync(string deb) => Packages.OkAsync("dpkg-deb", "--field", deb, "Depends");
}
