namespace AccessSlack.Configuration;

/// <summary>What is probably wrong with the path of a file that does not exist, or is a directory.</summary>
internal static class PathAdvice
{
    /// <summary>What tbot writes into its output directory.</summary>
    private const string Identity = "identity";

    private const int MaxDistance = 2;

    /// <returns>The cause and its remedy; null if the path looks right, and only the file is missing.</returns>
    public static string? OfMissing(IConfigSource source, string path)
    {
        if (path.StartsWith('~')) return "Write the full path: ~ is expanded by a shell only.";
        if (!path.StartsWith('/'))
            return "Write the full path, which begins with /: this one depends on the directory in which the " +
                "program is started.";
        var (folder, name) = (Path.GetDirectoryName(path) ?? "/", Path.GetFileName(path));
        if (source.NamesIn(folder) is not { } names)
            return $"The directory {folder} does not exist either, or this user cannot read it: correct the path, or " +
                "create the directory.";
        return Nearest(name, names) is { } near ? $"Did you mean {Path.Combine(folder, near)}?" : null;
    }

    public static string OfDirectory(IConfigSource source, string path) =>
        source.NamesIn(path)?.Contains(Identity) == true
            ? $"Name the file in it: {Path.Combine(path, Identity)}."
            : "Name a file in it.";

    // auth.key, auth.crt and auth.cas are near each other, but none is a misspelling of another.
    private static string? Nearest(string name, IEnumerable<string> names) =>
        names.Where(other => Path.GetExtension(other) == Path.GetExtension(name) || Stem(other) != Stem(name))
            .Where(other => EditDistance.Between(name, other) <= Math.Min(MaxDistance, name.Length / 3))
            .MinBy(other => EditDistance.Between(name, other));

    private static string Stem(string name) => Path.GetFileNameWithoutExtension(name);
}
