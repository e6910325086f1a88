using System.Text.Json;
using System.Text.Json.Nodes;
using AccessSlack.Configuration;
using AccessSlack.Simulation.Cases;

namespace AccessSlack.Commands.Cases;

/// <summary>The results of policy tests for tools (docs/policy.md).</summary>
internal static class TestJson
{
    public static string Of(CaseRun run) => new JsonObject
    {
        ["ok"] = run.Failed == 0,
        ["cases"] = new JsonArray(
            [.. run.Files.SelectMany(file => file.Results.Select(result => CaseOf(run, file.Path, result)))]
        ),
        ["untouched"] = new JsonArray(
            [
                .. run.UntouchedRules.Select(run.RuleAt).Select(Text),
                .. run.UntouchedRoutes.Select(run.Places.Route).Select(Text),
            ]
        ),
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";

    /// <summary>Faults of the files, in the same form.</summary>
    public static string OfProblems(IEnumerable<(string Path, Problem Problem)> problems) => new JsonObject
    {
        ["ok"] = false,
        ["problems"] = new JsonArray([.. problems.Select(entry => (JsonNode)new JsonObject
        {
            ["file"] = entry.Path,
            ["line"] = entry.Problem.Line,
            ["key"] = entry.Problem.Key,
            ["message"] = entry.Problem.Message,
            ["cure"] = entry.Problem.Remedy,
        })]),
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";

    private static JsonNode Text(string text) => JsonValue.Create(text);

    private static JsonObject CaseOf(CaseRun run, string path, CaseResult result) => new()
    {
        ["name"] = result.Case.Name,
        ["file"] = path,
        ["line"] = result.Case.Line,
        ["passed"] = result.Passed,
        ["failures"] = new JsonArray([.. result.Failures.Select(failure => (JsonNode)new JsonObject
        {
            ["what"] = failure.What,
            ["expected"] = failure.Expected,
            ["actual"] = failure.Actual,
        })]),
        ["rules"] = new JsonArray([.. result.Roles.Select(role => (JsonNode)new JsonObject
        {
            ["role"] = role.Role,
            ["rule"] = role.Number == 0 ? null : run.RuleAt(role.Number - 1),
        })]),
        ["clicks"] = new JsonArray([.. result.Clicks.Select(Text)]),
    };
}
