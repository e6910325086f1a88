using AccessSlack.Configuration.Toml;

namespace AccessSlack.Configuration;

/// <summary>Reports unknown keys, so that a typing error does not go unnoticed.</summary>
internal static class KeyCheck
{
    private static IEnumerable<string> TopKeys => Schema.Sections.Concat(Schema.TopLists).Concat(Schema.FlatKeys);

    public static void Run(ConfigFile file)
    {
        foreach (var key in file.Root.Keys)
        {
            if (key == Schema.Review || Schema.Sections.Contains(key)) CheckSection(file, key);
            else if (Schema.TopLists.Contains(key)) CheckList(file, key, file.Root.Item(key, ""));
            else if (Schema.FlatSection(key) is { } section) CheckKey(file, section, file.Root.Item(key, ""), key);
            else ReportUnknown(file, file.Root.Item(key, ""), key, TopKeys);
        }

        foreach (var section in Schema.Sections) CheckDuplicates(file, section);
    }

    /// <summary>
    /// A key in the flat form and in a section, or under its old name and its new one, is ambiguous.
    /// </summary>
    private static void CheckDuplicates(ConfigFile file, string section)
    {
        foreach (var key in Schema.Keys(section))
        {
            var found = file.Section(section).FindAll(key).OrderBy(item => item.Place.Line).ToList();
            if (found is not [var first, var second, ..]) continue;
            file.Report(
                second,
                $"This setting is in the file twice: in line {first.Place.Line} as {first.Key}, in line " +
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
                $"Expected a section, but found {ConfigFile.Describe(item.Value)}.",
                $"Write [{section}] on a line of its own."
            );
            return;
        }

        if (Schema.Open.Contains(section)) return;
        foreach (var key in table.Keys) CheckKey(file, section, table.Item(key, section), key);
    }

    private static void CheckKey(ConfigFile file, string section, Item<object> item, string key)
    {
        if (EarlyKeyNames.Present(section, key) is { } present) (section, key) = present;
        var name = Schema.FullName(section, key);
        if (!Schema.Keys(section).Contains(key)) ReportUnknown(file, item, key, Schema.Keys(section));
        else if (Schema.Refused.TryGetValue(name, out var words)) ReportRefused(file, item, words);
        else if (Schema.Lists.Contains(name)) CheckList(file, name, item);
    }

    private static void CheckList(ConfigFile file, string name, Item<object> item)
    {
        foreach (var (table, _) in item.Tables())
            foreach (var key in table.Keys)
                CheckKey(file, name, table.Item(key, name), key);
    }

    private static void ReportRefused(ConfigFile file, Item<object> item, string words)
    {
        // Names the inner key that the operator wrote, such as tls.verify_client_cert. An empty password is no request.
        var inside = item.Value is TomlTable { Count: > 0 } table
            ? table.Keys.Select(key => table.Item(key, item.Key))
            : [item];
        foreach (var refused in inside.Where(setting => setting.Value is not ("" or false)))
            file.Report(refused, words, "Remove it, or put a proxy in front that does this.");
    }

    private static void ReportUnknown(ConfigFile file, Item<object> item, string key, IEnumerable<string> known) =>
        file.Report(item, "There is no such key.", Advice(key, [.. known]));

    private static string Advice(string key, IReadOnlyCollection<string> known)
    {
        var nearest = known.MinBy(candidate => EditDistance.Between(key, candidate))!;
        // A letter is missed more easily than a section: requester under [[routes]] is no part of [notify].
        if (EditDistance.Between(key, nearest) == 1) return $"Did you mean {nearest}?";
        if (Schema.Sections.FirstOrDefault(section => Schema.Keys(section).Contains(key)) is { } home)
            return $"It belongs in the section [{home}].";
        var lists = Schema.Lists.Where(list => Schema.Keys(list).Contains(key)).Select(list => $"[[{list}]]").ToList();
        if (lists.Count > 0) return $"It belongs in a section {string.Join(" or ", lists.Order())}.";
        var isNear = EditDistance.Between(key, nearest) <= Math.Max(2, nearest.Length / 3);
        return isNear
            ? $"Did you mean {nearest}?"
            : $"The closest key is {nearest}; allowed here are {string.Join(", ", known)}.";
    }
}
