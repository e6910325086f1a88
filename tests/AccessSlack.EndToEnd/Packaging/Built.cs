namespace AccessSlack.EndToEnd.Packaging;

/// <summary>What the scripts under packaging/ made before the tests began; .ci/run does so.</summary>
internal static class Built
{
    /// <summary>The folder that <c>package.sh --output</c> filled, from the variable <c>ACCESS_SLACK_PACKAGES</c>; null for none.</summary>
    public static string? Packages => Environment.GetEnvironmentVariable("ACCESS_SLACK_PACKAGES") is { Length: > 0 } folder ? folder : null;

    /// <summary>The .deb in it; null for none.</summary>
    public static string? Package => Packages is { } folder && Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.deb").Order(StringComparer.Ordinal).FirstOrDefault() : null;
}
