namespace AccessSlack.Tracking;

internal enum WorkKind
{
    Request,

    /// <summary>Looking up whom the rules name.</summary>
    RuleChecks,

    /// <summary>Looking up whether messages reach the recipients.</summary>
    Recipients,

    /// <summary>Looking up the ids of names that Slack did not tell before.</summary>
    Principals,

    /// <summary>Asking Teleport whether we may read users.</summary>
    Trait,

    /// <summary>Asking Teleport whether we may review in the name of others.</summary>
    PersonReviews,

    /// <summary>Asking Teleport whether we may read Access Monitoring Rules by now.</summary>
    MonitoringRules,

    /// <summary>Listing requests again, because the list showed nothing.</summary>
    Listing,

    /// <summary>The watchdog's question whether the queue still runs anything.</summary>
    Liveness,
}

/// <summary>What pieces of work in the queue have in common: of one key, one runs at a time.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="RequestId">Empty unless it is about a request.</param>
internal readonly record struct WorkKey(WorkKind Kind, string RequestId = "")
{
    public static readonly WorkKey RuleChecks = new(WorkKind.RuleChecks);
    public static readonly WorkKey Recipients = new(WorkKind.Recipients);
    public static readonly WorkKey Principals = new(WorkKind.Principals);
    public static readonly WorkKey Trait = new(WorkKind.Trait);
    public static readonly WorkKey PersonReviews = new(WorkKind.PersonReviews);
    public static readonly WorkKey MonitoringRules = new(WorkKind.MonitoringRules);
    public static readonly WorkKey Listing = new(WorkKind.Listing);
    public static readonly WorkKey Liveness = new(WorkKind.Liveness);

    public static WorkKey Of(string requestId) => new(WorkKind.Request, requestId);

    public override string ToString() => Kind == WorkKind.Request ? RequestId : Kind.ToString();
}
