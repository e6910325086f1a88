using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport.Rules;

/// <summary>A rule about access requests as an administrator writes it: when, and whom this plugin tells.</summary>
/// <param name="Name">Of the rule.</param>
/// <param name="Condition">In Teleport's language.</param>
/// <param name="Recipients">Of the notification.</param>
internal sealed record NewMonitoringRule(string Name, string Condition, params IReadOnlyList<string> Recipients)
{
    public const string Always = "true";

    /// <summary>The plugin that is to tell.</summary>
    public string Plugin { get; init; } = "slack";

    public string Subject { get; init; } = WatchRules.RequestKind;

    /// <summary>Reviewed by the auth server itself; no plugin acts on it.</summary>
    public bool ApprovesByItself { get; init; }

    /// <summary>Time zone and shifts of the only schedule; null for none.</summary>
    public (string TimeZone, (string Weekday, string Start, string End)[] Shifts)? Schedule { get; init; }

    public Proto.AccessMonitoringRule ToMessage()
    {
        var spec = new Proto.AccessMonitoringRuleSpec
        {
            Subjects = { Subject },
            Condition = Condition,
            Notification = new Proto.Notification { Name = Plugin, Recipients = { Recipients } },
        };
        if (ApprovesByItself)
        {
            spec.DesiredState = "reviewed";
            spec.AutomaticReview = new Proto.AutomaticReview { Integration = "builtin", Decision = "APPROVED" };
        }

        if (Schedule is { } schedule) spec.Schedules["default"] = ToMessage(schedule);
        return new()
        {
            Kind = WatchRules.RuleKind,
            Version = "v1",
            Metadata = new Proto.Metadata { Name = Name, Namespace = "default" },
            Spec = spec,
        };
    }

    private static Proto.Schedule ToMessage((string TimeZone, (string, string, string)[] Shifts) schedule)
    {
        var time = new Proto.TimeSchedule { Timezone = schedule.TimeZone };
        foreach (var (weekday, start, end) in schedule.Shifts)
            time.Shifts.Add(new Proto.TimeSchedule.Types.Shift { Weekday = weekday, Start = start, End = end });
        return new Proto.Schedule { Time = time };
    }
}

internal static class MonitoringRuleAdministration
{
    /// <summary>Creates or replaces a rule.</summary>
    public static void Put(this MonitoringRuleStore rules, NewMonitoringRule rule) => rules.Put(rule.ToMessage());

    /// <inheritdoc cref="MonitoringRuleStore.Plant"/>
    public static void Plant(this MonitoringRuleStore rules, NewMonitoringRule rule) => rules.Plant(rule.ToMessage());
}
