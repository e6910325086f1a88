using AccessSlack.MonitoringRules.Conditions;

namespace AccessSlack.Tests.MonitoringRules.Conditions;

internal static class Facts
{
    /// <summary>The request that the tables ask about.</summary>
    public static ConditionFacts Typical { get; } = new()
    {
        Roles = Set("dev", "prod"),
        SuggestedReviewers = Set("ann@example.com"),
        User = "Bob",
        RequestReason = "Fix BUG-42",
        SystemAnnotations = Map(("teams", Set("sre", "db"))),
        CreationTime = new DateTimeOffset(2026, 11, 30, 18, 0, 0, TimeSpan.Zero),
        Expiry = new DateTimeOffset(2026, 12, 1, 2, 0, 0, TimeSpan.Zero),
        ResourceLabelsUnion = Map(("env", Set("dev", "prod")), ("team", Set("db"))),
        ResourceLabelsIntersection = Map(("team", Set("db"))),
        UserTraits = Map(("level", Set("L1", "L2")), ("größe", Set("XL")), ("a b", Set("c")), ("none", Set())),
    };

    public static IReadOnlySet<string> Set(params string[] members) => members.ToHashSet(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Map(
        params (string Key, IReadOnlySet<string> Members)[] entries
    ) => entries.ToDictionary(entry => entry.Key, entry => entry.Members, StringComparer.Ordinal);
}
