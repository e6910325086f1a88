using System.Collections.Frozen;
using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;

namespace AccessSlack.Configuration.Sections;

/// <summary>The keys of one <c>[[approvals.rules]]</c>.</summary>
internal static class RuleSection
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

    public static ApprovalRule Read(ConfigFile file, Section section)
    {
        var requesters = Patterns(file, section, "requesters");
        CheckGroups(file, section);
        var rule = new ApprovalRule
        {
            Name = ReadName(section),
            Roles = Patterns(file, section, "roles"),
            Requesters = [.. requesters.Where(one => !IsGroup(one))],
            RequesterGroups = [.. requesters.Where(IsGroup).Select(Approver.Parse).OfType<Approver>().Distinct()],
            Clusters = Patterns(file, section, "clusters"),
            Approvers = ReadApprovers(file, section),
            Required = section.Number("required", 1, 1, Ledger.MaxVotes),
            DenyRequired = section.Number("deny_required", 1, 1, Ledger.MaxVotes),
            Reason = section.Choice("reason", ReasonDemand.Never, Demands, "never, deny, approve, always"),
            ReasonMinLength = section.Number("reason_min_length", 0, 0, MaxReasonLength),
            Confirm = section.Flag("confirm"),
            Buttons = section.Choice("buttons", Buttons.Decide, ButtonKinds, "decide, link"),
            Partial = section.Flag("partial"),
            Warning = ReadWarning(section),
            Automatic = AutomaticKeys.Read(file, section),
            Escalation = EscalationKeys.Read(file, section),
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

    private static bool IsGroup(string requester) => requester.StartsWith("group:", StringComparison.Ordinal);

    private static void CheckGroups(ConfigFile file, Section section)
    {
        if (section.Find("requesters") is not { } item) return;
        foreach (var text in file.AsTexts(item))
            if (IsGroup(text.Value) && (Approver.Parse(text.Value) is null || text.Value.Contains('*')))
                section.Report(
                    text,
                    "This is not a user group.",
                    "Write group: and the handle or the ID of a user group."
                );
            else if (text.Value.StartsWith("channel:", StringComparison.Ordinal))
                section.Report(
                    text,
                    "Requesters cannot be the members of a channel.",
                    "Name a user group, such as group:sre, or Teleport users."
                );
    }

    /// <summary>It is part of log lines and delegators, and must not look like the number of another rule.</summary>
    private static string ReadName(Section section)
    {
        if (section.Text("name") is not { } name) return "";
        if (name.Value.Length > ApprovalRule.MaxName)
            section.Report(name, "This name is too long.", $"Use at most {ApprovalRule.MaxName} characters.");
        else if (name.Value.Trim() != name.Value || !name.Value.All(IsOfName))
            section.Report(
                name,
                "This name has characters that a rule's name cannot have.",
                "Use letters, digits, spaces, hyphens, underscores and dots."
            );
        else if (name.Value.All(char.IsAsciiDigit))
            section.Report(
                name,
                "This could be taken for the number of a rule.",
                "Use a name with at least one letter."
            );
        return name.Value;
    }

    private static bool IsOfName(char c) => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '.';

    private static string ReadWarning(Section section)
    {
        if (section.Text("warning") is not { } warning) return "";
        if (warning.Value.Length > ApprovalRule.MaxWarning)
            section.Report(warning, "This warning is too long.", $"Use at most {ApprovalRule.MaxWarning} characters.");
        return warning.Value;
    }
}
