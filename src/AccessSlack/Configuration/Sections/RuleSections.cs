using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;

namespace AccessSlack.Configuration.Sections;

/// <summary>
/// <c>[[approvals.rules]]</c>: who may decide which role. A rule that can never have an effect is a problem.
/// </summary>
internal static class RuleSections
{
    public static ImmutableArray<ApprovalRule> Read(
        ConfigFile file,
        Section approvals,
        Via via,
        RecipientMap recipients,
        ImmutableDictionary<string, string> users
    )
    {
        var read = new List<(ApprovalRule Rule, Section Section)>();
        foreach (var section in approvals.Sections("rules"))
        {
            var rule = RuleSection.Read(file, section);
            AutomaticKeys.WarnOfEveryone(section, rule);
            if (via == Via.Person) AutomaticKeys.CheckForPerson(section, rule);
            if (via == Via.Person) CheckForPerson(section, rule);
            else CheckNumbers(section, rule, recipients, users);
            EscalationKeys.Check(section, rule, recipients);
            if (read.Find(earlier => IsUseless(rule, after: earlier.Rule)) is { Rule: { } before } found)
                ReportCovered(section, rule, before, found.Section.Place.Line);
            read.Add((rule, section));
        }

        ReportNames(read);
        PartialKeys.Check(read, via);
        return [.. read.Select(entry => entry.Rule)];
    }

    private static bool IsUseless(ApprovalRule rule, ApprovalRule after) =>
        !rule.Roles.IsEmpty && after.Covers(rule) && after.Automatic?.LeavesRoomFor(rule.Automatic) != true;

    /// <summary>Every click is a review of its own then, so that there is nothing to count in Slack.</summary>
    private static void CheckForPerson(Section section, ApprovalRule rule)
    {
        const string Remedy =
            "Remove it and set thresholds in Teleport; or set via = \"auto\" under [approvals], which collects these " +
            "votes in Slack.";
        foreach (var (key, needed) in new[] { ("required", rule.Required), ("deny_required", rule.DenyRequired) })
            if (needed > 1)
                section.Report(
                    section.Find(key)!,
                    "With via = \"person\", or [review] of the Go plugin, every click is a review of that person, " +
                    "and Teleport counts the reviews. So this must be 1.",
                    Remedy
                );
    }

    private static void CheckNumbers(
        Section section,
        ApprovalRule rule,
        RecipientMap recipients,
        ImmutableDictionary<string, string> users
    )
    {
        if (MostVoters(rule, recipients, users) is not { } most) return;
        var remedy = rule.Approvers is null
            ? "Add a channel under [role_to_recipients], name approvers, or lower the number."
            : "Name more approvers, or lower the number.";
        foreach (var (key, needed) in new[] { ("required", rule.Required), ("deny_required", rule.DenyRequired) })
            if (needed > most && section.Find(key) is { } item)
                section.Report(
                    item,
                    $"This can never be met: it requires {needed} people, but only {most} can decide.",
                    remedy
                );
    }

    /// <summary>
    /// How many different people can decide a role of the rule at most; null if members must be looked up in Slack.
    /// </summary>
    private static int? MostVoters(
        ApprovalRule rule,
        RecipientMap recipients,
        ImmutableDictionary<string, string> users
    )
    {
        if (rule.Approvers is { } approvers) return approvers.IsEmpty ? null : Count(approvers);
        return rule
            .Roles.Where(role => !role.Contains('*'))
            .Select(role => recipients.PossiblyFor(role).Select(to => Count(Told(to).Select(Approver.Parse))).ToList())
            .Select(counts => counts.Contains(null) ? null : counts.Max())
            .Min();

        IEnumerable<string> Told(ImmutableArray<string> to) => to.Concat(rule.Escalation?.To ?? []);

        int? Count(IEnumerable<Approver?> people)
        {
            var named = people.ToList();
            return named.Exists(one => one is null or { IsGroupOfPeople: true })
                ? null
                : named
                    .Select(one => users.GetValueOrDefault(one!.Name, one.Name))
                    .Distinct(StringComparer.OrdinalIgnoreCase)
                    .Count();
        }
    }

    /// <summary>A log line or a message must not leave open which rule it means.</summary>
    private static void ReportNames(List<(ApprovalRule Rule, Section Section)> read)
    {
        var named = read.Where(entry => entry.Rule.Name.Length > 0);
        foreach (var same in named.GroupBy(entry => entry.Rule.Name, StringComparer.OrdinalIgnoreCase))
            foreach (var (_, section) in same.Skip(1))
                section.Report(
                    section.Find("name")!,
                    $"The rule in line {same.First().Section.Place.Line} already has this name.",
                    "Give each rule a name of its own."
                );
    }

    private static void ReportCovered(Section section, ApprovalRule rule, ApprovalRule earlier, int line)
    {
        var roles = section.Find("roles")!;
        if (rule.Covers(earlier))
            section.Report(
                roles,
                $"The rules in line {line} and line {section.Place.Line} have the same patterns, so only the first " +
                "is ever used.",
                "Merge them, or remove one."
            );
        else
            section.Report(
                roles,
                $"The rule in line {section.Place.Line} is never used, because the one in line {line} comes first " +
                "and matches everything that it matches.",
                "Move the narrower rule up, or remove it."
            );
    }
}
