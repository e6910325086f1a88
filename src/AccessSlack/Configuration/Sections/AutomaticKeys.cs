using System.Collections.Frozen;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Calendar;

namespace AccessSlack.Configuration.Sections;

/// <summary>The keys of a rule that decides by itself: <c>decide</c>, <c>when</c> and <c>limit</c>.</summary>
internal static class AutomaticKeys
{
    private const int MostOpen = 1000;

    private const string Known = "approve, deny, would-approve, would-deny";

    /// <summary>What concerns people who decide has no meaning in such a rule.</summary>
    private static readonly string[] ForPeople =
    [
        "approvers", "required", "deny_required", "reason", "reason_min_length", "confirm", "buttons", "partial",
        "warning", "escalate_after", "escalate_to",
    ];

    private static readonly FrozenDictionary<string, AutomaticRule> Kinds = new Dictionary<string, AutomaticRule>
    {
        ["approve"] = new(RequestState.Approved),
        ["deny"] = new(RequestState.Denied),
        ["would-approve"] = new(RequestState.Approved, IsDryRun: true),
        ["would-deny"] = new(RequestState.Denied, IsDryRun: true),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null if people decide.</summary>
    public static AutomaticRule? Read(ConfigFile file, Section section)
    {
        if (section.Find("decide") is null)
        {
            foreach (var key in new[] { "when", "limit" })
                if (section.Find(key) is { } item)
                    section.Report(
                        item,
                        "This is only for rules that decide by themselves.",
                        "Set decide as well, or remove this."
                    );
            return null;
        }

        CheckSlack(file, section);
        foreach (var key in ForPeople)
            if (section.Find(key) is { } item)
                section.Report(
                    item,
                    "This rule decides by itself (decide), so this has no meaning in it.",
                    "Remove it, or write a rule of its own for people."
                );
        return section.Choice("decide", new AutomaticRule(RequestState.Denied, IsDryRun: true), Kinds, Known) with
        {
            When = ReadWindows(section),
            Limit = section.Find("limit") is null ? null : section.Number("limit", 1, 1, MostOpen),
        };
    }

    /// <summary>Such a rule may be meant, but more likely a condition is missing.</summary>
    public static void WarnOfEveryone(Section section, ApprovalRule rule)
    {
        if (
            rule is not { Requesters.IsEmpty: true, RequesterGroups.IsEmpty: true, Automatic: { } automatic }
            || automatic is not { Decides: RequestState.Approved, IsDryRun: false, When: null, Limit: null }
            || !rule.Roles.Contains("*")
        )
            return;
        section.Warn(
            section.Find("decide")!,
            "This approves every request of everyone at any time, and no one looks at it.",
            "Name roles or requesters, or set when or limit."
        );
    }

    /// <summary>Every click is a review of its own then, and a rule is no person.</summary>
    public static void CheckForPerson(Section section, ApprovalRule rule)
    {
        if (rule.Automatic is null) return;
        section.Report(
            section.Find("decide")!,
            "With via = \"person\", or [review] of the Go plugin, every decision is a review of a person, and a rule " +
            "is none.",
            "Remove this rule, or set via = \"auto\" under [approvals]."
        );
    }

    /// <summary>Without a key of its own for the seal, anyone with the bot token could write such a decision.</summary>
    private static void CheckSlack(ConfigFile file, Section section)
    {
        var slack = file.Section("slack");
        var isNotifyOnly = slack.Find("notify_only") is { Value: true };
        if (isNotifyOnly)
            section.Report(
                section.Find("decide")!,
                "With notify_only nothing is decided from here, so no rule can decide.",
                "Remove this rule, or remove notify_only under [slack]."
            );
        else if (slack.Find("secret") is null && slack.Find("app_token") is null)
            section.Report(
                section.Find("decide")!,
                "Decisions are sealed with the signing secret or the app-level token, and neither is set.",
                "Set secret or app_token under [slack], or remove this rule."
            );
    }

    /// <summary>A window that cannot be read is never open, not always.</summary>
    private static CalendarWindows? ReadWindows(Section section) =>
        section.Find("when") is null ? null : WindowList.Read(section, "when") ?? new CalendarWindows([]);
}
