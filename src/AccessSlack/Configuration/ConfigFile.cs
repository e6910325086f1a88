using System.Collections.Immutable;
using AccessSlack.Configuration.Toml;
using Tomlyn;

namespace AccessSlack.Configuration;

/// <summary>
/// A parsed file and the problems found in it so far. After reporting a problem, readers continue with a default value.
/// </summary>
internal sealed class ConfigFile(TomlTable root)
{
    private readonly List<Problem> _problems = [];
    private readonly List<Problem> _warnings = [];

    public TomlTable Root => root;

    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>What an operator should change, although the daemon can run with it.</summary>
    public IReadOnlyList<Problem> Warnings => _warnings;

    public Section Section(string name)
    {
        var header = root.GetValueOrDefault(name);
        return new Section(this, name, header.Value as TomlTable, header.Place);
    }

    /// <summary>The keys at the top of the file, outside any section.</summary>
    public Section Top => new(this, "", root, default);

    public void Report<T>(Item<T> item, string message, string remedy) => Report(item.Place, item.Key, message, remedy);

    public void Report(Place place, string key, string message, string remedy) =>
        _problems.Add(Problem(place, key, message, remedy));

    /// <summary>A problem of a file that holds a secret, not of the configuration.</summary>
    public void ReportCredential<T>(Item<T> item, string message, string remedy) =>
        _problems.Add(Problem(item.Place, item.Key, message, remedy) with { IsCredential = true });

    public void Warn<T>(Item<T> item, string message, string remedy) =>
        _warnings.Add(Problem(item.Place, item.Key, message, remedy));

    private static Problem Problem(Place place, string key, string message, string remedy) => new(
        place.Line,
        place.Column,
        KeyName.MayBeSecret(key) ? "(hidden: it looks like a secret)" : key,
        message,
        remedy
    );

    /// <summary>
    /// The value as text; null, and reported, if it is something else or a placeholder of the example.
    /// </summary>
    public Item<string>? AsText(Item<object> item)
    {
        if (item.Value is not string text)
        {
            Report(
                item,
                $"Expected text, but found {Describe(item.Value)}.",
                item.Value is TomlTable
                    ? "Put the text in quotes; a key that contains a dot needs quotes, too."
                    : "Put the text in quotes."
            );
            return null;
        }

        if (!IsPlaceholder(text)) return new Item<string>(item.Key, text, item.Place);
        var (message, remedy) = text is ['<', '@' or '#' or '!', ..]
            ? ("This is a link of Slack's.", "Write only the id in it.")
            : (
                "This is still the placeholder from the example.",
                "Replace it with your own value, without the angle brackets."
            );
        Report(item, message, remedy);
        return null;
    }

    /// <summary>The same, but an empty text is also reported.</summary>
    public Item<string>? AsFilledText(Item<object> item)
    {
        if (AsText(item) is not { } text) return null;
        if (!string.IsNullOrWhiteSpace(text.Value)) return text;
        Report(item, "This text is empty.", "Remove it, or enter a value.");
        return null;
    }

    /// <summary>One text or a list of them; an empty text among them is reported.</summary>
    public ImmutableArray<Item<string>> AsTexts(Item<object> item) =>
        [.. item.Elements().Select(AsFilledText).OfType<Item<string>>()];

    /// <summary>The type of a value; never the value itself, which may be a secret.</summary>
    public static string Describe(object value) => value switch
    {
        string => "text",
        long or double => "a number",
        bool => "true or false",
        TomlDateTime => "a date or time",
        TomlArray => "a list",
        TomlTableArray => "a list of sections",
        _ => "a section",
    };

    /// <summary>Whether a key or a certificate is where its path belongs. It must not be repeated.</summary>
    public static bool IsContent(string path) =>
        path.Contains('\n') || path.Contains("-----BEGIN", StringComparison.Ordinal);

    public static bool IsPlaceholder(string text) => text.StartsWith('<') && text.EndsWith('>');
}
