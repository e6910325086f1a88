using System.Collections.Frozen;
using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;

namespace AccessSlack.Configuration.Sections;

/// <summary>
/// <c>[[approvals.rules]]</c>: who may decide which role. A rule that can never have an effect is a problem.
/// </summary>
internal static class RuleSections
{
    private const string EmptyRemedy =
        "Name at least one, or remove it to let everybody in a channel of the role decide.";

    private const string ApproverRemedy = "Write a Slack user id, an e-mail address, group:handle or channel:name.";

    /// <summary>Slack's limit for an input field of a dialog.</summary>
    private const int MaxReasonLength = 3000;

    private static readonly FrozenDictionary<string, ReasonDemand> Demands = Enum.GetValues<ReasonDemand>()
        .ToFrozenDictionary(demand => demand.ToString(), StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Buttons> ButtonKinds =
        Enum.GetValues<Buttons>().ToFrozenDictionary(buttons => buttons.ToString(), StringComparer.OrdinalIgnoreCase);

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
            var rule = Read(file, section);
            if (via == Via.Person) CheckForPerson(section, rule);
            else CheckNumbers(section, rule, recipients, users);
            if (read.Find(earlier => !rule.Roles.IsEmpty && earlier.Rule.Covers(rule)) is { Rule: { } before } found)
                ReportCovered(section, rule, before, found.Section.Place.Line);
            read.Add((rule, section));
        }

        return [.. read.Select(entry => entry.Rule)];
    }

    private static ApprovalRule Read(ConfigFile file, Section section)
    {
        var rule = new ApprovalRule
        {
            Roles = Patterns(file, section, "roles"),
            Requesters = Patterns(file, section, "requesters"),
            Clusters = Patterns(file, section, "clusters"),
            Approvers = ReadApprovers(file, section),
            Required = section.Number("required", 1, 1, Ledger.MaxVotes),
            DenyRequired = section.Number("deny_required", 1, 1, Ledger.MaxVotes),
            Reason = section.Choice("reason", ReasonDemand.Never, Demands, "never, deny, approve, always"),
            ReasonMinLength = section.Number("reason_min_length", 0, 0, MaxReasonLength),
            Confirm = section.Flag("confirm"),
            Buttons = section.Choice("buttons", Buttons.Decide, ButtonKinds, "decide, link"),
        };
        if (section.Find("roles") is null)
            section.ReportMissing(
                "roles",
                "A rule needs the roles that it applies to.",
                "Set roles to a list of names or patterns; \"*\" is every role."
            );
        if (rule is { Reason: ReasonDemand.Never, ReasonMinLength: > 0 })
            section.Report(
                section.Find("reason_min_length")!,
                "No reason is required, so this has no effect.",
                "Set reason to deny, approve or always, or remove this."
            );
        return rule;
    }

    /// <summary>
    /// An empty list is ambiguous: it could mean "none", but a missing list means "all".
    /// </summary>
    private static ImmutableArray<string> Patterns(ConfigFile file, Section section, string key)
    {
        if (section.Find(key) is not { } item) return [];
        if (!item.Elements().Any()) section.Report(item, "This list is empty.", "Name at least one, or remove it.");
        return [.. file.AsTexts(item).Select(text => text.Value).Distinct(StringComparer.Ordinal)];
    }

    private static ImmutableArray<Approver>? ReadApprovers(ConfigFile file, Section section)
    {
        if (section.Find("approvers") is not { } item) return null;
        if (!item.Elements().Any()) section.Report(item, "This list is empty: nobody could ever decide.", EmptyRemedy);
        var approvers = new List<Approver>();
        foreach (var text in file.AsTexts(item))
        {
            if (Approver.Parse(text.Value) is { } approver) approvers.Add(approver);
            else section.Report(text, "This is not an approver.", ApproverRemedy);
        }

        return [.. approvers.Distinct()];
    }

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
            .Select(role => recipients.PossiblyFor(role).Select(to => Count(to.Select(Approver.Parse))).ToList())
            .Select(counts => counts.Contains(null) ? null : counts.Max())
            .Min();

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
