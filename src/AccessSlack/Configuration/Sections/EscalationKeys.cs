using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Configuration.Values;
using AccessSlack.Requests;

namespace AccessSlack.Configuration.Sections;

/// <summary>
/// <c>escalate_after</c> and <c>escalate_to</c> of a rule: who else is told if no one decides in time.
/// </summary>
internal static class EscalationKeys
{
    private const string After = "escalate_after";
    private const string To = "escalate_to";

    /// <summary>Null if the rule does not escalate.</summary>
    public static Escalation? Read(ConfigFile file, Section section)
    {
        var (after, to) = (ReadAfter(section), ReadTo(file, section));
        ReportAlone(section, After, To, "no one is told", "[\"oncall\"]");
        ReportAlone(section, To, After, "no one is ever told", "\"30m\"");
        return after is { } wait && !to.IsEmpty ? new(wait, to) : null;
    }

    /// <summary>Everyone to whom some rule escalates.</summary>
    public static ImmutableArray<string> RecipientsOf(ImmutableArray<ApprovalRule> rules) =>
        [.. rules.SelectMany(rule => rule.Escalation?.To ?? []).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Reports an escalation that can have no effect.</summary>
    public static void Check(Section section, ApprovalRule rule, RecipientMap recipients)
    {
        if (rule.Escalation is not { } escalation || section.Find(To) is not { } item) return;
        if (rule.Buttons == Buttons.Link)
            section.Report(
                item,
                "With buttons = \"link\" the role is only decided in Teleport, so this rule never escalates.",
                "Remove escalate_after and escalate_to, or buttons."
            );
        else if (!rule.Roles.IsEmpty && AreToldAnyway(rule, escalation, recipients))
            section.Warn(
                item,
                "Everyone here is told of the request at once, so the escalation tells no one else.",
                "Name someone who is not among the recipients, or remove escalate_after and escalate_to."
            );
    }

    private static bool AreToldAnyway(ApprovalRule rule, Escalation escalation, RecipientMap recipients) =>
        rule.Roles.SelectMany(role => ListsFor(role, recipients)).All(list => Names(list, escalation));

    private static bool Names(ImmutableArray<string> recipients, Escalation escalation) =>
        escalation.To.All(to => recipients.Contains(to, StringComparer.OrdinalIgnoreCase));

    /// <summary>Every list of recipients that a role of this pattern may have.</summary>
    private static IEnumerable<ImmutableArray<string>> ListsFor(string pattern, RecipientMap recipients) =>
        pattern.Contains('*')
            ? recipients.Roles.Values
                .Concat(recipients.Routes.Select(route => route.To))
                .Concat(recipients.Roles.ContainsKey("*") ? [] : [recipients.Default])
            : recipients.PossiblyFor(pattern);

    private static TimeSpan? ReadAfter(Section section)
    {
        if (section.Text(After) is not { } text) return null;
        if (!GoDuration.TryParse(text.Value, out var duration))
            section.Report(text, GoDuration.Fault, GoDuration.Remedy);
        else if (duration < Escalation.Shortest)
            section.Report(
                text,
                "This is too short: people need at least a minute.",
                "Write \"1m\" or more, or remove escalate_after and escalate_to."
            );
        return duration < Escalation.Shortest ? Escalation.Shortest : duration;
    }

    private static ImmutableArray<string> ReadTo(ConfigFile file, Section section)
    {
        if (section.Find(To) is not { } item) return [];
        if (!item.Elements().Any())
            section.Report(
                item,
                "This list is empty, so the request is escalated to no one.",
                "Name at least one recipient."
            );
        return RecipientSections.Read(file, file.AsTexts(item));
    }

    private static void ReportAlone(Section section, string key, string other, string result, string example)
    {
        if (section.Find(key) is { } item && section.Find(other) is null)
            section.Report(
                item,
                $"Without {other} {result}, so this has no effect.",
                $"Set {other}, such as {example}, or remove this."
            );
    }
}
