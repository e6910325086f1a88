using System.Text;
using AccessSlack.Requests.Text;
using AccessSlack.Simulation.Cases;
using AccessSlack.Simulation.Explaining;

namespace AccessSlack.Commands.Cases;

/// <summary>The results of policy tests for people.</summary>
internal static class TestText
{
    private const int MaxText = 300;

    public static string Of(CaseRun run)
    {
        var text = new StringBuilder();
        foreach (var file in run.Files)
            foreach (var result in file.Results)
                Append(text, run, file.Path, result);
        text.Append(Summary(run)).Append('\n');
        foreach (var line in Untouched(run)) text.Append(line).Append('\n');
        return text.ToString();
    }

    /// <summary>What a case got instead, and by which rules.</summary>
    public static IEnumerable<string> Details(CaseRun run, CaseResult result)
    {
        foreach (var failure in result.Failures)
            yield return $"{failure.What}: expected {Clean(failure.Expected)}, but got {Clean(failure.Actual)}";
        foreach (var role in result.Roles)
            yield return $"{Clean(role.Role)}: {RuleOf(run, role)}";
        foreach (var word in result.AutomaticWords)
            yield return $"by rules alone: {Clean(word)}";
        foreach (var name in result.Undescribed)
            yield return $"the case does not say who the members of {Clean(name)} are";
    }

    private static string RuleOf(CaseRun run, RoleDecision role) => role.Number > 0
        ? run.RuleAt(role.Number - 1)
        : role.Why?.Text ?? "no rules: the people of the place decide";

    private static void Append(StringBuilder text, CaseRun run, string path, CaseResult result)
    {
        if (result.Passed)
        {
            text.Append($"ok      {Clean(result.Case.Name)}\n");
            return;
        }

        text.Append($"FAILED  {Clean(result.Case.Name)} ({path} line {result.Case.Line})\n");
        foreach (var line in Details(run, result)) text.Append($"          {line}\n");
    }

    private static string Summary(CaseRun run)
    {
        var cases = run.Count == 1 ? "1 case" : $"{run.Count} cases";
        return run.Failed == 0 ? $"{cases}, all passed." : $"{cases}, {run.Failed} failed.";
    }

    private static IEnumerable<string> Untouched(CaseRun run)
    {
        string[] left =
        [
            .. run.UntouchedRules.Select(run.RuleAt),
            .. run.UntouchedRoutes.Select(run.Places.Route),
        ];
        return left.Length == 0 ? [] : [$"No case is about: {string.Join(", ", left)}."];
    }

    /// <summary>Names from a file go to a terminal.</summary>
    private static string Clean(string text) => SlackText.Plain(text, MaxText);
}
