using AccessSlack.Testing;

namespace AccessSlack.Tests.Configuration.Toml;

/// <summary>
/// The official test data (https://github.com/toml-lang/toml-test), beside the repository in
/// <c>../shared/toml-test</c>.
/// </summary>
internal static class TomlTestSuite
{
    private const string ListName = "files-toml-1.0.0";

    public static IReadOnlyList<string> Valid => [.. Files("valid/")];

    public static IReadOnlyList<string> Invalid => [.. Files("invalid/")];

    public static string PathOf(string file) => Path.Combine(Folder(), file);

    private static IEnumerable<string> Files(string kind) => File.ReadLines(PathOf(ListName))
        .Where(line => line.StartsWith(kind, StringComparison.Ordinal))
        .Where(line => line.EndsWith(".toml", StringComparison.Ordinal));

    private static string Folder() => Path.GetFullPath(Path.Combine(Repository.Folder, Needs.TomlTest));
}
