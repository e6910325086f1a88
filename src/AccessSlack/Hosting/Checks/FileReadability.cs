namespace AccessSlack.Hosting.Checks;

/// <summary>
/// Finds files that root can read and the user of the service cannot: a check as root would pass, and the start fail.
/// Judged by owner, group and mode of the file and its folders, without becoming that user.
/// </summary>
/// <param name="user">Who runs the daemon.</param>
/// <param name="ownerOf">Of a path; null if it cannot be looked at.</param>
internal sealed class FileReadability(ServiceUser user, Func<string, FileOwner?> ownerOf)
{
    /// <summary>Nothing is found unless root asks about a daemon that another user runs.</summary>
    /// <param name="files">Absolute paths that the daemon reads.</param>
    /// <param name="root">The root of the file system, where unit and users are looked up.</param>
    public static IEnumerable<Finding> Check(IEnumerable<string> files, string root = "/") =>
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && ServiceUser.Find(root) is { Id: > 0 } user
            ? new FileReadability(user, FileOwner.Of).Check(files)
            : [];

    public IEnumerable<Finding> Check(IEnumerable<string> files) =>
        files.Distinct().Select(Judge).OfType<Finding>();

    private Finding? Judge(string file)
    {
        foreach (var folder in FoldersOf(file))
            if (ownerOf(folder) is { } owner && !Has(owner, UnixFileMode.UserExecute))
                return Unreadable(file, $"it may not enter {folder}", Remedy(folder, owner, "x"));
        return ownerOf(file) is { } own && !Has(own, UnixFileMode.UserRead)
            ? Unreadable(file, "owner, group and mode of the file do not let it", Remedy(file, own, "r"))
            : null;
    }

    /// <summary>Only the first class that fits counts, even if a later one allows more (path_resolution(7)).</summary>
    private bool Has(FileOwner owner, UnixFileMode right)
    {
        var shift = owner.User == user.Id ? 0 : user.Groups.Contains(owner.Group) ? 3 : 6;
        return owner.Mode.HasFlag((UnixFileMode)((int)right >> shift));
    }

    private Finding Unreadable(string file, string why, string remedy) =>
        Finding.Fault(
            "file_unreadable",
            file,
            $"The user of the service, {user.Name}, cannot read this file: {why}. Root can, so this check could.",
            remedy
        );

    /// <summary>The least that helps, and nothing for all other users.</summary>
    private string Remedy(string path, FileOwner owner, string right) => owner switch
    {
        _ when owner.User == user.Id => $"Run: chmod u+{right} {path}",
        _ when user.Groups.Contains(owner.Group) => $"Run: chmod g+{right} {path}",
        _ when right == "r" => $"Run: chgrp {user.Name} {path} && chmod g+r {path}",
        _ => $"Run: setfacl -m u:{user.Name}:x {path}; or move the file, for example to /etc/teleport-slack",
    };

    private static Stack<string> FoldersOf(string file)
    {
        var folders = new Stack<string>();
        for (var at = Path.GetDirectoryName(file); at is not null; at = Path.GetDirectoryName(at)) folders.Push(at);
        return folders;
    }
}
