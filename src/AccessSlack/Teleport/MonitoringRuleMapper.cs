using AccessSlack.Requests.Rules;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.Teleport;

/// <summary>Access Monitoring Rules of Teleport to our own records. What cannot be understood becomes null.</summary>
internal static class MonitoringRuleMapper
{
    public const string Kind = "access_monitoring_rule";

    /// <summary>Teleport has no limit of its own. The name goes into the log.</summary>
    private const int MaxName = 256;

    public static bool IsName(string name) => name.Length is > 0 and <= MaxName;

    public static MonitoringRule? ToRule(AccessMonitoringRule message) =>
        message is { Metadata: { } metadata, Spec: { } spec } && IsName(metadata.Name)
            ? ToRule(metadata.Name, spec)
            : null;

    /// <summary>Null for everything that is not about a rule.</summary>
    public static TeleportEvent? ToEvent(Event message) => message switch
    {
        { Type: Operation.Put, AccessMonitoringRule: { } put } when ToRule(put) is { } rule =>
            new TeleportEvent.RuleChanged(rule),
        { Type: Operation.Delete, ResourceHeader: { Kind: Kind, Metadata: { } metadata } }
            when IsName(metadata.Name) => new TeleportEvent.RuleRemoved(metadata.Name),
        _ => null,
    };

    private static MonitoringRule ToRule(string name, AccessMonitoringRuleSpec spec) => new()
    {
        Name = name,
        Subjects = [.. spec.Subjects],
        Condition = spec.Condition,
        Plugin = spec.Notification?.Name ?? "",
        Recipients = [.. spec.Notification?.Recipients ?? []],
        Schedules =
            [
                .. spec.Schedules.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                    .Select(entry => ToSchedule(entry.Key, entry.Value.Time ?? new())),
            ],
    };

    private static RuleSchedule ToSchedule(string name, TimeSchedule time) =>
        new(name, time.Timezone, [.. time.Shifts.Select(shift => (shift.Weekday, shift.Start, shift.End))]);
}
