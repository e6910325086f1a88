using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace AccessSlack.Teleport;

/// <summary>The condition by which Teleport finds resources by id (docs/protocols/teleport.md 4.9). Pure.</summary>
internal static class ResourcePredicate
{
    /// <summary>In characters: two hundred ids of nodes. Teleport documents no limit.</summary>
    public const int MaxLength = 16 * 1024;

    private const string Or = " || ";

    /// <summary>The names in groups, each of which fits into one condition.</summary>
    public static IEnumerable<ImmutableArray<string>> Chunks(IEnumerable<string> names)
    {
        var chunk = ImmutableArray.CreateBuilder<string>();
        var length = 0;
        foreach (var name in names)
        {
            var more = Is(name).Length + Or.Length;
            if (chunk.Count > 0 && length + more > MaxLength)
            {
                yield return chunk.ToImmutable();
                chunk.Clear();
                length = 0;
            }

            chunk.Add(name);
            length += more;
        }

        if (chunk.Count > 0) yield return chunk.ToImmutable();
    }

    /// <summary>True for resources with one of these names. Requesters chose the names.</summary>
    public static string AnyOf(IEnumerable<string> names) => string.Join(Or, names.Select(Is));

    /// <summary>A string literal of Go, in ASCII.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var rune in text.EnumerateRunes()) quoted.Append(Escape(rune));
        return quoted.Append('"').ToString();
    }

    // For nodes, "name" alone would mean the hostname.
    private static string Is(string name) => $"resource.metadata.name == {Quote(name)}";

    private static string Escape(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        >= ' ' and < 0x7F => rune.ToString(),
        < 0x80 => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
        < 0x10000 => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
    };
}
