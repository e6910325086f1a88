using System.Collections.Immutable;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Simulation.Explaining;

/// <summary>Whether rules decide a request by themselves, in sentences.</summary>
internal static class AutomaticWords
{
    /// <summary>A request that was announced: the daemon settled this then, and it stays so.</summary>
    public static ImmutableArray<string> Of(AutomaticOutcome settled) =>
        [settled.IsByRule ? $"Rule {settled.Rule} decided it when it was made." : "People decide it: that was settled when it was made."];

    public static ImmutableArray<string> Of(AutomaticJudgement judged) => judged.Verdict switch
    {
        AutomaticVerdict.ByRule { Rule: var rule, State: RequestState.Approved } =>
            [$"Rule {rule} approves it at once.", .. Findings(judged)],
        AutomaticVerdict.ByRule { Rule: var rule } => [$"Rule {rule} denies it at once.", .. Findings(judged)],
        AutomaticVerdict.ByPeople { Cause: PeopleCause.NoAutomaticRule } => [],
        AutomaticVerdict.ByPeople { Cause: var cause } =>
            [$"People decide it. {cause.Sentence()}", .. Findings(judged), .. DryRun(judged)],
        _ => [],
    };

    private static IEnumerable<string> Findings(AutomaticJudgement judged) =>
        judged.Roles.SelectMany(role => role.Findings.Select(finding => $"{role.Role}: {finding.Sentence}"));

    private static IEnumerable<string> DryRun(AutomaticJudgement judged) => judged.DryRun is { } rehearsed
        ? [$"If dry runs counted, rule {rehearsed.Rule} would decide it."]
        : [];
}
