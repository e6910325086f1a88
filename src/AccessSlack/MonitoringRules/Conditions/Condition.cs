using AccessSlack.MonitoringRules.Conditions.Evaluation;
using AccessSlack.MonitoringRules.Conditions.Reading;

namespace AccessSlack.MonitoringRules.Conditions;

/// <summary>
/// The condition of an Access Monitoring Rule, read and checked once and evaluated for every request
/// (docs/monitoring-rules.md). It means here what it means in Teleport. Neither reading nor evaluating throws, and
/// <see cref="Limits"/> bounds the work of both, because the text comes from outside.
/// </summary>
internal sealed class Condition
{
    private readonly Expression _expression;

    private Condition(Expression expression, bool readsLabels, bool readsTraits)
    {
        _expression = expression;
        ReadsLabels = readsLabels;
        ReadsTraits = readsTraits;
    }

    /// <summary>Whether it mentions the labels of requested resources, which cost another call to Teleport.</summary>
    public bool ReadsLabels { get; }

    /// <summary>Whether it mentions the requester's traits, which cost another call to Teleport.</summary>
    public bool ReadsTraits { get; }

    public static ConditionReading Read(string text)
    {
        try
        {
            var parser = new Parser(text);
            var expression = parser.Parse();
            return new ConditionReading.Readable(
                new Condition(expression, parser.ReadsLabels, parser.ReadsTraits)
            );
        }
        catch (ReadingFault fault)
        {
            return new ConditionReading.Unreadable(fault.Message, fault.Position);
        }
    }

    public ConditionOutcome Evaluate(ConditionFacts facts)
    {
        var work = new Work();
        try
        {
            var value = new Evaluator(facts, work).Evaluate(_expression);
            return value is Value.Flag flag
                ? new ConditionOutcome(flag.IsTrue, null, work.Steps)
                : new ConditionOutcome(false, $"It results in {value.Kind.Words()}, not in true or false.", work.Steps);
        }
        catch (EvaluationFault fault)
        {
            return new ConditionOutcome(false, fault.Message, work.Steps);
        }
    }
}
