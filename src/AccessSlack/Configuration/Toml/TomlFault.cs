namespace AccessSlack.Configuration.Toml;

/// <summary>
/// A file that is not TOML. Its message holds at most one character of the file or the name of a key, and so no secret.
/// </summary>
internal sealed class TomlFault(string message, Place place) : Exception(message)
{
    /// <summary>Line 0 if the fault has no place.</summary>
    public Place Place => place;
}
