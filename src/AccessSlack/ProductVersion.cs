using System.Reflection;

namespace AccessSlack;

/// <summary>What <c>teleport-slack version</c> prints.</summary>
internal static class ProductVersion
{
    /// <summary>For example <c>v1.2.3 git:abc1234 .NET 10.0.1</c>.</summary>
    public static string Text { get; } = Describe(Informational, Environment.Version);

    /// <summary>For example <c>1.2.3</c>.</summary>
    public static string Release => Parts(Informational).Release;

    /// <summary>Seven digits, or <c>unknown</c>.</summary>
    public static string Commit => Parts(Informational).Commit;

    private static string Informational =>
        typeof(ProductVersion)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion
        ?? "0.0.0";

    internal static string Describe(string informational, Version runtime)
    {
        var (release, commit) = Parts(informational);
        return $"v{release} git:{commit} .NET {runtime}";
    }

    /// <summary>The SDK writes <c>1.2.3+commit</c>; outside a git checkout there is no commit.</summary>
    private static (string Release, string Commit) Parts(string informational)
    {
        var parts = informational.Split('+', 2);
        return (parts[0], parts.Length == 2 && parts[1].Length >= 7 ? parts[1][..7] : "unknown");
    }
}
