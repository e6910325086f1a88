namespace AccessSlack.Configuration;

/// <summary>
/// The commented example that <c>configure</c> prints; it is not valid until its placeholders are replaced.
/// </summary>
internal static class ExampleConfiguration
{
    public static string Text { get; } = Read("example.toml");

    /// <summary>Policy tests for the rules that README.md shows.</summary>
    public static string Tests => Read("cases.example.toml");

    private static string Read(string resource)
    {
        using var stream = typeof(ExampleConfiguration).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is missing from this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
