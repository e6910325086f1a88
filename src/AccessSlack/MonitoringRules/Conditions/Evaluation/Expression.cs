namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

/// <summary>A part of a condition whose types have been checked.</summary>
internal abstract class Expression(Kind kind, int depth)
{
    public Kind Kind { get; } = kind;

    /// <summary>1 for a literal or a variable. Evaluating recurses this deep.</summary>
    public int Depth { get; } = depth;

    private static int Above(params ReadOnlySpan<Expression> parts)
    {
        var depth = 0;
        foreach (var part in parts) depth = Math.Max(depth, part.Depth);
        return depth + 1;
    }

    public sealed class Literal(Value value) : Expression(value.Kind, 1)
    {
        public Value Value { get; } = value;
    }

    public sealed class Fact(Variable variable) : Expression(variable.Kind, 1)
    {
        public Variable Variable { get; } = variable;
    }

    /// <summary>The set under a key of a variable that is a map; only variables can be looked up in.</summary>
    public sealed class Lookup(Variable map, Expression key) : Expression(Kind.Set, Above(key))
    {
        public Variable Map { get; } = map;

        public Expression Key { get; } = key;
    }

    public sealed class Not(Expression operand) : Expression(Kind.Boolean, Above(operand))
    {
        public Expression Operand { get; } = operand;
    }

    /// <summary>A whole chain of <c>&amp;&amp;</c> or of <c>||</c>, however long, so that it does not nest.</summary>
    public sealed class Chain(bool isAnd, Expression[] operands) : Expression(Kind.Boolean, Above(operands))
    {
        public bool IsAnd { get; } = isAnd;

        public Expression[] Operands { get; } = operands;
    }

    public sealed class Comparison(bool isEqual, Expression left, Expression right)
        : Expression(Kind.Boolean, Above(left, right))
    {
        public bool IsEqual { get; } = isEqual;

        public Expression Left { get; } = left;

        public Expression Right { get; } = right;
    }

    /// <param name="function">A function or a method, whose receiver is the first argument.</param>
    /// <param name="arguments">As many as its signature says, and of types that it takes.</param>
    public sealed class Call(Function function, Expression[] arguments)
        : Expression(function.Result, Above(arguments))
    {
        public Function Function { get; } = function;

        public Expression[] Arguments { get; } = arguments;
    }
}
