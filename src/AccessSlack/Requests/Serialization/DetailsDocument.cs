using System.Collections.Immutable;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Requests.Serialization;

/// <summary>What was looked up about a request. Everything is absent if there is none of it.</summary>
internal sealed record DetailsDocument
{
    /// <summary>More than Teleport takes for one request.</summary>
    private const int MaxCount = 500;

    private const int MaxLength = 1024;

    /// <summary>Of user groups; more than the rules of one request name.</summary>
    private const int MaxGroups = RequestDetails.MaxGroups;

    public ImmutableArray<DescriptionDocument?>? Named { get; init; }

    /// <summary>Sets of labels, because many resources have the same.</summary>
    public ImmutableArray<Dictionary<string, string?>?>? Labels { get; init; }
    public ImmutableArray<string?>? Shown { get; init; }
    public ImmutableArray<string?>? Rules { get; init; }
    public Dictionary<string, string?>? Reviewers { get; init; }
    public RoutingDocument? Routing { get; init; }

    /// <summary>User groups, and whether the requester is a member.</summary>
    public Dictionary<string, bool>? Groups { get; init; }

    /// <summary>The name of the rule that decides; empty for people.</summary>
    public string? Auto { get; init; }

    /// <summary>Names of rules.</summary>
    public ImmutableArray<string?>? Escalated { get; init; }

    /// <summary>Null if nothing was found.</summary>
    public static DetailsDocument? Of(RequestDetails details) =>
        details
            is
        {
            Resources.IsEmpty: true,
            RuleRecipients.IsEmpty: true,
            Reviewers.IsEmpty: true,
            Routing: null,
            RequesterGroups.IsEmpty: true,
            Automatic: null,
            Escalated.IsEmpty: true
        }
            ? null
            : Of(details.Resources) with
            {
                Shown = Filled(details.ShownLabels),
                Rules = Filled(details.RuleRecipients),
                Reviewers = details.Reviewers.IsEmpty ? null : ToDocument(details.Reviewers),
                Routing = RoutingDocument.Of(details.Routing),
                Groups = details.RequesterGroups.IsEmpty
                    ? null
                    : details.RequesterGroups.Take(MaxGroups).ToDictionary(entry => entry.Key, entry => entry.Value),
                Auto = details.Automatic?.Rule,
                Escalated = Filled([.. details.Escalated.Take(RequestDetails.MaxEscalated)]),
            };

    public static DetailsDocument Of(ImmutableArray<ResourceDescription> resources)
    {
        var (named, sets) = (new List<DescriptionDocument?>(), new List<Dictionary<string, string?>?>());
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var resource in resources)
            named.Add(new(resource.Id, resource.Name.Length == 0 ? null : resource.Name, NumberOf(resource.Labels)));
        return new()
        {
            Named = named.Count == 0 ? null : [.. named],
            Labels = sets.Count == 0 ? null : [.. sets],
        };

        int? NumberOf(ImmutableSortedDictionary<string, string> labels)
        {
            if (labels.IsEmpty) return null;
            var key = string.Concat(labels.Select(label =>
                $"{label.Key.Length}:{label.Key}{label.Value.Length}:{label.Value}"
            ));
            if (numbers.TryGetValue(key, out var number)) return number;
            sets.Add(ToDocument(labels));
            return numbers[key] = sets.Count - 1;
        }
    }

    public RequestDetails Read() => new()
    {
        Resources =
            [
                .. (Named ?? [])
                    .OfType<DescriptionDocument>()
                    .Take(MaxCount)
                    .Select(Read)
                    .OfType<ResourceDescription>(),
            ],
        ShownLabels = Texts(Shown),
        RuleRecipients = RecipientsOf(Texts(Rules)),
        Reviewers = ReviewersOf(Read(Reviewers)),
        Routing = Routing?.Read(),
        RequesterGroups = GroupsOf(Groups ?? []),
        Automatic = Auto is { Length: <= AutomaticOutcome.MaxRule } rule ? new(rule) : null,
        Escalated = [.. Texts(Escalated).Where(IsRuleName).Distinct().Take(RequestDetails.MaxEscalated)],
    };

    /// <summary>Within the limits that we write with.</summary>
    private static ImmutableArray<string> RecipientsOf(ImmutableArray<string> items) =>
        [
            .. items.Where(item => RecipientFault.Of(item) is null)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Take(RequestDetails.MaxRuleRecipients),
        ];

    /// <summary>Only what we could have written.</summary>
    private static ImmutableSortedDictionary<string, bool> GroupsOf(Dictionary<string, bool> groups) =>
        groups
            .Where(entry => Approver.Parse(entry.Key) is { Kind: ApproverKind.Group })
            .Take(MaxGroups)
            .ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);

    /// <inheritdoc cref="GroupsOf"/>
    private static ImmutableSortedDictionary<string, string> ReviewersOf(
        ImmutableSortedDictionary<string, string> entries
    ) =>
        entries.RemoveRange(
            entries.Where(entry => RecipientAddress.Kind(entry.Value) != RecipientKind.User).Select(entry => entry.Key)
        );

    private static bool IsRuleName(string name) => name.Length <= RequestDetails.MaxRuleName;

    private ResourceDescription? Read(DescriptionDocument document)
    {
        if (document.Id is not { Length: > 0 } id || document.Name is { Length: > MaxLength }) return null;
        var set = Labels is { } sets && document.Set is { } number && number >= 0 && number < sets.Length
            ? sets[number]
            : null;
        return new(id, document.Name ?? "", Read(set));
    }

    private static ImmutableSortedDictionary<string, string> Read(Dictionary<string, string?>? entries) =>
        entries is null
            ? ImmutableSortedDictionary<string, string>.Empty
            : entries
                .Where(entry => entry is { Value.Length: <= MaxLength })
                .Take(MaxCount)
                .ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.Ordinal);

    private static ImmutableArray<string> Texts(ImmutableArray<string?>? items) =>
        [.. (items ?? []).OfType<string>().Where(item => item.Length is > 0 and <= MaxLength).Take(MaxCount)];

    private static Dictionary<string, string?> ToDocument(ImmutableSortedDictionary<string, string> entries) =>
        entries.ToDictionary(entry => entry.Key, entry => (string?)entry.Value);

    private static ImmutableArray<string?>? Filled(ImmutableArray<string> items) => items.IsEmpty ? null : [.. items];
}

/// <param name="Id">Of the resource.</param>
/// <param name="Name">Absent if it has none but the id.</param>
/// <param name="Set">The number of its labels; absent if it has none.</param>
internal sealed record DescriptionDocument(string? Id, string? Name, int? Set);

/// <summary>A resource that is requested in part.</summary>
internal sealed record ConstraintDocument(string? Resource, string? Kind, ImmutableArray<string?>? Values);
