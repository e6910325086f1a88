using System.Collections.Immutable;

namespace AccessSlack.Requests.Rules;

/// <summary>
/// An Access Monitoring Rule as Teleport sends it (docs/protocols/teleport.md 1.6). Administrators of the cluster wrote
/// it, and nothing of it is checked yet.
/// </summary>
internal sealed record MonitoringRule
{
    /// <summary>The only subject that we know.</summary>
    public const string AccessRequest = "access_request";

    public required string Name { get; init; }

    /// <summary>Kinds of things that it is about.</summary>
    public ImmutableArray<string> Subjects { get; init; } = [];

    public string Condition { get; init; } = "";

    /// <summary>The plugin that is to tell; empty if it only reviews.</summary>
    public string Plugin { get; init; } = "";

    public ImmutableArray<string> Recipients { get; init; } = [];

    /// <summary>It applies in any of them; without one, always.</summary>
    public ImmutableArray<RuleSchedule> Schedules { get; init; } = [];

    /// <summary>Whether this plugin is to tell of access requests. Names are compared whole, with their case.</summary>
    public bool IsFor(string plugin) => Plugin == plugin && Subjects.Contains(AccessRequest);
}

/// <param name="Name">Of the schedule within its rule.</param>
/// <param name="TimeZone">IANA name; empty for UTC.</param>
/// <param name="Shifts">Parts of a week.</param>
internal sealed record RuleSchedule(
    string Name,
    string TimeZone,
    ImmutableArray<(string Weekday, string Start, string End)> Shifts
);
