using AccessSlack.MonitoringRules.Conditions;
using AccessSlack.MonitoringRules.Conditions.Evaluation;
using AccessSlack.MonitoringRules.Conditions.Reading;

namespace AccessSlack.Tests.MonitoringRules.Conditions;

/// <summary>What comes out of a condition, in words that a table can hold; sets and maps in order.</summary>
internal static class Shown
{
    public static string Outcome(string condition, ConditionFacts facts)
    {
        try
        {
            var expression = new Parser(condition).Parse();
            return Show(new Evaluator(facts, new Work()).Evaluate(expression));
        }
        catch (ReadingFault fault)
        {
            return $"unreadable at {fault.Position}: {fault.Message}";
        }
        catch (EvaluationFault fault)
        {
            return $"fault: {fault.Message}";
        }
    }

    private static string Show(Value value) => value switch
    {
        Value.Flag flag => flag.IsTrue ? "true" : "false",
        Value.Integer integer => $"{integer.Number}",
        Value.Text text => Quoted(text.Content),
        Value.Set set => Show(set.Members),
        Value.Map map => $"map({string.Join(", ", map.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{Quoted(entry.Key)}: {Show(entry.Value)}"))})",
        Value.Time time => $"{time.Moment.UtcDateTime:O}",
        Value.Pair pair => $"pair({Show(pair.Key)}, {Show(pair.Content)})",
        Value.Option option => $"option({(option.IsChosen ? "true" : "false")}, {Show(option.Content)})",
        _ => throw new InvalidOperationException(value.GetType().Name),
    };

    private static string Show(IEnumerable<string> members) =>
        $"set({string.Join(", ", members.Order(StringComparer.Ordinal).Select(Quoted))})";

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
