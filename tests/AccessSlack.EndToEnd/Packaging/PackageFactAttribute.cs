namespace AccessSlack.EndToEnd.Packaging;

/// <summary>A test of packages of the release binary, which is too slow to make for every test run. CI has it, and skips nothing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PackageFactAttribute : FactAttribute
{
    public PackageFactAttribute()
    {
        if (Packages.Binary is null && Environment.GetEnvironmentVariable("CI") != "true") Skip = Packages.NoBinary;
    }
}
