using AccessSlack.Hosting.Checks;

namespace AccessSlack.Tests.Hosting;

public sealed class FileReadabilityTests : IDisposable
{
    private const uint Root = 0;
    private const uint Service = 990;
    private const uint ServiceGroup = 991;
    private const string Secret = "/etc/slack/token";

    private static readonly ServiceUser User = new("teleport-slack", Service, [ServiceGroup]);

    private readonly string _root = Directory.CreateTempSubdirectory("readability-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Owner, group and mode of the file, mode of its folder (root's), and the cure.</summary>
    [Theory]
    [InlineData(Root, ServiceGroup, "640", "755", "")]
    [InlineData(Service, Root, "400", "755", "")]
    [InlineData(Root, Root, "644", "755", "")]
    [InlineData(Root, Root, "644", "711", "")]
    [InlineData(Root, Root, "600", "755", "Run: chgrp teleport-slack /etc/slack/token && chmod g+r /etc/slack/token")]
    [InlineData(Root, ServiceGroup, "604", "755", "Run: chmod g+r /etc/slack/token")]
    [InlineData(Service, Root, "044", "755", "Run: chmod u+r /etc/slack/token")]
    [InlineData(Root, Root, "644", "700", "Run: setfacl -m u:teleport-slack:x /etc/slack;")]
    public void Check_OwnerGroupAndMode_FindsWhatTheUserCannotRead(
        uint owner,
        uint group,
        string mode,
        string folder,
        string remedy
    )
    {
        var checks = new FileReadability(User, path => path switch
        {
            Secret => new(owner, group, Mode(mode)),
            "/etc/slack" => new(Root, Root, Mode(folder)),
            _ => new(Root, Root, Mode("755")),
        });

        var findings = checks.Check([Secret, Secret]).ToList();

        Assert.Equal(remedy.Length == 0 ? 0 : 1, findings.Count);
        Assert.All(findings, finding =>
        {
            Assert.Equal((true, "file_unreadable", Secret), (finding.IsFault, finding.Code, finding.Subject));
            Assert.StartsWith(remedy, finding.Remedy, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Of_FileOfOurs_TellsItsMode()
    {
        if (!OperatingSystem.IsLinux()) return;
        var file = Write("token", "x");
        File.SetUnixFileMode(file, Mode("640"));

        Assert.Equal(Mode("640"), FileOwner.Of(file)!.Mode);
        Assert.Null(FileOwner.Of(Path.Combine(_root, "none")));
    }

    [Fact]
    public void Find_UnitWithADropIn_IsTheUserThatItNamesWithAllGroups()
    {
        Write("usr/lib/systemd/system/teleport-slack.service", "User=teleport-slack\nGroup=teleport-slack\n");
        Write("etc/systemd/system/teleport-slack.service.d/user.conf", "[Service]\nUser=slack\n");
        Write("etc/passwd", "root:x:0:0::/:/bin/sh\nteleport-slack:x:990:991::/:/\nslack:x:995:996::/:/bin/sh\n");
        Write("etc/group", "root:x:0:\nteleport-slack:x:991:\ncerts:x:997:bob,slack\n");

        var user = ServiceUser.Find(_root)!;

        Assert.Equal(("slack", 995u), (user.Name, user.Id));
        Assert.Equal([991u, 996u, 997u], user.Groups.Order());
    }

    [Theory]
    [InlineData("[Service]\nExecStart=/x\n")]
    [InlineData("[Service]\nUser=nobody-here\n")]
    [InlineData(null)]
    public void Find_NoUserKnown_IsNull(string? unit)
    {
        if (unit is not null) Write("etc/systemd/system/teleport-slack.service", unit);
        Write("etc/passwd", "root:x:0:0::/:/bin/sh\n");

        Assert.Null(ServiceUser.Find(_root));
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    private static UnixFileMode Mode(string octal) => (UnixFileMode)Convert.ToInt32(octal, 8);
}
