using System.Collections.Immutable;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Requests.Routing;

/// <summary>
/// What routes go by beside the request itself, as it was known when the request was announced. The ledger keeps it
/// apart from what messages show: a name that comes late, or is left out for want of room, must not move a request to
/// other people.
/// </summary>
/// <param name="Labels">
/// The values of each label that routes ask for and every resource has; null if some resource was not found.
/// </param>
/// <param name="Names">Friendly names by <see cref="ResourceId.ToString"/>.</param>
internal sealed record RoutingFacts(
    ImmutableSortedDictionary<string, ImmutableArray<string>>? Labels,
    ImmutableSortedDictionary<string, string> Names
)
{
    public static readonly RoutingFacts None = new(null, ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>In characters, of labels and of names: the ledger has little room.</summary>
    private const int MaxSize = 2048;

    /// <summary>Null if nothing is known.</summary>
    /// <param name="asked">The requested resources.</param>
    /// <param name="found">What Teleport tells about them.</param>
    /// <param name="labels">Those that routes ask for.</param>
    public static RoutingFacts? Of(
        ImmutableArray<ResourceId> asked,
        ImmutableArray<ResourceDescription> found,
        IEnumerable<string> labels
    )
    {
        // An id that the request uses in two clusters would mix them up, so nothing counts as known of it.
        var clusters = asked.Distinct().ToLookup(id => id.ToString(), StringComparer.Ordinal);
        var known = found.Where(one => clusters[one.Id].Count() == 1).DistinctBy(one => one.Id).ToList();
        var all = known.Count == clusters.Count ? LabelsOf(known, labels) : null;
        var facts = new RoutingFacts(all is not null && SizeOf(all) <= MaxSize ? all : null, NamesOf(known));
        return facts is { Labels: null, Names.IsEmpty: true } ? null : facts;
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> LabelsOf(
        List<ResourceDescription> known,
        IEnumerable<string> labels
    ) =>
        labels
            .Where(label => known.TrueForAll(one => one.Labels.ContainsKey(label)))
            .ToImmutableSortedDictionary(
                label => label,
                label => known.Select(one => one.Labels[label]).Distinct().ToImmutableArray(),
                StringComparer.Ordinal
            );

    /// <summary>All or none: with a part of them, the length of a request would move it to other people.</summary>
    private static ImmutableSortedDictionary<string, string> NamesOf(List<ResourceDescription> known)
    {
        var names = known.Where(one => one.Name.Length > 0).ToList();
        return names.Sum(one => one.Id.Length + one.Name.Length) > MaxSize
            ? None.Names
            : names.ToImmutableSortedDictionary(one => one.Id, one => one.Name, StringComparer.Ordinal);
    }

    private static int SizeOf(ImmutableSortedDictionary<string, ImmutableArray<string>> labels) =>
        labels.Sum(label => label.Key.Length + label.Value.Sum(value => value.Length));
}
