namespace AccessSlack.Testing;

/// <summary>The clone that the tests were built from.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find();

    public static string PathOf(params string[] path) => Path.Combine([Folder, .. path]);

    public static string Read(params string[] path) => File.ReadAllText(PathOf(path));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AccessSlack.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No AccessSlack.sln above the tests.");
        return folder.FullName;
    }
}
