using System.Collections.Immutable;
using AccessSlack.MonitoringRules.Conditions;
using AccessSlack.MonitoringRules.Schedules;

namespace AccessSlack.Reconciliation.Rules;

/// <summary>An Access Monitoring Rule that was read, once for all requests.</summary>
/// <param name="Name">Of the rule.</param>
/// <param name="Condition">When it applies.</param>
/// <param name="Schedules">It applies to requests made in any of them; if there are none, to all.</param>
/// <param name="Recipients">As in the configuration: without #, and without those that can never be one.</param>
internal sealed record FollowedRule(
    string Name,
    Condition Condition,
    ImmutableArray<Schedule> Schedules,
    ImmutableArray<string> Recipients
)
{
    /// <summary>Whether it is for a request made at this time, whatever its condition says.</summary>
    public bool IsOnSchedule(DateTimeOffset created) =>
        Schedules.IsEmpty || Schedules.Any(schedule => schedule.Contains(created));
}

/// <summary>What reading a rule results in.</summary>
/// <param name="Name">Of the rule.</param>
/// <param name="Rule">Null if it cannot be read, and does not apply.</param>
/// <param name="Faults">What cannot be read, each a sentence with its place. A rule may apply in spite of some.</param>
internal sealed record RuleReading(string Name, FollowedRule? Rule, ImmutableArray<string> Faults);
