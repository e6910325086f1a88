using AccessSlack.Approvals;

namespace AccessSlack.Configuration.Sections;

/// <summary>The key <c>partial</c> of the rules: one that can never have an effect is a problem.</summary>
internal static class PartialKeys
{
    private const string Key = "partial";

    public static void Check(IReadOnlyList<(ApprovalRule Rule, Section Section)> rules, Via via)
    {
        foreach (var (rule, section) in rules.Where(entry => entry.Rule is { Partial: true, Automatic: null }))
        {
            if (section.Find(Key) is not { } item) continue;
            if (via is Via.Review or Via.Person)
                section.Report(
                    item,
                    $"With via = \"{via.ToString().ToLowerInvariant()}\" every decision is a review in Teleport, and " +
                    "a review is on all roles of a request.",
                    "Remove partial, or set via = \"auto\" or \"state\" under [approvals]."
                );
            else if (rule.Buttons == Buttons.Link)
                section.Report(
                    item,
                    "Requests with a role of this rule are not decided in Slack, so this has no effect.",
                    "Remove partial, or buttons = \"link\"."
                );
            else if (NamesOneRole(rules))
                section.Report(
                    item,
                    "All rules together name one single role, so no request that can be decided in Slack has a " +
                    "second one to decide by itself.",
                    "Remove partial, or add rules for other roles."
                );
        }
    }

    private static bool NamesOneRole(IEnumerable<(ApprovalRule Rule, Section Section)> rules)
    {
        var roles = rules.SelectMany(entry => entry.Rule.Roles).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return roles is [var only] && !only.Contains('*');
    }
}
