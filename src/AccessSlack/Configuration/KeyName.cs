namespace AccessSlack.Configuration;

/// <summary>Whether the name of a key or a variable may be repeated in a message.</summary>
internal static class KeyName
{
    /// <summary>
    /// Whether a secret may be in the place of a key, because key and value were swapped or a line was broken. No valid
    /// key looks like this.
    /// </summary>
    public static bool MayBeSecret(string key) =>
        key.Contains("xox", StringComparison.OrdinalIgnoreCase)
        || key.Contains("xapp-", StringComparison.OrdinalIgnoreCase)
        || key.Split('.').Any(part => part.Length >= 32 && part.All(char.IsAsciiHexDigit));
}
