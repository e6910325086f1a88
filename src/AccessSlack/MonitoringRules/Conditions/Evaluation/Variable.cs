namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

/// <summary>A name that stands for a fact of the request.</summary>
internal sealed class Variable(string name, Kind kind, Func<ConditionFacts, Value> get)
{
    public static readonly Variable LabelsUnion = new(
        "access_request.spec.resource_labels_union",
        Kind.Map,
        static facts => new Value.Map(facts.ResourceLabelsUnion)
    );

    public static readonly Variable LabelsIntersection = new(
        "access_request.spec.resource_labels_intersection",
        Kind.Map,
        static facts => new Value.Map(facts.ResourceLabelsIntersection)
    );

    public static readonly Variable Traits = new(
        "user.traits",
        Kind.Map,
        static facts => new Value.Map(facts.UserTraits)
    );

    /// <summary>All of the language; names are case-sensitive.</summary>
    public static readonly IReadOnlyList<Variable> All =
    [
        new("true", Kind.Boolean, static _ => Value.Flag.True),
        new("false", Kind.Boolean, static _ => Value.Flag.False),
        new("access_request.spec.roles", Kind.Set, static facts => new Value.Set(facts.Roles)),
        new(
            "access_request.spec.suggested_reviewers",
            Kind.Set,
            static facts => new Value.Set(facts.SuggestedReviewers)
        ),
        new("access_request.spec.user", Kind.Text, static facts => new Value.Text(facts.User)),
        new("access_request.spec.request_reason", Kind.Text, static facts => new Value.Text(facts.RequestReason)),
        new(
            "access_request.spec.system_annotations",
            Kind.Map,
            static facts => new Value.Map(facts.SystemAnnotations)
        ),
        new("access_request.spec.creation_time", Kind.Time, static facts => TimeOf(facts.CreationTime)),
        new("access_request.spec.expiry", Kind.Time, static facts => TimeOf(facts.Expiry)),
        LabelsUnion,
        LabelsIntersection,
        Traits,
    ];

    public string Name { get; } = name;

    public Kind Kind { get; } = kind;

    public static Variable? Find(string name)
    {
        foreach (var variable in All)
            if (variable.Name == name) return variable;
        return null;
    }

    public Value Get(ConditionFacts facts) => get(facts);

    private static Value.Time TimeOf(DateTimeOffset? moment) => new(moment ?? DateTimeOffset.MinValue);
}
