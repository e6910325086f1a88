using AccessSlack.Requests;

namespace AccessSlack.Approvals.Rules;

/// <summary>The rules that decide by themselves, for the start log and <c>check</c>.</summary>
internal static class AutomaticSummary
{
    /// <summary>
    /// For example <c>routine (approve, mon-fri 09:00-17:00 UTC, limit 2)</c>; empty if there is none.
    /// </summary>
    public static string Of(ApprovalPolicy policy) => string.Join(
        "; ",
        policy.Settings.Rules
            .Where(rule => rule.Automatic is not null)
            .Select(rule => $"{policy.NameOf(rule)} ({Words(rule.Automatic!)})")
    );

    private static string Words(AutomaticRule rule) => string.Join(", ", Parts(rule));

    private static IEnumerable<string> Parts(AutomaticRule rule)
    {
        var verb = rule.Decides == RequestState.Approved ? "approve" : "deny";
        yield return rule.IsDryRun ? $"would-{verb}" : verb;
        if (rule.When is { } when) yield return when.ToString();
        if (rule.Limit is { } limit) yield return $"limit {limit}";
    }
}
