namespace AccessSlack.Configuration;

/// <summary>
/// The commented example that <c>configure</c> prints; it is not valid until its placeholders are replaced.
/// </summary>
internal static class ExampleConfiguration
{
    private const string Resource = "example.toml";

    public static string Text { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(ExampleConfiguration).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
