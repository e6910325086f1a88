using System.Collections.Immutable;
using AccessSlack.MonitoringRules.Conditions;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Reconciliation.Rules;

/// <summary>What the conditions of rules may ask about a request. Pure.</summary>
internal static class RuleFacts
{
    public static ConditionFacts Of(
        AccessRequest request,
        ImmutableDictionary<string, ImmutableArray<string>> traits,
        ImmutableArray<ResourceDescription> resources
    )
    {
        var labels = LabelsOf(request.ResourceIds, resources);
        return new()
        {
            Roles = Set(request.Roles),
            SuggestedReviewers = Set(request.SuggestedReviewers),
            User = request.User,
            RequestReason = request.Reason,
            SystemAnnotations = Sets(request.Annotations),
            CreationTime = request.Created,
            Expiry = request.Expires,
            ResourceLabelsUnion = Union(labels),
            ResourceLabelsIntersection = Intersection(labels),
            UserTraits = Sets(traits),
        };
    }

    /// <summary>
    /// Of each resource. If one is not known, none are: a condition must not hold because a label was not seen.
    /// </summary>
    private static List<ImmutableSortedDictionary<string, string>> LabelsOf(
        ImmutableArray<ResourceId> asked,
        ImmutableArray<ResourceDescription> described
    )
    {
        var ids = asked.Select(resource => resource.ToString()).ToHashSet(StringComparer.Ordinal);
        var known = described.Where(resource => ids.Contains(resource.Id)).DistinctBy(resource => resource.Id).ToList();
        return known.Count < ids.Count ? [] : [.. known.Select(resource => resource.Labels)];
    }

    private static Dictionary<string, IReadOnlySet<string>> Union(
        List<ImmutableSortedDictionary<string, string>> labels
    ) =>
        labels.SelectMany(each => each)
            .GroupBy(label => label.Key, label => label.Value, StringComparer.Ordinal)
            .ToDictionary(values => values.Key, Set, StringComparer.Ordinal);

    private static Dictionary<string, IReadOnlySet<string>> Intersection(
        List<ImmutableSortedDictionary<string, string>> labels
    ) =>
        labels.Count == 0
            ? []
            : labels[0]
                .Where(label => labels.TrueForAll(each => each.TryGetValue(label.Key, out var v) && v == label.Value))
                .ToDictionary(label => label.Key, label => Set([label.Value]), StringComparer.Ordinal);

    private static Dictionary<string, IReadOnlySet<string>> Sets(
        ImmutableDictionary<string, ImmutableArray<string>> entries
    ) => entries.ToDictionary(entry => entry.Key, entry => Set(entry.Value), StringComparer.Ordinal);

    private static IReadOnlySet<string> Set(IEnumerable<string> texts) => texts.ToHashSet(StringComparer.Ordinal);
}
