using AccessSlack.MonitoringRules.Conditions;
using BenchmarkDotNet.Attributes;

namespace AccessSlack.Benchmarks;

/// <summary>
/// Reading a condition of an Access Monitoring Rule and evaluating it. All but the first are the worst of their kind,
/// and must stay far below 10 ms.
/// </summary>
[Config(typeof(PureConfig))]
public class ConditionBenchmarks
{
    private const string Reason = "set(access_request.spec.request_reason)";

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["ordinary"] = "contains_all(set(\"access\", \"dev\"), access_request.spec.roles) && "
            + "access_request.spec.resource_labels_intersection[\"env\"].contains(\"dev\") && "
            + "contains_any(user.traits[\"team\"], set(\"dev\"))",
        ["long"] = string.Concat(Enumerable.Repeat("false||", 1_400)) + "true",
        ["names"] = string.Concat(Enumerable.Repeat("a.", 4_999)) + "a",
        ["sets"] = "access_request.spec.roles" + string.Concat(Enumerable.Repeat(".add(\"x\")", 90)),
        ["strings"] = string.Concat(Enumerable.Repeat("strings.upper(", 90))
            + "access_request.spec.roles" + new string(')', 90),
        ["pattern"] = $"regexp.replace({Reason}, `(a?){{99}}(a*)*b`, `$1`).isempty()",
        ["restarts"] = $"regexp.replace({Reason}, `a*b|a`, `x`).isempty()",
        ["patterns"] = string.Join(
            "&&",
            Enumerable.Repeat("regexp.replace(set(), strings.lower(`(()()()a{9}){99}`), ``).isempty()", 125)
        ),
    };

    private readonly ConditionFacts _facts = new()
    {
        RequestReason = new string('a', 20_000),
        Roles = Enumerable.Range(0, 20_000).Select(i => $"role-{i}").ToHashSet(),
    };

    public static IEnumerable<string> Names => Texts.Keys;

    [ParamsSource(nameof(Names))]
    public string Text { get; set; } = "";

    [Benchmark]
    public int ReadAndEvaluate() =>
        Condition.Read(Texts[Text]) is ConditionReading.Readable readable
            ? readable.Condition.Evaluate(_facts).Steps
            : 0;
}
