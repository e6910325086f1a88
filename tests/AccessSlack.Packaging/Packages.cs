using AccessSlack.Sandbox.Demo;
using AccessSlack.Testing;

namespace AccessSlack.Packaging;

/// <summary>
/// What packaging/package.sh makes of the release binary, made once for all tests, and roots to install it in.
/// </summary>
[CollectionDefinition(nameof(Packages))]
public sealed class Packages : IAsyncLifetime, ICollectionFixture<Packages>
{
    internal const string NoBinary =
        "ACCESS_SLACK_BINARY names no program: run packaging/build.sh, and set it to the whole path of " +
        "artifacts/release/linux-x64/teleport-slack.";

    /// <summary>Run before each script in an overlay root.</summary>
    private const string Prelude = """
        export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
        show() { for path; do stat -c '%a %U:%G %n' "$path"; done; }
        gone() { for path; do [ -e "$path" ] || [ -L "$path" ] || echo "gone $path"; done; }
        # systemd as far as scripts see it: it runs, and writes down what it is told.
        pretend_systemd() {
            mkdir -p /run/systemd/system
            printf '#!/bin/sh\necho "systemctl $*" >>/tmp/systemctl\n' >/usr/bin/systemctl
            rm -f /usr/sbin/policy-rc.d
        }

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("access-slack-packages-");

    /// <summary>The program of the release; null if it was not built.</summary>
    internal static string? Binary => DaemonProgram.Release is { } path ? Path.GetFullPath(path) : null;

    /// <summary>The same for linux-arm64.</summary>
    internal static string? Arm64Binary =>
        Environment.GetEnvironmentVariable(Needs.Arm64Binary[1..]) is { Length: > 0 } path
            ? Path.GetFullPath(path)
            : null;

    internal string Folder => _folder.FullName;

    internal string Deb => Assert.Single(Directory.GetFiles(Folder, "*.deb"));

    internal string Tarball => Assert.Single(Directory.GetFiles(Folder, "*.tar.gz"));

    internal string Sbom => Assert.Single(Directory.GetFiles(Folder, "*.cdx.json"));

    internal string Arm64Deb => Assert.Single(Directory.GetFiles(Arm64, "*.deb"));

    private string Arm64 => Path.Combine(Folder, "arm64");

    /// <summary>Where the same package lies in a later version, and that alone differs.</summary>
    private string Later => Path.Combine(Folder, "later");

    public async Task InitializeAsync()
    {
        if (Binary is null) return;
        await MakeAsync(Folder, new Dictionary<string, string>());
        if (Arm64Binary is not null) await MakeAsync(Arm64, new Dictionary<string, string>(), "arm64");
        await OkAsync("sh", ["-euc", """
            dpkg-deb -R "$1" "$2/tree"
            sed -i 's/^Version: .*/Version: 999/' "$2/tree/DEBIAN/control"
            dpkg-deb --root-owner-group -Znone --build "$2/tree" "$2/later.deb"
            rm -r "$2/tree"
            """, "sh", Deb, Directory.CreateDirectory(Later).FullName]);
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <param name="architecture">As Debian calls it.</param>
    internal static string Program(string architecture) => architecture == "arm64" ? Arm64Binary! : Binary!;

    /// <summary>Packs the release binary into this folder.</summary>
    internal static async Task MakeAsync(
        string folder, IReadOnlyDictionary<string, string> variables, string architecture = "amd64")
    {
        Assert.True(Binary is not null, NoBinary);
        var runtime = architecture == "arm64" ? "linux-arm64" : "linux-x64";
        string[] options = ["--runtime", runtime, "--binary", Program(architecture), "--output", folder];
        var (code, _, errors) = await Tool.RunAsync(Repository.PathOf("packaging/package.sh"), options, variables);
        Assert.True(code == 0, errors);
    }

    /// <summary>
    /// Runs a shell script as root in a root of its own, where the packages are in /packages and nothing is installed.
    /// </summary>
    /// <returns>Its lines on stdout.</returns>
    internal async Task<string[]> InRootAsync(string script) =>
        (await OkAsync("sh", [Repository.PathOf("tests/AccessSlack.Packaging/overlay.sh"), Folder, Prelude + script]))
            .TrimEnd('\n')
            .Split('\n');

    /// <summary>Runs a program that must succeed.</summary>
    /// <returns>What it said on stdout.</returns>
    internal static async Task<string> OkAsync(string program, params string[] arguments)
    {
        Assert.True(Binary is not null, NoBinary);
        var (code, output, errors) = await Tool.RunAsync(program, arguments);
        Assert.True(code == 0, $"{program} ended with {code}:\n{output}{errors}");
        return output;
    }
}
