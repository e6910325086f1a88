using System.Globalization;
using System.Runtime.Versioning;
using AccessSlack.Testing;

namespace AccessSlack.Packaging;

/// <summary>The install script itself, laid out as in a release, into a folder of the test.</summary>
[SupportedOSPlatform("linux")]
public sealed class InstallTests : IDisposable
{
    private const string Config = "etc/teleport-slack.toml";
    private const string UnitFile = "etc/systemd/system/teleport-slack.service";
    private const string Data = "var/lib/teleport/plugins/slack";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("access slack install ");
    private readonly string _release, _root;

    public InstallTests()
    {
        _release = _folder.CreateSubdirectory("teleport-slack 1.0").FullName;
        _root = Path.Combine(_folder.FullName, "a root");
        File.Copy(Repository.PathOf("install.sh"), Path.Combine(_release, "install"));
        File.Copy(Repository.PathOf(Tool.Unit), Path.Combine(_release, Tool.Unit));
        WriteProgram(Path.Combine(_release, "teleport-slack"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Install_Fresh_LaysEverythingDownWithItsMode()
    {
        var said = await InstallAsync();

        Assert.Equal(
            [
                "etc",
                "etc/systemd",
                "etc/systemd/system",
                UnitFile,
                Config,
                "usr",
                "usr/local",
                "usr/local/bin",
                "usr/local/bin/teleport-slack",
                "var",
                "var/lib",
                "var/lib/teleport",
                "var/lib/teleport/plugins",
                Data,
            ],
            Tree()
        );
        Assert.Equal(
            ("755", "644", "640", "700"),
            (Mode("usr/local/bin/teleport-slack"), Mode(UnitFile), Mode(Config), Mode(Data))
        );
        Assert.All(["etc", "usr/local/bin", "var/lib/teleport", "var/lib/teleport/plugins"], folder =>
            Assert.Equal("755", Mode(folder))
        );
        Assert.Equal(AccessSlack.Configuration.ExampleConfiguration.Text.TrimEnd('\n'), Read(Config).TrimEnd('\n'));
        Assert.Equal(await File.ReadAllTextAsync(Repository.PathOf(Tool.Unit)), Read(UnitFile));
        Assert.Contains("replace everything in <angle brackets>", said, StringComparison.Ordinal);
        Assert.Contains("no user was added", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_Again_ReplacesProgramAndUnitAndKeepsConfigurationAndData()
    {
        await InstallAsync();
        await File.WriteAllTextAsync(At(Config), "# mine\n");
        await File.WriteAllTextAsync(At(Data + "/auth.key"), "key");
        await File.WriteAllTextAsync(At(UnitFile), "old");
        await File.WriteAllTextAsync(At("usr/local/bin/teleport-slack"), "old");
        var before = Tree();

        var said = await InstallAsync();

        Assert.Equal(("# mine\n", "key"), (Read(Config), Read(Data + "/auth.key")));
        Assert.Equal(await File.ReadAllTextAsync(Repository.PathOf(Tool.Unit)), Read(UnitFile));
        Assert.NotEqual("old", Read("usr/local/bin/teleport-slack"));
        Assert.Equal(("755", "644"), (Mode("usr/local/bin/teleport-slack"), Mode(UnitFile)));
        Assert.Equal(before, Tree());
        Assert.Contains("Kept " + At(Config), said, StringComparison.Ordinal);
    }

    /// <summary>A link to a file that a mounted volume brings later is a configuration as well.</summary>
    [Fact]
    public async Task Install_ConfigurationIsDanglingLink_StaysAsItIs()
    {
        Directory.CreateDirectory(At("etc"));
        File.CreateSymbolicLink(At(Config), "/nowhere/teleport-slack.toml");

        await InstallAsync();

        Assert.Equal("/nowhere/teleport-slack.toml", new FileInfo(At(Config)).LinkTarget);
    }

    [Fact]
    public async Task Install_OpenDataFolder_IsClosed()
    {
        Directory.CreateDirectory(At(Data), (UnixFileMode)0x1FF); // 0777
        await InstallAsync();
        Assert.Equal("700", Mode(Data));
    }

    [NeedsTheory(Needs.SystemdAnalyze)]
    [InlineData("/opt/slack", "ExecStart=/opt/slack/bin/teleport-slack start", "--prefix", "/opt/slack")]
    [InlineData("/opt/slack", "ExecStart=/opt/slack/bin/teleport-slack start", "--prefix=/opt/slack//")]
    [InlineData("/opt/my tools", "ExecStart=\"/opt/my tools/bin/teleport-slack\" start", "--prefix", "/opt/my tools")]
    [InlineData("", "ExecStart=/bin/teleport-slack start", "--prefix", "/")]
    public async Task Install_Prefix_ProgramIsWhereTheUnitStartsIt(string prefix, string line, params string[] options)
    {
        await InstallAsync(options);

        Assert.True(File.Exists(_root + prefix + "/bin/teleport-slack"));
        Assert.Single(Read(UnitFile).Split('\n'), line);
        Assert.False(Directory.Exists(At("usr")));
        // In this bare root systemd misses /bin/kill and its own targets, and nothing of ours.
        var (_, _, errors) = await Tool.RunAsync(Needs.SystemdAnalyze, ["verify", $"--root={_root}", Tool.Unit]);
        Assert.Contains("/bin/kill is not executable", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("teleport-slack is not executable", errors, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"teleport-slack\.service:\d+:", errors);
    }

    [Theory]
    [InlineData]
    [InlineData("--prefix", "/opt/slack")]
    public async Task Uninstall_Installed_RemovesProgramAndUnitKeepsTheRestAndSaysSo(params string[] options)
    {
        await InstallAsync(options);
        await File.WriteAllTextAsync(At(Data + "/auth.key"), "key");

        var said = await InstallAsync([.. options, "--uninstall"]);

        Assert.Equal([Config, Data + "/auth.key"], Tree().Where(path => File.Exists(At(path))));
        Assert.Contains($"Kept the configuration {At(Config)}, the data in {At(Data)}", said, StringComparison.Ordinal);
        Assert.Contains("There was no", await InstallAsync([.. options, "--uninstall"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_ProgramElsewhere_IsTaken()
    {
        var elsewhere = Path.Combine(_folder.FullName, "my build");
        File.Move(Path.Combine(_release, "teleport-slack"), elsewhere);

        await InstallAsync("--binary", elsewhere);

        Assert.Equal(await File.ReadAllTextAsync(elsewhere), Read("usr/local/bin/teleport-slack"));
    }

    /// <summary>As in the repository, where nothing is built beside the script.</summary>
    [Fact]
    public Task Install_NoProgram_SaysWhatToDo()
    {
        File.Delete(Path.Combine(_release, "teleport-slack"));
        return AssertRefusedAsync(
            66,
            "There is no program at " + Path.Combine(_release, "teleport-slack") + ". Give its path with --binary"
        );
    }

    [Fact]
    public Task Install_ProgramThatDoesNotRun_SaysWhy()
    {
        File.WriteAllText(Path.Combine(_release, "teleport-slack"), "#!/bin/sh\nexit 126\n");
        return AssertRefusedAsync(66, "does not run on this machine");
    }

    [Fact]
    public Task Install_ProgramInManyFiles_IsRefused()
    {
        File.WriteAllText(Path.Combine(_release, "teleport-slack.dll"), "");
        return AssertRefusedAsync(66, "packaging/build.sh builds a single file");
    }

    [Fact]
    public Task Install_NoUnit_SaysSo()
    {
        File.Delete(Path.Combine(_release, Tool.Unit));
        return AssertRefusedAsync(66, Tool.Unit + " is missing");
    }

    [Theory]
    [InlineData("Unknown option: --nope.", "--nope")]
    [InlineData("Unknown option: extra.", "extra")]
    [InlineData("--prefix needs a value", "--prefix")]
    [InlineData("--prefix needs a value", "--prefix=")]
    [InlineData("--binary needs a value", "--uninstall", "--binary")]
    [InlineData("begins with /: opt", "--prefix", "opt")]
    [InlineData("not allowed in this path: /opt/$HOME", "--prefix", "/opt/$HOME")]
    [InlineData("not allowed in this path: /opt/50%", "--prefix", "/opt/50%")]
    public Task Install_WrongUse_Exits64(string words, params string[] options) =>
        AssertRefusedAsync(64, words, options);

    [Fact]
    public async Task Install_RelativeDestdir_Exits64()
    {
        var (code, output, errors) = await RunAsync("relative", []);
        Assert.Equal((64, ""), (code, output));
        Assert.Contains("DESTDIR must be a path that begins with /", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_Help_NamesEveryOption()
    {
        var (code, output, errors) = await RunAsync(_root, ["--help"]);
        Assert.Equal((0, ""), (code, errors));
        Assert.All(["--prefix", "--binary", "--uninstall", "--help", "DESTDIR", "/" + Config, "/" + Data], word =>
            Assert.Contains(word, output, StringComparison.Ordinal)
        );
        Assert.False(Directory.Exists(_root));
    }

    /// <summary>As a user who could not write these places anyway.</summary>
    [Theory]
    [InlineData]
    [InlineData("--uninstall")]
    public async Task Install_NotRootWithoutDestdir_SaysSo(params string[] options)
    {
        File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0x1ED); // 0755: the other user must reach the script
        string[] command = ["/bin/sh", Path.Combine(_release, "install"), .. options];
        var (code, output, errors) = Environment.IsPrivilegedProcess
            ? await Tool.RunAsync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", .. command])
            : await Tool.RunAsync(command[0], command[1..]);

        Assert.Equal((77, ""), (code, output));
        Assert.Contains("This must be run as root", errors, StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(int expected, string words, params string[] options)
    {
        var (code, output, errors) = await RunAsync(_root, options);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(words, errors, StringComparison.Ordinal);
        Assert.StartsWith("install: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(_root)); // nothing half done
    }

    /// <summary>As of another package, or made by hand. The unit and the configuration name the group.</summary>
    [NeedsFact(Needs.Root)]
    public async Task Install_UserOfAnotherGroup_AddsTheGroup()
    {
        var said = await InRootAsync("""
            useradd --system --gid nogroup --no-create-home teleport-slack
            sh /packages/install 2>&1
            stat -c '%a %U:%G %n' /etc/teleport-slack.toml
            """);

        Assert.Contains("Added the system group teleport-slack", said, StringComparison.Ordinal);
        Assert.Contains($"640 root:teleport-slack /{Config}\n", said, StringComparison.Ordinal);
    }

    /// <summary>In a chroot; the program is not to blame.</summary>
    [NeedsFact(Needs.Root)]
    public async Task Install_NoProc_SaysSo()
    {
        var said = await InRootAsync("""
            umount /proc
            sh /packages/install 2>&1 || echo "exit $?"
            """);

        Assert.Contains("/proc is not mounted here", said, StringComparison.Ordinal);
        Assert.EndsWith("exit 69\n", said, StringComparison.Ordinal);
    }

    /// <summary>Installs a program that needs no more than /proc, as root in a copy of this machine.</summary>
    private async Task<string> InRootAsync(string script)
    {
        await File.WriteAllTextAsync(
            Path.Combine(_release, "teleport-slack"),
            "#!/bin/sh\n[ -e /proc/self/exe ] && echo '# example'\n"
        );
        var (code, output, errors) = await Tool.RunAsync(
            "sh",
            [Repository.PathOf("tests/AccessSlack.Packaging/overlay.sh"), _release, script]
        );
        Assert.True((code, errors) == (0, ""), errors);
        return output;
    }

    private async Task<string> InstallAsync(params string[] options)
    {
        var (code, output, errors) = await RunAsync(_root, options);
        Assert.Equal((0, ""), (code, errors));
        return output;
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(string root, string[] options) =>
        Tool.RunAsync(
            Path.Combine(_release, "install"),
            options,
            new Dictionary<string, string> { ["DESTDIR"] = root }
        );

    private string At(string path) => Path.Combine(_root, path);

    private string Read(string path) => File.ReadAllText(At(path));

    private string Mode(string path) =>
        Convert.ToString((int)File.GetUnixFileMode(At(path)), 8).ToString(CultureInfo.InvariantCulture);

    private string[] Tree() =>
        [
            .. Directory
                .EnumerateFileSystemEntries(_root, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_root, path))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>
    /// The real program; built for tests it is many files, so one that starts it stands in its place.
    /// </summary>
    private static void WriteProgram(string path)
    {
        File.WriteAllText(
            path,
            $"#!/bin/sh\nexec '{DotNet()}' '{Path.Combine(AppContext.BaseDirectory, "teleport-slack.dll")}' \"$@\"\n"
        );
        File.SetUnixFileMode(path, (UnixFileMode)0x1ED); // 0755
    }

    private static string DotNet() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? path
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
