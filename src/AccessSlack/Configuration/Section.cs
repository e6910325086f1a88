using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using AccessSlack.Configuration.Toml;

namespace AccessSlack.Configuration;

internal delegate bool TryParse<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>
/// The keys of one section, either under its header or, in the flat form, at the top of the file.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="name">As in its header.</param>
/// <param name="table">The keys under the header; null without one.</param>
/// <param name="header">The place of the header.</param>
internal sealed class Section(ConfigFile file, string name, TomlTable? table, Place header)
{
    /// <summary>The place of the header.</summary>
    public Place Place => header;

    /// <summary>Everything under the header, for the sections whose keys the operator chooses.</summary>
    public IEnumerable<(string Name, Item<object> Item)> Items =>
        table?.Keys.Select(key => (key, table.Item(key, name))) ?? [];

    /// <summary>The value of a key; null when it is absent or <c>""</c>.</summary>
    public Item<object>? Find(string key) => FindAll(key).FirstOrDefault();

    /// <summary>
    /// Every occurrence of the key that is not <c>""</c>: in either form, under its new or its old name.
    /// </summary>
    public IEnumerable<Item<object>> FindAll(string key)
    {
        foreach (var spelling in Schema.Spellings(key))
        {
            var isFlat = Schema.FlatSection(spelling) == name && IsSet(file.Root, spelling);
            if (isFlat) yield return file.Root.Item(spelling, "");
            if (table is not null && IsSet(table, spelling)) yield return table.Item(spelling, name);
        }

        foreach (var first in Schema.Spellings(key).SelectMany(spelling => EarlyKeyNames.Of(name, spelling)))
            if (FirstTable(first) is { } old) yield return old.Item(first.Name, first.Section);
    }

    public Item<string>? Text(string key) => Find(key) is { } item ? file.AsText(item) : null;

    /// <summary>The path of a file; null, and reported, if its content stands there instead.</summary>
    public string? FilePath(string key)
    {
        if (Text(key) is not { } path) return null;
        if (!ConfigFile.IsContent(path.Value)) return path.Value;
        file.Report(
            path,
            "This is the content of a file, not its path.",
            "Write the content into a file, and the path of that file here."
        );
        return null;
    }

    /// <summary>One text or a list of texts.</summary>
    public ImmutableArray<Item<string>> Texts(string key) => Find(key) is { } item ? file.AsTexts(item) : [];

    public bool Flag(string key, bool fallback = false)
    {
        if (Find(key) is not { } item) return fallback;
        if (item.Value is bool flag) return flag;
        file.Report(
            item,
            $"Expected true or false, but found {ConfigFile.Describe(item.Value)}.",
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
                ? "This number is out of range."
                : $"Expected a whole number, but found {ConfigFile.Describe(item.Value)}.";
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
        var (full, remedy) = (
            Schema.FullName(name, key),
            $"Begin each with a line [[{Schema.FullName(name, key)}]], in double brackets."
        );
        var sections = item.Tables()
            .Select(entry => new Section(file, full, entry.Table, entry.Place))
            .ToImmutableArray();
        if (item.Value is TomlArray { Count: 0 })
            file.Report(item, "This list is empty.", "Remove it, or enter a value.");
        else if (sections.IsEmpty)
            file.Report(
                item,
                $"Expected a list of sections, but found {ConfigFile.Describe(item.Value)}.",
                remedy
            );
        else if (item.Value is TomlArray list && list.Count > sections.Length)
            file.Report(item, "Not everything in this list is a section.", remedy);
        return sections;
    }

    /// <summary>A parsed text; <paramref name="fallback"/> if it is unset or faulty.</summary>
    public T Parse<T>(string key, T fallback, TryParse<T> parse, string message, string remedy)
    {
        if (Text(key) is not { } text) return fallback;
        if (parse(text.Value, out var value)) return value;
        file.Report(text, message, remedy);
        return fallback;
    }

    /// <summary>One of several words, in any case.</summary>
    public T Choice<T>(string key, T fallback, FrozenDictionary<string, T> words, string known) =>
        Parse(key, fallback, words.TryGetValue, "This value is not allowed here.", $"Write one of {known}.");

    /// <summary>
    /// Reports a missing key at the place of the section's header. Without a header, the remedy is to add the section.
    /// </summary>
    public void ReportMissing(string key, string message, string remedy)
    {
        var where = table is null ? $" Add the section [{name}], which this file does not have." : "";
        file.Report(header, Schema.FullName(name, key), message, remedy + where);
    }

    public void Report<T>(Item<T> item, string message, string remedy) => file.Report(item, message, remedy);

    public void Warn<T>(Item<T> item, string message, string remedy) => file.Warn(item, message, remedy);

    /// <summary>As in the Go plugin, <c>host</c> is used only without <c>base-url</c>.</summary>
    private TomlTable? FirstTable((string Section, string Name) first) =>
        file.Root.GetValueOrDefault(first.Section).Value is TomlTable old
        && IsSet(old, first.Name)
        && (first.Name != "host" || !IsSet(old, "base-url"))
            ? old
            : null;

    private static bool IsSet(TomlTable table, string key) =>
        table.TryGetValue(key, out var entry) && entry.Value is not "";
}
