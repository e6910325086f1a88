namespace AccessSlack.MonitoringRules.Conditions;

/// <summary>What a condition may ask about one request and its requester.</summary>
internal sealed record ConditionFacts
{
    private static readonly IReadOnlySet<string> NoTexts = new HashSet<string>();

    private static readonly IReadOnlyDictionary<string, IReadOnlySet<string>> NoEntries =
        new Dictionary<string, IReadOnlySet<string>>();

    public IReadOnlySet<string> Roles { get; init; } = NoTexts;

    public IReadOnlySet<string> SuggestedReviewers { get; init; } = NoTexts;

    public string User { get; init; } = "";

    public string RequestReason { get; init; } = "";

    public IReadOnlyDictionary<string, IReadOnlySet<string>> SystemAnnotations { get; init; } = NoEntries;

    /// <summary>Null compares as Go's zero time, which is before every other time.</summary>
    public DateTimeOffset? CreationTime { get; init; }

    /// <inheritdoc cref="CreationTime"/>
    public DateTimeOffset? Expiry { get; init; }

    /// <summary>Every label of the requested resources, with all values that it has.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> ResourceLabelsUnion { get; init; } = NoEntries;

    /// <summary>The labels that all requested resources have in common; empty without resources.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> ResourceLabelsIntersection { get; init; } = NoEntries;

    public IReadOnlyDictionary<string, IReadOnlySet<string>> UserTraits { get; init; } = NoEntries;
}
