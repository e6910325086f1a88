using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using AccessSlack.Configuration.Toml;

namespace AccessSlack.Configuration;

internal delegate bool TryParse<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>
/// The keys of one section, wherever they stand: under its header or, in the flat form, at the top of the file.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="name">As in its header.</param>
/// <param name="table">What stands under the header; null without one.</param>
/// <param name="header">Where the header stands.</param>
internal sealed class Section(ConfigFile file, string name, TomlTable? table, Place header)
{
    /// <summary>Where the header stands.</summary>
    public Place Place => header;

    /// <summary>Everything under the header, for the sections whose keys the operator chooses.</summary>
    public IEnumerable<(string Name, Item<object> Item)> Items =>
        table?.Keys.Select(key => (key, table.Item(key, name))) ?? [];

    /// <summary>The value of a key; null when it is absent or <c>""</c>.</summary>
    public Item<object>? Find(string key) => FindAll(key).FirstOrDefault();

    /// <summary>
    /// Every place where the key stands and is not <c>""</c>: in either form, under its new or its old name.
    /// </summary>
    public IEnumerable<Item<object>> FindAll(string key)
    {
        foreach (var spelling in Schema.Spellings(key))
        {
            var isFlat = Schema.FlatSection(spelling) == name && IsSet(file.Root, spelling);
            if (isFlat) yield return file.Root.Item(spelling, "");
            if (table is not null && IsSet(table, spelling)) yield return table.Item(spelling, name);
        }
    }

    public Item<string>? Text(string key) => Find(key) is { } item ? file.AsText(item) : null;

    /// <summary>One text or a list of texts.</summary>
    public ImmutableArray<Item<string>> Texts(string key) => Find(key) is { } item ? file.AsTexts(item) : [];

    public bool Flag(string key)
    {
        if (Find(key) is not { } item) return false;
        if (item.Value is bool flag) return flag;
        file.Report(
            item,
            $"This must be true or false, but {ConfigFile.Describe(item.Value)} stands here.",
            "Write true or false, without quotes."
        );
        return false;
    }

    /// <summary>A whole number; <paramref name="fallback"/> when it is unset or faulty.</summary>
    public int Number(string key, int fallback, int least, int most)
    {
        if (Find(key) is not { } item) return fallback;
        if (item.Value is long number && number >= least && number <= most) return (int)number;
        var fault =
            item.Value is long
                ? "This number is out of bounds."
                : $"This must be a whole number, but {ConfigFile.Describe(item.Value)} stands here.";
        file.Report(item, fault, $"Write a number from {least} to {most}, without quotes.");
        return fallback;
    }

    /// <summary>
    /// The sections of a list, in their order; empty when it is absent. What is no list of sections, or empty, is
    /// reported.
    /// </summary>
    public ImmutableArray<Section> Sections(string key)
    {
        if (Find(key) is not { } item) return [];
        var (full, cure) = (
            Schema.FullName(name, key),
            $"Begin each with a line [[{Schema.FullName(name, key)}]], in double brackets."
        );
        var sections = item.Tables()
            .Select(entry => new Section(file, full, entry.Table, entry.Place))
            .ToImmutableArray();
        if (item.Value is TomlArray { Count: 0 })
            file.Report(item, "This list is empty.", "Remove it, or write what was meant.");
        else if (sections.IsEmpty)
            file.Report(
                item,
                $"This must be a list of sections, but {ConfigFile.Describe(item.Value)} stands here.",
                cure
            );
        else if (item.Value is TomlArray list && list.Count > sections.Length)
            file.Report(item, "Not everything in this list is a section.", cure);
        return sections;
    }

    /// <summary>A text that means something; <paramref name="fallback"/> when it is unset or faulty.</summary>
    public T Parse<T>(string key, T fallback, TryParse<T> parse, string message, string cure)
    {
        if (Text(key) is not { } text) return fallback;
        if (parse(text.Value, out var value)) return value;
        file.Report(text, message, cure);
        return fallback;
    }

    /// <summary>One of a few words, in any case.</summary>
    public T Choice<T>(string key, T fallback, FrozenDictionary<string, T> words, string known) =>
        Parse(key, fallback, words.TryGetValue, "This word has no meaning here.", $"Write one of {known}.");

    /// <summary>
    /// Something is missing; the place is the section's header, and without one the cure says that it must be added.
    /// </summary>
    public void ReportMissing(string key, string message, string cure)
    {
        var where = table is null ? $" Write it under a line [{name}], which this file does not have." : "";
        file.Report(header, Schema.FullName(name, key), message, cure + where);
    }

    public void Report<T>(Item<T> item, string message, string cure) => file.Report(item, message, cure);

    private static bool IsSet(TomlTable table, string key) =>
        table.TryGetValue(key, out var entry) && entry.Value is not "";
}
