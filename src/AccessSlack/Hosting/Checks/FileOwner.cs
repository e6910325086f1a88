using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AccessSlack.Hosting.Checks;

/// <summary>Who owns a file or a folder, and what its mode allows.</summary>
/// <param name="User">The id of the user who owns it.</param>
/// <param name="Group">The id of its group.</param>
/// <param name="Mode">What owner, group and all others may do.</param>
internal sealed record FileOwner(uint User, uint Group, UnixFileMode Mode)
{
    private const int KindOfFile = 0xF000;
    private const int RegularFile = 0x8000;

    private const int AtCurrentFolder = -100;
    private const int OfTheLink = 0x100;
    private const uint ModeAndOwners = 0x1 | 0x2 | 0x8 | 0x10; // and the kind of file

    // struct statx is the same on every architecture (statx(2)).
    private const int Size = 256;
    private const int UserAt = 20;
    private const int GroupAt = 24;
    private const int ModeAt = 28;

    private const int Permissions = 0xFFF;

    /// <summary>Neither a folder, nor a device, nor a pipe.</summary>
    public bool IsRegularFile { get; private init; }

    /// <summary>Of what a link points to; null if that cannot be looked at.</summary>
    public static FileOwner? Of(string path) => Of(path, flags: 0);

    /// <summary>Of a link itself; null if that cannot be looked at.</summary>
    public static FileOwner? OfLink(string path) => Of(path, OfTheLink);

    private static FileOwner? Of(string path, int flags)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var answer = new byte[Size];
        try
        {
            byte[] name = [.. Encoding.UTF8.GetBytes(path), 0];
            return StatX(AtCurrentFolder, name, flags, ModeAndOwners, answer) == 0 ? Read(answer) : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null; // a C library without it
        }
    }

    /// <summary>Gives an open file this owner and group.</summary>
    /// <exception cref="UnauthorizedAccessException">Only root may, as a rule.</exception>
    public void Give(SafeFileHandle file)
    {
        if (FChOwn((int)file.DangerousGetHandle(), User, Group) != 0)
            throw new UnauthorizedAccessException(
                $"A file there has to belong to user {User} and group {Group}, and only root can give files away."
            );
    }

    private static FileOwner Read(byte[] answer) =>
        new(
            BitConverter.ToUInt32(answer, UserAt),
            BitConverter.ToUInt32(answer, GroupAt),
            (UnixFileMode)(BitConverter.ToUInt16(answer, ModeAt) & Permissions)
        )
        {
            IsRegularFile = (BitConverter.ToUInt16(answer, ModeAt) & KindOfFile) == RegularFile,
        };

    // Only byte arrays and numbers: nothing has to be marshalled, so a native binary needs no stub.
    [DllImport("libc", EntryPoint = "statx"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, byte[] answer);

    [DllImport("libc", EntryPoint = "fchown"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FChOwn(int file, uint user, uint group);
}
