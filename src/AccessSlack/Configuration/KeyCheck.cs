using AccessSlack.Configuration.Toml;

namespace AccessSlack.Configuration;

/// <summary>Refuses every key that nobody would read: a typing error must not pass in silence.</summary>
internal static class KeyCheck
{
    public static void Run(ConfigFile file)
    {
        foreach (var key in file.Root.Keys)
        {
            if (Schema.Sections.Contains(key)) CheckSection(file, key);
            else if (Schema.NotYet.Contains(key)) ReportNotYet(file, file.Root.Item(key, ""));
            else if (Schema.FlatSection(key) is { } section) CheckKey(file, section, file.Root.Item(key, ""), key);
            else ReportUnknown(file, file.Root.Item(key, ""), key, Schema.Sections.Concat(Schema.FlatKeys));
        }

        foreach (var section in Schema.Sections) CheckTwice(file, section);
    }

    /// <summary>
    /// In the flat form and in a section, or under the old name and the new: which of the two was meant?
    /// </summary>
    private static void CheckTwice(ConfigFile file, string section)
    {
        foreach (var key in Schema.Keys(section))
        {
            var found = file.Section(section).FindAll(key).OrderBy(item => item.Place.Line).ToList();
            if (found is not [var first, var second, ..]) continue;
            file.Report(
                second,
                $"This setting stands in the file twice: in line {first.Place.Line} as {first.Key}, in line " +
                $"{second.Place.Line} as {second.Key}.",
                "Remove one of the two.");
        }
    }

    private static void CheckSection(ConfigFile file, string section)
    {
        var item = file.Root.Item(section, "");
        if (item.Value is not TomlTable table)
        {
            file.Report(
                item,
                $"This must be a section, but {ConfigFile.Describe(item.Value)} stands here.",
                $"Write [{section}] on a line of its own."
            );
            return;
        }

        if (Schema.Open.Contains(section)) return;
        foreach (var key in table.Keys) CheckKey(file, section, table.Item(key, section), key);
    }

    private static void CheckKey(ConfigFile file, string section, Item<object> item, string key)
    {
        var name = Schema.FullName(section, key);
        if (!Schema.Keys(section).Contains(key)) ReportUnknown(file, item, key, Schema.Keys(section));
        else if (Schema.NotYet.Contains(name) && item.Value is not "") ReportNotYet(file, item);
        else if (Schema.Refused.TryGetValue(name, out var words)) ReportRefused(file, item, words);
        else if (Schema.Lists.Contains(name)) CheckList(file, name, item);
    }

    private static void CheckList(ConfigFile file, string name, Item<object> item)
    {
        foreach (var (table, _) in item.Tables())
            foreach (var key in table.Keys)
                CheckKey(file, name, table.Item(key, name), key);
    }

    private static void ReportNotYet(ConfigFile file, Item<object> item) =>
        file.Report(item, "This release does not support it yet.", "Remove it; a later release will read it.");

    private static void ReportRefused(ConfigFile file, Item<object> item, string words)
    {
        // The key inside is what the operator wrote: tls.verify_client_cert. A password left empty asks for nothing.
        var inside = item.Value is TomlTable { Count: > 0 } table
            ? table.Keys.Select(key => table.Item(key, item.Key))
            : [item];
        foreach (var refused in inside.Where(setting => setting.Value is not ""))
            file.Report(refused, words, "Remove it, or put a proxy in front that does this.");
    }

    private static void ReportUnknown(ConfigFile file, Item<object> item, string key, IEnumerable<string> known) =>
        file.Report(item, "There is no such key.", Advice(key, [.. known]));

    private static string Advice(string key, IReadOnlyCollection<string> known)
    {
        if (Schema.Sections.FirstOrDefault(section => Schema.Keys(section).Contains(key)) is { } home)
            return $"It belongs into the section [{home}].";
        if (Schema.Lists.FirstOrDefault(list => Schema.Keys(list).Contains(key)) is { } list)
            return $"It belongs into a section [[{list}]].";
        var nearest = known.MinBy(candidate => EditDistance.Between(key, candidate))!;
        var isNear = EditDistance.Between(key, nearest) <= Math.Max(2, nearest.Length / 3);
        return isNear
            ? $"Did you mean {nearest}?"
            : $"The nearest known key is {nearest}; known here are {string.Join(", ", known)}.";
    }
}
