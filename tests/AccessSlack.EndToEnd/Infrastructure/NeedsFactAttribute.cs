using AccessSlack.EndToEnd.Packaging;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>
/// A test that needs what not every machine has: a program (its path), <see cref="Root"/>, or <see cref="Package"/>.
/// Where that is missing the test is skipped and says so; in CI it runs all the same, and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsFactAttribute : FactAttribute
{
    /// <summary>The rights of root.</summary>
    public const string Root = "root";

    /// <summary>What packaging/package.sh made.</summary>
    public const string Package = "package";

    public NeedsFactAttribute(params string[] needs)
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && needs.Where(IsMissing).ToList() is { Count: > 0 } missing) Skip = "Needs " + string.Join(", ", missing) + "; see CONTRIBUTING.md.";
    }

    private static bool IsMissing(string need) => need switch
    {
        Root => !Environment.IsPrivilegedProcess,
        Package => Built.Package is null,
        _ => !File.Exists(need),
    };
}
