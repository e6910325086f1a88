using System.Collections.Immutable;

namespace AccessSlack.Configuration;

/// <summary>
/// The names that the Go plugin's keys had in its first year, 2020: hyphens in place of underscores, other words for
/// the listener, and at first the listener's keys under <c>[slack]</c>.
/// </summary>
internal static class EarlyKeyNames
{
    private const string Http = "http";

    /// <summary>Other words: section and name then, and the name that <c>[http]</c> has now.</summary>
    private static readonly ImmutableArray<(string Section, string Name, string Present)> Others =
    [
        (Http, "listen", "listen_addr"),
        (Http, "base-url", "public_addr"),
        (Http, "host", "public_addr"),
        ("slack", "listen", "listen_addr"),
        ("slack", "https-key-file", "https_key_file"),
        ("slack", "https-cert-file", "https_cert_file"),
    ];

    /// <summary>The present section and name of a key; null for a key that is not an early name.</summary>
    public static (string Section, string Key)? Present(string section, string key)
    {
        foreach (var other in Others)
            if (other.Section == section && other.Name == key) return (Http, other.Present);
        var underscored = key.Replace('-', '_');
        return underscored != key && Schema.IsGoKey(section, underscored) ? (section, underscored) : null;
    }

    /// <summary>Where a key may be under an early name, in the order of precedence.</summary>
    public static IEnumerable<(string Section, string Name)> Of(string section, string key)
    {
        var hyphened = key.Replace('_', '-');
        if (hyphened != key && Schema.IsGoKey(section, key)) yield return (section, hyphened);
        foreach (var other in Others)
            if (section == Http && other.Present == key) yield return (other.Section, other.Name);
    }
}
