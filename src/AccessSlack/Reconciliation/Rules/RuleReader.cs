using System.Collections.Immutable;
using AccessSlack.MonitoringRules.Conditions;
using AccessSlack.MonitoringRules.Schedules;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Rules;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Reconciliation.Rules;

/// <summary>
/// Reads an Access Monitoring Rule. Pure. A rule of which any part but a recipient cannot be read does not apply: what
/// was meant is not known. Administrators of the cluster wrote it, and it may be of any size.
/// </summary>
internal static class RuleReader
{
    /// <summary>Of a text from outside that a line of the log repeats.</summary>
    private const int MaxShown = 60;

    public static RuleReading Read(MonitoringRule rule)
    {
        var faults = new List<string>();
        var condition = ReadCondition(rule.Condition, faults);
        var schedules = ReadSchedules(rule.Schedules, faults);
        if (condition is null || faults.Count > 0) return new(rule.Name, null, [.. faults]);
        var recipients = ReadRecipients(rule.Recipients, faults);
        return new(rule.Name, new(rule.Name, condition, schedules, recipients), [.. faults]);
    }

    private static Condition? ReadCondition(string text, List<string> faults)
    {
        var reading = Condition.Read(text);
        if (reading is ConditionReading.Unreadable { Fault: var fault, Position: var position })
            faults.Add($"The condition cannot be read at character {position}: {fault}");
        return (reading as ConditionReading.Readable)?.Condition;
    }

    private static ImmutableArray<Schedule> ReadSchedules(ImmutableArray<RuleSchedule> schedules, List<string> faults)
    {
        // Each is asked about every request, so the limit is for all of them together.
        if (schedules.Sum(schedule => Math.Max(1, schedule.Shifts.Length)) > Schedule.MaxShifts)
        {
            faults.Add($"Its schedules have more than {Schedule.MaxShifts} shifts.");
            return [];
        }

        var read = ImmutableArray.CreateBuilder<Schedule>();
        foreach (var schedule in schedules)
        {
            switch (Schedule.Read(schedule.TimeZone, schedule.Shifts))
            {
                case ScheduleReading.Readable { Schedule: var readable }:
                    read.Add(readable);
                    break;
                case ScheduleReading.Unreadable { Fault: var fault }:
                    faults.Add($"The schedule '{Shown(schedule.Name)}' cannot be read: {fault}");
                    return []; // one is enough for the rule not to apply
            }
        }

        return read.ToImmutable();
    }

    private static ImmutableArray<string> ReadRecipients(ImmutableArray<string> recipients, List<string> faults)
    {
        var usable = ImmutableArray.CreateBuilder<string>();
        foreach (var recipient in recipients.Take(RequestDetails.MaxRuleRecipients).Select(RecipientAddress.Normalize))
        {
            if (RecipientFault.Of(recipient) is not { } fault) usable.Add(recipient);
            else faults.Add($"The recipient '{Shown(recipient)}' is left out: {fault.Message} {fault.Remedy}");
        }

        if (recipients.Length > RequestDetails.MaxRuleRecipients)
            faults.Add($"Only its first {RequestDetails.MaxRuleRecipients} recipients are told.");
        return [.. usable.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static string Shown(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "…";
}
