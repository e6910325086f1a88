using System.Collections.Immutable;
using AccessSlack.Configuration.Toml;
using Tomlyn;

namespace AccessSlack.Configuration;

/// <summary>
/// A parsed file and the problems found in it so far. A reader that meets a fault reports it and goes on with a
/// default.
/// </summary>
internal sealed class ConfigFile(TomlTable root)
{
    private readonly List<Problem> _problems = [];

    public TomlTable Root => root;

    public IReadOnlyList<Problem> Problems => _problems;

    public Section Section(string name)
    {
        var header = root.GetValueOrDefault(name);
        return new Section(this, name, header.Value as TomlTable, header.Place);
    }

    public void Report<T>(Item<T> item, string message, string cure) => Report(item.Place, item.Key, message, cure);

    public void Report(Place place, string key, string message, string cure) =>
        _problems.Add(
            new Problem(
                place.Line,
                place.Column,
                MayBeSecret(key) ? "(hidden: it looks like a secret)" : key,
                message,
                cure
            )
        );

    /// <summary>
    /// A secret where a key belongs: key and value swapped, or a broken line. No key that we know looks like that.
    /// </summary>
    private static bool MayBeSecret(string key) =>
        key.Contains("xox", StringComparison.Ordinal) || key.Contains("xapp-", StringComparison.Ordinal)
        || key.Split('.').Any(part => part.Length >= 32 && part.All(char.IsAsciiHexDigit));

    /// <summary>
    /// The value as text; null, and reported, when it is something else or still a placeholder of the example.
    /// </summary>
    public Item<string>? AsText(Item<object> item)
    {
        if (item.Value is not string text)
        {
            Report(
                item,
                $"This must be text, but {Describe(item.Value)} stands here.",
                item.Value is TomlTable
                    ? "Write a text in quotes; a key that holds a dot needs quotes as well."
                    : "Write a text in quotes."
            );
            return null;
        }

        if (!IsPlaceholder(text)) return new Item<string>(item.Key, text, item.Place);
        Report(
            item,
            "The placeholder of the example is still in place.",
            "Put your own value there, without the angle brackets."
        );
        return null;
    }

    /// <summary>The same, where an empty text is a fault as well.</summary>
    public Item<string>? AsFilledText(Item<object> item)
    {
        if (AsText(item) is not { } text) return null;
        if (!string.IsNullOrWhiteSpace(text.Value)) return text;
        Report(item, "An empty text stands here.", "Remove it, or write what was meant.");
        return null;
    }

    /// <summary>One text or a list of them; an empty text among them is reported.</summary>
    public ImmutableArray<Item<string>> AsTexts(Item<object> item) =>
        [.. item.Elements().Select(AsFilledText).OfType<Item<string>>()];

    /// <summary>What a value is, never the value itself.</summary>
    public static string Describe(object value) => value switch
    {
        string => "a text",
        long or double => "a number",
        bool => "true or false",
        TomlDateTime => "a date or time",
        TomlArray => "a list",
        TomlTableArray => "a list of sections",
        _ => "a section",
    };

    private static bool IsPlaceholder(string text) => text.StartsWith('<') && text.EndsWith('>');
}
