using System.Diagnostics;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Packaging;

/// <summary>What the Dockerfile relies on, without a container engine.</summary>
public sealed class ContainerTests
{
    private const string User = "65532";

    /// <summary>
    /// The whole file system is read-only for this process, including /tmp; other processes are not affected.
    /// </summary>
    private const string ReadOnly = $"""
        for point in $(findmnt --noheadings --list --output TARGET --types ext4,xfs,btrfs,overlay,tmpfs); do mount -o remount,bind,ro "$point"; done
        if touch "$HOME/written" /tmp/written 2>/dev/null; then exit 99; fi
        exec env --ignore-environment $VARIABLES setpriv --reuid={User} --regid={User} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [NeedsFact(Needs.Binary, Needs.Root)]
    public async Task Start_ReadOnlyRootAndNoRights_DoesItsWork()
    {
        Assert.True(Packages.Binary is not null, Packages.NoBinary);
        await using var site = await Site.CreateAsync();
        site.WriteToml();
        // That user may not be let into the folder it was made in
        File.Copy(Packages.Binary, site.File("teleport-slack"));
        await Packages.OkAsync("chown", "-R", User, Path.GetDirectoryName(site.File("teleport-slack"))!);
        using var daemon = Process.Start(
            new ProcessStartInfo(
                "unshare",
                [
                    "--mount",
                    "sh",
                    "-euc",
                    ReadOnly,
                    "sh",
                    site.File("teleport-slack"),
                    "start",
                    "-c",
                    site.File("config.toml"),
                ]
            )
            {
                Environment = { ["VARIABLES"] = Instruction("ENV") },
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var errors = daemon.StandardError.ReadToEndAsync();
        try
        {
            var announced = site.AnnouncedAsync(site.Teleport.CreateRequest(new NewAccessRequest("alice", "dba")));
            await Task.WhenAny(announced, errors).WaitAsync(Limit); // what it says has its end only with the process
            Assert.True(announced.IsCompletedSuccessfully, errors.IsCompleted ? await errors : "Not announced.");
            await Packages.OkAsync("kill", "-s", "TERM", $"{daemon.Id}");
            await daemon.WaitForExitAsync().WaitAsync(Limit);
            Assert.True(daemon.ExitCode == 0, await errors);
        }
        finally
        {
            daemon.Kill();
        }
    }

    /// <summary>
    /// The package and the image hold the same program, so it needs the same; the unit is only in the package.
    /// </summary>
    [Fact]
    public void Dockerfile_Libraries_AreThoseOfThePackage()
    {
        var control = File.ReadAllLines(Repository.PathOf("packaging/deb/control"))
            .Single(line => line.StartsWith("Depends: ", StringComparison.Ordinal))["Depends: ".Length..];
        var depends = control.Split(", ").Select(part => part.Split(' ')[0]).Except(["libc6", "procps", "systemd"]);
        var installed = File.ReadAllText(Repository.PathOf("packaging/Dockerfile"))
            .Split("--no-install-recommends ")[1]
            .Split(" \\")[0]
            .Split(' ');
        Assert.Equal(depends.Order(StringComparer.Ordinal), installed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Dockerfile_User_IsTheOneThatIsTried() => Assert.Equal($"{User}:{User}", Instruction("USER"));

    private static string Instruction(string name) =>
        File.ReadAllLines(Repository.PathOf("packaging/Dockerfile"))
            .Single(line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..];
}
