using System.Reflection;

namespace AccessSlack;

/// <summary>What <c>teleport-slack version</c> prints.</summary>
internal static class ProductVersion
{
    /// <summary>For example <c>v1.2.3 git:abc1234 .NET 10.0.1</c>.</summary>
    public static string Text { get; } = Describe(
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0", Environment.Version);

    /// <summary>The SDK writes <c>1.2.3+commit</c>; outside a git checkout there is no commit.</summary>
    internal static string Describe(string informational, Version runtime)
    {
        var parts = informational.Split('+', 2);
        var commit = parts.Length == 2 && parts[1].Length >= 7 ? parts[1][..7] : "unknown";
        return $"v{parts[0]} git:{commit} .NET {runtime}";
    }
}
