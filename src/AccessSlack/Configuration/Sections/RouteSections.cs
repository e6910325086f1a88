using System.Collections.Frozen;
using System.Collections.Immutable;
using AccessSlack.Configuration.Toml;
using AccessSlack.Requests.Routing;

namespace AccessSlack.Configuration.Sections;

/// <summary>
/// <c>[[routes]]</c>: who is told of requests that meet conditions. A route that can never have an effect is a problem.
/// </summary>
internal static class RouteSections
{
    private const string Name = "routes";

    private const string PatternRemedy =
        "Write kind/name as in Teleport, such as node/db-1; * stands for any text, so app/* is every application.";

    private const string LabelRemedy = "Write it as labels = { env = \"prod\" }.";

    /// <summary>What people and tsh call a kind that requests name in another way.</summary>
    private static readonly FrozenDictionary<string, string> OtherNames = new Dictionary<string, string>
    {
        ["server"] = "node",
        ["ssh"] = "node",
        ["application"] = "app",
        ["database"] = "db",
        ["kube"] = "kube_cluster",
        ["kubernetes"] = "kube_cluster",
        ["desktop"] = "windows_desktop",
    }.ToFrozenDictionary();

    public static ImmutableArray<Route> Read(ConfigFile file)
    {
        var read = new List<(Route Route, Section Section)>();
        foreach (var section in file.Top.Sections(Name))
        {
            var route = Read(file, section);
            if (read.Find(earlier => !earlier.Route.IsUnconditional && earlier.Route.Covers(route)).Section is { } wide)
                ReportCovered(file, section, wide.Place.Line);
            read.Add((route, section));
        }

        WarnOfShadowed(file, read);
        return [.. read.Select(entry => entry.Route)];
    }

    private static Route Read(ConfigFile file, Section section)
    {
        var route = new Route
        {
            Roles = Patterns(file, section, "roles"),
            Requesters = Patterns(file, section, "requesters"),
            Resources = Resources(file, section),
            Labels = Labels(file, section),
            To = RecipientSections.Read(file, section.Texts("to")),
        };
        if (section.Find("to") is null)
            section.ReportMissing(
                "to",
                "A route needs the recipients that it leads to.",
                "Write for example to = [\"prod-oncall\"]; to = [] means no one."
            );
        return route;
    }

    private static ImmutableArray<string> Patterns(ConfigFile file, Section section, string key) =>
        [.. Items(file, section, key).Select(item => item.Value).Distinct(StringComparer.Ordinal)];

    private static ImmutableArray<Item<string>> Items(ConfigFile file, Section section, string key) =>
        section.Find(key) is { } item ? Items(file, item) : [];

    /// <summary>
    /// An empty list is ambiguous: it could mean "none", but a missing list means "all".
    /// </summary>
    private static ImmutableArray<Item<string>> Items(ConfigFile file, Item<object> item)
    {
        if (!item.Elements().Any()) file.Report(item, "This list is empty.", "Name at least one, or remove it.");
        return file.AsTexts(item);
    }

    private static ImmutableArray<string> Resources(ConfigFile file, Section section)
    {
        var patterns = Items(file, section, "resources");
        foreach (var pattern in patterns)
            if (ResourceFault(pattern.Value) is { } fault) file.Report(pattern, fault.Message, fault.Remedy);
        return [.. patterns.Select(pattern => pattern.Value).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What no resource can match. A kind that this release does not know may be a newer one.</summary>
    private static (string Message, string Remedy)? ResourceFault(string pattern)
    {
        if (pattern == "*") return null;
        if (pattern.Split('/') is not [var kind, var name, ..])
            return ("This is not a pattern of kind/name, so no resource can match it.", PatternRemedy);
        if (kind.Length == 0)
            return ("The kind before the slash is missing, so no resource can match it.", PatternRemedy);
        if (kind.Any(c => char.IsAsciiLetterUpper(c) || char.IsWhiteSpace(c)))
            return ("No kind of resource has capitals or blanks, so no resource can match it.", PatternRemedy);
        if (name.Length == 0)
            return ("The name after the slash is missing, so no resource can match it.", PatternRemedy);
        return OtherNames.TryGetValue(kind, out var right)
            ? ("Teleport calls this kind by another name, so no resource can match it.", $"Write {right}/ instead.")
            : null;
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> Labels(ConfigFile file, Section section)
    {
        var labels = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        if (section.Find("labels") is not { } item) return labels.ToImmutable();
        if (item.Value is not TomlTable table)
            section.Report(item, $"Expected labels, but found {ConfigFile.Describe(item.Value)}.", LabelRemedy);
        else if (table.Count == 0)
            section.Report(item, "No label is named.", "Name at least one, or remove it.");
        else
            foreach (var key in table.Keys) AddLabel(file, labels, key, table.Item(key, item.Key));
        return labels.ToImmutable();
    }

    private static void AddLabel(
        ConfigFile file,
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Builder labels,
        string key,
        Item<object> item
    )
    {
        if (string.IsNullOrWhiteSpace(key)) file.Report(item, "The name of the label is empty.", LabelRemedy);
        labels.Add(key, [.. Items(file, item).Select(value => value.Value).Distinct(StringComparer.Ordinal)]);
    }

    private static void ReportCovered(ConfigFile file, Section section, int line) =>
        file.Report(
            section.Place,
            Name,
            $"The route in line {section.Place.Line} is never used, because the one in line {line} comes first and " +
            "matches everything that it matches.",
            "Move the narrower route up, or remove it."
        );

    /// <summary>An operator may want that for a while, so the daemon starts.</summary>
    private static void WarnOfShadowed(ConfigFile file, List<(Route Route, Section Section)> read)
    {
        // Beside an unknown key, which is reported, it may have been meant to have a condition.
        var first = read.FindIndex(entry =>
            entry.Route.IsUnconditional && entry.Section.Find("to") is not null
                && entry.Section.Items.All(item => Schema.Keys(Name).Contains(item.Name))
        );
        if (first < 0 || first == read.Count - 1) return;
        var lines = read.Skip(first + 1).Select(entry => entry.Section.Place.Line).ToList();
        var later = lines is [var only]
            ? $"the route below it in line {only} is"
            : $"the routes below it in lines {string.Join(", ", lines)} are";
        file.Warn(
            new Item<string>(Name, "", read[first].Section.Place),
            $"This route has no condition, so it applies to every request, and {later} never used.",
            "Move it to the end, or give it a condition."
        );
    }
}
