using System.Collections.Concurrent;

namespace AccessSlack.Sandbox;

/// <summary>Something that must never be written anywhere.</summary>
/// <param name="Kind">What it is, in a word or two.</param>
/// <param name="Value">The text itself.</param>
internal sealed record KnownSecret(string Kind, string Value);

/// <summary>
/// Secrets that passed through a simulator and must not appear in any log. Members may be used from any thread.
/// </summary>
internal sealed class SecretBook
{
    /// <summary>Shorter values also occur in ordinary lines.</summary>
    public const int Shortest = 8;

    private readonly ConcurrentDictionary<KnownSecret, bool> _known = [];

    public IReadOnlyCollection<KnownSecret> All => [.. _known.Keys];

    public void Note(string kind, string? value)
    {
        if (value?.Length >= Shortest) _known[new(kind, value)] = true;
    }

    /// <summary>Both as it stands and as a path on some host.</summary>
    public void NoteUrl(string kind, string? url)
    {
        Note(kind, url);
        if (Uri.TryCreate(url, UriKind.Absolute, out var parsed)) Note(kind, parsed.PathAndQuery);
    }

    /// <summary>The lines of all private keys in a PEM file.</summary>
    public void NotePrivateKeys(string pem)
    {
        var isKey = false;
        foreach (var line in pem.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("-----", StringComparison.Ordinal))
                isKey =
                    line.Contains("PRIVATE KEY", StringComparison.Ordinal)
                    && line.Contains("BEGIN", StringComparison.Ordinal);
            else if (isKey) Note("private key", line);
        }
    }
}
