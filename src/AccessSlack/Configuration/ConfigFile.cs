using System.Collections.Immutable;
using Tomlyn;
using Tomlyn.Model;

namespace AccessSlack.Configuration;

/// <summary>A value of the file with its name and place.</summary>
/// <param name="Key">As written, after its section.</param>
internal sealed record Item<T>(string Key, T Value, TomlPlace Place);

/// <summary>A parsed file and the problems found in it so far. A reader that meets a fault reports it and goes on with a default.</summary>
internal sealed class ConfigFile(TomlTable root, TomlMetadataStore places)
{
    private readonly List<Problem> _problems = [];

    public TomlTable Root => root;

    public IReadOnlyList<Problem> Problems => _problems;

    public Section Section(string name) => new(this, name, root.GetValueOrDefault(name) as TomlTable, PlaceOf(root, name));

    /// <summary>The value of a key that is known to be there.</summary>
    public Item<object> Item(TomlTable table, string key, string section) => new(Schema.FullName(section, key), table[key], PlaceOf(table, key));

    /// <summary>Where a key stands: with <see cref="Elements"/>, all that is known here of the parser's places.</summary>
    public TomlPlace PlaceOf(TomlTable table, string key) => places.TryGetPlace(table, key, out var place) ? place : default;

    /// <summary>A list's elements, or the value itself if it is none.</summary>
    public IEnumerable<Item<object>> Elements(Item<object> item) => item.Value is not TomlArray array
        ? [item]
        : array.Select((value, i) => item with { Value = value, Place = places.TryGetPlace(array, i, out var place) ? place : item.Place });

    /// <summary>The sections of a list, written as <c>[[header]]</c> or inline; what is no section among them is left out.</summary>
    public IEnumerable<(TomlTable Table, TomlPlace Place)> Tables(Item<object> item) => item.Value switch
    {
        TomlTableArray list => list.Select((table, i) => (table, places.TryGetPlace(list, i, out var place) ? place : item.Place)),
        TomlArray => Elements(item).Where(element => element.Value is TomlTable).Select(element => ((TomlTable)element.Value, element.Place)),
        _ => [],
    };

    public void Report<T>(Item<T> item, string message, string cure) => Report(item.Place, item.Key, message, cure);

    public void Report(TomlPlace place, string key, string message, string cure) =>
        _problems.Add(new Problem(place.Line, place.Column, key, message, cure));

    /// <summary>The value as text; null, and reported, when it is something else or still a placeholder of the example.</summary>
    public Item<string>? AsText(Item<object> item)
    {
        if (item.Value is not string text)
        {
            Report(
                item,
                $"This must be text, but {Describe(item.Value)} stands here.",
                item.Value is TomlTable ? "Write a text in quotes; a key that holds a dot needs quotes as well." : "Write a text in quotes.");
            return null;
        }

        if (!IsPlaceholder(text)) return new Item<string>(item.Key, text, item.Place);
        Report(item, "The placeholder of the example is still in place.", "Put your own value there, without the angle brackets.");
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
    public ImmutableArray<Item<string>> AsTexts(Item<object> item) => [.. Elements(item).Select(AsFilledText).OfType<Item<string>>()];

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
