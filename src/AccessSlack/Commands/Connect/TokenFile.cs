using System.Text;
using AccessSlack.Hosting.Checks;

namespace AccessSlack.Commands.Connect;

/// <summary>
/// The file that the token goes to, whole or not at all. An existing one keeps its owner and mode; a new one gets the
/// owner of its folder, and only that owner may read it.
/// </summary>
internal sealed class TokenFile
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const uint Root = 0;
    private const string OurProcess = "/proc/self";
    private const int MostLinks = 16;

    private const string Remedy = "Run connect as root or as the user of the service, or change token under [slack]";

    private readonly string _path;
    private readonly FileOwner _owner;

    private TokenFile(string path, FileOwner owner) => (_path, _owner) = (path, owner);

    /// <summary>Judges the path and tries it out, so that no token is asked for that could not be kept.</summary>
    /// <param name="path">As configured; may be a link.</param>
    /// <param name="service">Who runs the daemon; null if that is not known.</param>
    /// <exception cref="StartException">It cannot be written, or the daemon could not read it.</exception>
    public static TokenFile Prepare(string path, ServiceUser? service)
    {
        var file = Find(path);
        if (service is { Id: > 0 } user && file.UnreadableFor(user) is { } finding)
            throw Unusable(
                path,
                $"The user of the service, {user.Name}, could not read it there.",
                FileOwner.Of(file._path) is null
                    ? $"Name a file in a folder that belongs to {user.Name}, such as /var/lib/teleport/plugins/slack."
                    : finding.Remedy
            );
        file.Put([]);
        return file;
    }

    /// <exception cref="StartException">It cannot be written; the old one is untouched.</exception>
    public void Write(Secret token) => Put(Encoding.UTF8.GetBytes(token.Reveal() + "\n"));

    private static TokenFile Find(string path)
    {
        var target = TargetOf(path);
        if (FileOwner.Of(target) is { } existing)
            return existing.IsRegularFile
                ? new(target, existing)
                : throw Unusable(path, "It is not a file.", "Name a file.");
        var folder = Path.GetDirectoryName(target)!;
        return FileOwner.Of(folder) is { } owner
            ? new(target, owner with { Mode = OwnersOnly })
            : throw Unusable(path, $"There is no folder {folder}, or it may not be entered.", "Create the folder.");
    }

    /// <summary>
    /// A link stays a link, where only root and the user of this process can have made it: otherwise the user of the
    /// service could aim it at a file that only root may write.
    /// </summary>
    private static string TargetOf(string path)
    {
        var target = Path.GetFullPath(path);
        try
        {
            for (var links = 0; File.ResolveLinkTarget(target, returnFinalTarget: false) is { } next; links++)
            {
                if (links == MostLinks || !IsOurs(target))
                    throw Unusable(path, "It is a link that another user made or can change.", "Name the file itself.");
                target = Path.GetFullPath(next.FullName);
            }
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            // a new file
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, Sentence(fault), Remedy);
        }

        return target;
    }

    private static bool IsOurs(string link)
    {
        var us = FileOwner.Of(OurProcess)?.User ?? Root;
        uint?[] owners = [FileOwner.OfLink(link)?.User, FileOwner.Of(Path.GetDirectoryName(link)!)?.User];
        return Array.TrueForAll(owners, owner => owner == Root || owner == us);
    }

    private Finding? UnreadableFor(ServiceUser user) =>
        new FileReadability(user, path => path == _path ? _owner : FileOwner.Of(path)).Check([_path]).FirstOrDefault();

    /// <summary>Beside the file, and then in its place. Without a token, everything up to that.</summary>
    private void Put(byte[] token)
    {
        var name = $".{Path.GetFileName(_path)}.{Path.GetRandomFileName()}";
        var draft = Path.Combine(Path.GetDirectoryName(_path)!, name);
        try
        {
            Draft(draft, token);
            if (token.Length > 0) File.Move(draft, _path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unusable(_path, Sentence(fault), Remedy);
        }
        finally
        {
            Remove(draft);
        }
    }

    private void Draft(string draft, byte[] token)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnersOnly;
        using var stream = new FileStream(draft, options);
        if (FileOwner.Of(draft) is { } own && IsOthers(own)) _owner.Give(stream.SafeFileHandle);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, _owner.Mode);
        stream.Write(token);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>The group counts only where it may do something.</summary>
    private bool IsOthers(FileOwner own) =>
        own.User != _owner.User || (own.Group != _owner.Group && (_owner.Mode & OfOthers) != UnixFileMode.None);

    private static void Remove(string draft)
    {
        try
        {
            File.Delete(draft); // nothing, once it was moved
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It is empty, or what is wrong with the folder is already told.
        }
    }

    private static string Sentence(Exception fault) => fault.Message.TrimEnd('.') + ".";

    private static StartException Unusable(string path, string problem, string remedy) =>
        new(ExitCode.NotPermitted, $"The token cannot be written to {path}. {problem}", remedy, inner: null);
}
