using System.Diagnostics;
using System.Runtime.Versioning;
using AccessSlack.Commands.Connect;
using AccessSlack.Hosting.Checks;

namespace AccessSlack.Tests.Commands.Connect;

[SupportedOSPlatform("linux")]
public sealed class TokenFileTests : IDisposable
{
    private const uint Stranger = 54321;

    private readonly string _folder = Directory.CreateTempSubdirectory("token-").FullName;

    private string File => Path.Combine(_folder, "token");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_NewFile_IsItsOwnersOnlyAndNothingIsLeftBeside()
    {
        var file = TokenFile.Prepare(File, service: null);
        Assert.Empty(Directory.GetFiles(_folder));

        file.Write(new Secret("xoxb-1"));

        Assert.Equal("xoxb-1\n", System.IO.File.ReadAllText(File));
        Assert.Equal([File], Directory.GetFiles(_folder));
        Assert.Equal(FileOwner.Of(_folder)!.User, FileOwner.Of(File)!.User);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, FileOwner.Of(File)!.Mode);
    }

    /// <summary>The folder can be entered only by its owner, so another user could not read the token.</summary>
    [Fact]
    public void Prepare_UserOfTheServiceCouldNotReadIt_IsRefused()
    {
        var refusal = Assert.Throws<StartException>(() =>
            TokenFile.Prepare(File, new ServiceUser("teleport-slack", Stranger, [Stranger]))
        );

        Assert.Equal(77, refusal.ExitCode);
        Assert.Contains("The user of the service, teleport-slack, could not read it there", refusal.Message);
        Assert.Contains("in a folder that belongs to teleport-slack", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    /// <summary>The new file would be the folder's owner's alone.</summary>
    [Fact]
    public void Prepare_FolderOfAnotherUserThanTheService_IsRefused()
    {
        System.IO.File.SetUnixFileMode(_folder, (UnixFileMode)Convert.ToInt32("755", 8));

        Assert.Throws<StartException>(() =>
            TokenFile.Prepare(File, new ServiceUser("teleport-slack", Stranger, [Stranger]))
        );
    }

    [Fact]
    public void Write_FileOfAnotherUser_StaysTheirs()
    {
        if (!Environment.IsPrivilegedProcess) return; // only root can give a file away
        System.IO.File.WriteAllText(File, "old");
        System.IO.File.SetUnixFileMode(File, (UnixFileMode)Convert.ToInt32("440", 8));
        using (var handle = System.IO.File.OpenHandle(File)) new FileOwner(Stranger, Stranger, default).Give(handle);

        TokenFile.Prepare(File, service: null).Write(new Secret("xoxb-1"));

        var owner = FileOwner.Of(File)!;
        Assert.Equal((Stranger, Stranger, Convert.ToInt32("440", 8)), (owner.User, owner.Group, (int)owner.Mode));
    }

    [Fact]
    public void Write_FolderGone_LeavesTheOldOneAndSaysWhy()
    {
        var file = TokenFile.Prepare(File, service: null);
        Directory.Delete(_folder);

        var refusal = Assert.Throws<StartException>(() => file.Write(new Secret("xoxb-1")));

        Assert.Equal(77, refusal.ExitCode);
        Assert.DoesNotContain("xoxb", refusal.ToString(), StringComparison.Ordinal);
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Run as root, it must not overwrite what the service's user could not.</summary>
    [Fact]
    public void Prepare_LinkInAFolderOfAnotherUser_IsRefused()
    {
        if (!Environment.IsPrivilegedProcess) return; // only root can give a folder away
        var target = Path.Combine(_folder, "shadow");
        System.IO.File.WriteAllText(target, "old");
        var theirs = Directory.CreateDirectory(Path.Combine(_folder, "theirs")).FullName;
        System.IO.File.CreateSymbolicLink(Path.Combine(theirs, "token"), target);
        using (var chown = Process.Start("chown", [$"{Stranger}", theirs])) chown.WaitForExit();

        var refusal = Assert.Throws<StartException>(() =>
            TokenFile.Prepare(Path.Combine(theirs, "token"), service: null)
        );

        Assert.Equal(77, refusal.ExitCode);
        Assert.Contains("It is a link that another user made or can change", refusal.Message);
        Assert.Equal("old", System.IO.File.ReadAllText(target));
    }

    [Fact]
    public void Write_LinkOfOurOwn_StaysALink()
    {
        var target = Path.Combine(_folder, "target");
        System.IO.File.WriteAllText(target, "old");
        System.IO.File.CreateSymbolicLink(File, target);

        TokenFile.Prepare(File, service: null).Write(new Secret("xoxb-1"));

        Assert.Equal(target, new FileInfo(File).LinkTarget);
        Assert.Equal("xoxb-1\n", System.IO.File.ReadAllText(target));
    }
}
