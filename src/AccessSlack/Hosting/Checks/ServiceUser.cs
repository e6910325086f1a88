using System.Collections.Immutable;

namespace AccessSlack.Hosting.Checks;

/// <summary>The user as which systemd runs the daemon.</summary>
/// <param name="Name">As the unit gives it.</param>
/// <param name="Id">Its number.</param>
/// <param name="Groups">Its own group, that of the unit, and those that list it.</param>
internal sealed record ServiceUser(string Name, uint Id, ImmutableHashSet<uint> Groups)
{
    private const string Unit = "teleport-slack.service";

    /// <summary>Later ones are overridden by earlier ones (systemd.unit(5)).</summary>
    private static readonly string[] UnitFolders =
    [
        "etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system",
        "lib/systemd/system",
    ];

    /// <summary>
    /// Null without a unit, if it names no user, and if only a directory service knows the user. Then nothing is known
    /// about who will run the daemon.
    /// </summary>
    /// <param name="root">The root of the file system.</param>
    public static ServiceUser? Find(string root)
    {
        var unit = UnitLines(root).ToList();
        if (Setting(unit, "User") is not { } name) return null;
        if (Rows(root, "etc/passwd").Find(row => row.Length > 3 && (row[0] == name || row[2] == name)) is not { } user)
            return null;
        if (!uint.TryParse(user[2], out var id) || !uint.TryParse(user[3], out var own)) return null;
        return new(user[0], id, GroupsOf(root, user[0], own, Setting(unit, "Group")));
    }

    private static ImmutableHashSet<uint> GroupsOf(string root, string user, uint own, string? ofUnit) =>
        [
            own,
            .. Rows(root, "etc/group")
                .Where(row => row.Length > 3 && (row[0] == ofUnit || row[3].Split(',').Contains(user)))
                .Select(row => uint.TryParse(row[2], out var id) ? id : own),
        ];

    /// <summary>The last one counts.</summary>
    private static string? Setting(List<string> unit, string key) =>
        unit.FindLast(line => line.StartsWith(key + "=", StringComparison.Ordinal)) is { } line
        && line[(key.Length + 1)..].Trim() is { Length: > 0 } value
            ? value
            : null;

    private static IEnumerable<string> UnitLines(string root)
    {
        var folders = UnitFolders.Select(folder => Path.Combine(root, folder)).ToList();
        if (folders.Select(folder => Path.Combine(folder, Unit)).FirstOrDefault(File.Exists) is not { } unit) return [];
        var more = folders
            .Select(folder => Path.Combine(folder, Unit + ".d"))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.conf"))
            .OrderBy(Path.GetFileName, StringComparer.Ordinal);
        return more.Prepend(unit).SelectMany(Lines);
    }

    private static List<string[]> Rows(string root, string file) =>
        [.. Lines(Path.Combine(root, file)).Select(line => line.Split(':'))];

    private static IEnumerable<string> Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
