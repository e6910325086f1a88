namespace AccessSlack.Testing;

/// <summary>
/// What not every machine has. A test without it is skipped and says so; in CI it runs all the same, and fails.
/// </summary>
public static class Needs
{
    /// <summary>The rights of root.</summary>
    public const string Root = "root";

    /// <summary>The program of a release, which packaging/build.sh makes, named by this variable.</summary>
    public const string Binary = "$ACCESS_SLACK_BINARY";

    /// <summary>The same for linux-arm64.</summary>
    public const string Arm64Binary = "$ACCESS_SLACK_BINARY_ARM64";

    /// <summary>The C library of Debian's cross compiler.</summary>
    public const string Arm64Libc = "/usr/aarch64-linux-gnu";

    public const string Chromium = "/usr/bin/chromium";
    public const string FakeTime = "/usr/bin/faketime";
    public const string Fish = "/usr/bin/fish";
    public const string Kubectl = "/usr/bin/kubectl";
    public const string Lintian = "/usr/bin/lintian";
    public const string OpenSsl = "/usr/bin/openssl";
    public const string Qemu = "/usr/bin/qemu-aarch64";
    public const string Systemd = "/lib/systemd/systemd";
    public const string SystemdAnalyze = "/usr/bin/systemd-analyze";
    public const string Zsh = "/usr/bin/zsh";

    /// <summary>The official data of TOML 1.0, beside the repository.</summary>
    public const string TomlTest = "../shared/toml-test";

    /// <returns>Why a test is skipped; null where it runs.</returns>
    internal static string? Missing(params string[] needs) => Missing(TestRun.IsCi, needs);

    internal static string? Missing(bool mustRun, params string[] needs) =>
        !mustRun && needs.Where(need => !IsHere(need)).ToList() is { Count: > 0 } missing
            ? $"Needs {string.Join(" and ", missing)}; see CONTRIBUTING.md."
            : null;

    private static bool IsHere(string need) => need switch
    {
        Root => Environment.IsPrivilegedProcess,
        ['$', .. var variable] => Environment.GetEnvironmentVariable(variable) is { Length: > 0 },
        _ => Path.Exists(Path.Combine(Repository.Folder, need)),
    };
}

/// <summary>A fact that needs what <see cref="Needs"/> names, or another path.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsFactAttribute : FactAttribute
{
    public NeedsFactAttribute(params string[] needs) => Skip = Needs.Missing(needs);
}

/// <summary>A theory that needs what <see cref="Needs"/> names, or another path.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsTheoryAttribute : TheoryAttribute
{
    public NeedsTheoryAttribute(params string[] needs) => Skip = Needs.Missing(needs);
}
