using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Packaging;

/// <summary>What the scripts under packaging/ made before the tests began; .ci/run does so.</summary>
internal static class Built
{
    /// <summary>The folder that <c>package.sh --output</c> filled.</summary>
    public static string Packages => Environment.GetEnvironmentVariable(Needs.Packages[1..])
        ?? throw new InvalidOperationException($"{Needs.Packages} names no folder: run packaging/package.sh --output FOLDER, and let the variable name it.");

    /// <summary>The .deb in it.</summary>
    public static string Package => Directory.EnumerateFiles(Packages, "*.deb").Single();
}
