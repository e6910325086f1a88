using System.Collections.Frozen;
using System.Collections.Immutable;
using AccessSlack.Configuration;
using AccessSlack.Configuration.Toml;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Routing;

namespace AccessSlack.Commands.Cases;

/// <summary>The request of a case.</summary>
internal static class CaseRequest
{
    /// <summary>Long enough for every click of a case.</summary>
    private static readonly TimeSpan Term = TimeSpan.FromHours(1);

    private static readonly FrozenDictionary<string, RequestKind> Kinds = new Dictionary<string, RequestKind>
    {
        ["short-term"] = RequestKind.ShortTerm,
        ["long-term"] = RequestKind.LongTerm,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <param name="file">The file with the case.</param>
    /// <param name="table">The request.</param>
    /// <param name="at">When it is made.</param>
    /// <param name="escalating">Names of the rules that escalate.</param>
    public static AccessRequest Read(
        ConfigFile file,
        TomlTable table,
        DateTimeOffset at,
        ImmutableArray<string> escalating
    )
    {
        CaseKeys.Check(file, table, CaseKeys.Request);
        var section = new Section(file, CaseKeys.Request, table, table.Values.FirstOrDefault().Place);
        if (section.Find("user") is null)
            section.ReportMissing("user", "A request needs a requester.", "Set user to a Teleport user name.");
        ImmutableArray<ResourceId> resources =
            [.. section.Texts("resources").Select(item => ReadResource(file, item)).OfType<ResourceId>()];
        return Make(section.Text("user")?.Value ?? "", section.Texts("roles").Texts(), resources, at) with
        {
            Kind = section.Choice("kind", RequestKind.ShortTerm, Kinds, "short-term, long-term"),
            SuggestedReviewers = section.Texts("reviewers").Texts(),
            Details = new()
            {
                Routing = ReadLabels(file, section, resources),
                Escalated = ReadEscalated(file, section, escalating),
            },
        };
    }

    private static ImmutableArray<string> ReadEscalated(
        ConfigFile file,
        Section section,
        ImmutableArray<string> escalating
    )
    {
        var names = section.Texts("escalated");
        foreach (var name in names.Where(name => !escalating.Contains(name.Value)))
            file.Report(
                name,
                "No rule that escalates has this name.",
                escalating.IsEmpty
                    ? "Remove it, or set escalate_after and escalate_to in a rule."
                    : $"Name it as the configuration does: {string.Join(", ", escalating)}."
            );
        return names.Texts();
    }

    /// <summary>A request that was made just now.</summary>
    public static AccessRequest Make(
        string user,
        ImmutableArray<string> roles,
        ImmutableArray<ResourceId> resources,
        DateTimeOffset at
    ) => new()
    {
        Id = "00000000-0000-4000-8000-000000000001",
        User = user,
        Roles = [.. roles.Distinct(StringComparer.Ordinal)],
        State = RequestState.Pending,
        Created = at,
        Expires = at + Term,
        ResourceIds = resources,
        Resources = [.. resources.Select(resource => resource.ToString())],
    };

    /// <summary>Reads <c>kind/name</c> or <c>kind/name/part</c>; null for anything else.</summary>
    public static ResourceId? Resource(string text) => text.Split('/', 3) switch
    {
        [{ Length: > 0 } kind, { Length: > 0 } name] => new("", kind, name, ""),
        [{ Length: > 0 } kind, { Length: > 0 } name, { Length: > 0 } part] => new("", kind, name, part),
        _ => null,
    };

    private static ResourceId? ReadResource(ConfigFile file, Item<string> item)
    {
        if (Resource(item.Value) is { } resource) return resource;
        file.Report(item, "This is not a resource.", "Write kind/name, for example node/db-1.");
        return null;
    }

    /// <summary>The same labels for every resource; without the key they are not known.</summary>
    private static RoutingFacts? ReadLabels(ConfigFile file, Section section, ImmutableArray<ResourceId> resources)
    {
        if (section.Find("labels") is not { } item) return null;
        if (item.Value is not TomlTable table)
        {
            file.Report(item, "Expected a section.", "Write labels = { env = \"prod\" }.");
            return null;
        }

        if (resources.IsEmpty)
            file.Report(item, "The request has no resources that could have labels.", "Add resources, or remove this.");
        var labels = table.Keys
            .Select(key => (key, Text: file.AsText(table.Item(key, "cases.request.labels"))?.Value ?? ""))
            .ToImmutableSortedDictionary(label => label.key, label => label.Text, StringComparer.Ordinal);
        ImmutableArray<ResourceDescription> found =
            [.. resources.Select(resource => new ResourceDescription(resource.ToString(), "", labels))];
        return RoutingFacts.Of(resources, found, labels.Keys);
    }
}
