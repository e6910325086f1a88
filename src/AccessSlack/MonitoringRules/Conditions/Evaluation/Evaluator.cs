namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

/// <summary>
/// Evaluates as Teleport does: the operands of operators no further than needed, but all arguments of a call.
/// </summary>
internal sealed class Evaluator(ConditionFacts facts, Work work)
{
    /// <exception cref="EvaluationFault">It has no value, or would take too long.</exception>
    public Value Evaluate(Expression expression)
    {
        work.Spend(1);
        return expression switch
        {
            Expression.Literal literal => literal.Value,
            Expression.Fact fact => fact.Variable.Get(facts),
            Expression.Lookup lookup => LookUp(lookup),
            Expression.Not not => Value.Of(!IsTrue(not.Operand, "!")),
            Expression.Chain chain => Value.Of(IsTrue(chain)),
            Expression.Comparison comparison => Value.Of(IsTrue(comparison)),
            Expression.Call call => Call(call),
            _ => throw new InvalidOperationException(expression.GetType().Name),
        };
    }

    private Value.Set LookUp(Expression.Lookup lookup)
    {
        var map = (Value.Map)lookup.Map.Get(facts);
        var key = Evaluate(lookup.Key) is Value.Text text
            ? text.Content
            : throw new EvaluationFault("The key in [] is not a string.");
        work.SpendOnText(key.Length);
        return map.Entries.TryGetValue(key, out var members) ? new Value.Set(members) : Value.Set.Empty;
    }

    private bool IsTrue(Expression operand, string operation) =>
        Evaluate(operand) switch
        {
            Value.Flag flag => flag.IsTrue,
            var other => throw new EvaluationFault($"{operation} was given {other.Kind.Words()}, not a boolean."),
        };

    private bool IsTrue(Expression.Chain chain)
    {
        foreach (var operand in chain.Operands)
            if (IsTrue(operand, chain.IsAnd ? "&&" : "||") != chain.IsAnd) return !chain.IsAnd;
        return chain.IsAnd;
    }

    private bool IsTrue(Expression.Comparison comparison)
    {
        var left = Evaluate(comparison.Left);
        var right = Evaluate(comparison.Right);
        return AreEqual(comparison, left, right) == comparison.IsEqual;
    }

    private bool AreEqual(Expression.Comparison comparison, Value left, Value right)
    {
        if (left is Value.Integer first && right is Value.Integer second) return first.Number == second.Number;
        if (left is Value.Text text && right is Value.Text other)
        {
            work.SpendOnText(Math.Min(text.Content.Length, other.Content.Length));
            return text.Content == other.Content;
        }
        throw new EvaluationFault(
            $"{(comparison.IsEqual ? "==" : "!=")} was given {left.Kind.Words()} and {right.Kind.Words()}."
        );
    }

    private Value Call(Expression.Call call)
    {
        var values = new Value[call.Arguments.Length];
        for (var i = 0; i < values.Length; i++) values[i] = Evaluate(call.Arguments[i]);
        return call.Function.Run(new Arguments(call.Function, values, work));
    }
}
