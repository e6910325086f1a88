namespace AccessSlack.Testing;

/// <summary>
/// Whether the tests run in CI (<c>CI=true</c>), where nothing is skipped and properties run all their cases.
/// </summary>
internal static class TestRun
{
    public static bool IsCi { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>How many cases of a property to run: a third of those in CI at a desk.</summary>
    public static int Cases(int inCi) => IsCi ? inCi : Math.Max(1, inCi / 3);
}
