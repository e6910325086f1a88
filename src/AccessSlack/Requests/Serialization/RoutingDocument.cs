using System.Collections.Immutable;
using AccessSlack.Requests.Routing;

namespace AccessSlack.Requests.Serialization;

/// <summary>What routes go by.</summary>
/// <param name="Labels">Absent if they are unknown.</param>
/// <param name="Names">Absent if there are none.</param>
internal sealed record RoutingDocument(
    Dictionary<string, ImmutableArray<string?>?>? Labels,
    Dictionary<string, string?>? Names
)
{
    public static RoutingDocument? Of(RoutingFacts? facts) => facts is null
        ? null
        : new(
            facts.Labels?.ToDictionary(
                label => label.Key,
                ImmutableArray<string?>? (label) => [.. label.Value]
            ),
            facts.Names.IsEmpty ? null : facts.Names.ToDictionary(name => name.Key, string? (name) => name.Value)
        );

    /// <summary>A label without values would match any value, so it counts as absent.</summary>
    public RoutingFacts Read() => new(
        Labels?.Where(label => label.Value is { IsDefaultOrEmpty: false } values && !values.Contains(null))
            .ToImmutableSortedDictionary(
                label => label.Key,
                label => label.Value!.Value.OfType<string>().ToImmutableArray(),
                StringComparer.Ordinal
            ),
        (Names ?? [])
            .Where(name => name.Value is not null)
            .ToImmutableSortedDictionary(name => name.Key, name => name.Value!, StringComparer.Ordinal)
    );
}
