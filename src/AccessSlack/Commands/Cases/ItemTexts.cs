using System.Collections.Immutable;
using AccessSlack.Configuration;
using AccessSlack.Simulation.Cases;

namespace AccessSlack.Commands.Cases;

/// <summary>Small parts of reading a case.</summary>
internal static class PolicyCaseOf
{
    public static readonly ImmutableDictionary<string, CasePerson> NoPeople =
        ImmutableDictionary<string, CasePerson>.Empty.WithComparers(StringComparer.OrdinalIgnoreCase);

    public static ImmutableArray<string> Texts(this ImmutableArray<Item<string>> items) =>
        [.. items.Select(item => item.Value)];
}
