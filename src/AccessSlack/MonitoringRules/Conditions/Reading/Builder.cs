using AccessSlack.MonitoringRules.Conditions.Evaluation;
using AccessSlack.MonitoringRules.Conditions.Regexps;

namespace AccessSlack.MonitoringRules.Conditions.Reading;

/// <summary>Makes expressions from their parts, and refuses those whose names or types do not fit.</summary>
internal sealed class Builder
{
    private int _nodes;
    private int _states;

    public bool ReadsLabels { get; private set; }

    public bool ReadsTraits { get; private set; }

    public static ReadingFault TooDeep(int position) =>
        new($"It nests more than {Limits.Depth} levels deep.", position);

    public Expression Literal(Value value, int position) => Counted(new Expression.Literal(value), position);

    public Expression Not(Token sign, Expression operand) =>
        Counted(new Expression.Not(Boolean("!", operand, sign.Position)), sign.Position);

    public Expression Chain(bool isAnd, List<Expression> operands, int position)
    {
        foreach (var operand in operands) Boolean(isAnd ? "&&" : "||", operand, position);
        return Counted(new Expression.Chain(isAnd, [.. operands]), position);
    }

    /// <summary>The left side says which type is compared, or the right side if the left may be anything.</summary>
    public Expression Comparison(Token sign, Expression left, Expression right)
    {
        var kind = left.Kind is Kind.Any ? right.Kind : left.Kind;
        if (kind is Kind.Any)
            throw new ReadingFault($"{sign.Text} needs one side whose type is known.", sign.Position);
        if (kind is not (Kind.Text or Kind.Integer))
            throw new ReadingFault($"{sign.Text} compares strings or integers, not {kind.Words()}.", sign.Position);
        if (!left.Kind.MayBe(kind) || !right.Kind.MayBe(kind))
        {
            var sides = $"{left.Kind.Words()} and {right.Kind.Words()}";
            throw new ReadingFault($"{sign.Text} needs both sides of one type, not {sides}.", sign.Position);
        }
        return Counted(new Expression.Comparison(sign.Kind is TokenKind.Equal, left, right), sign.Position);
    }

    /// <summary>A variable, or a variable that is a map and the key to look up in it.</summary>
    public Expression Name(List<Token> parts)
    {
        var name = string.Join('.', parts.Select(part => part.Text));
        if (Variable.Find(name) is { } variable) return Fact(variable, parts[0].Position);
        var start = string.Join('.', parts.SkipLast(1).Select(part => part.Text));
        if (Variable.Find(start) is { Kind: Kind.Map } map)
        {
            var key = new Expression.Literal(new Value.Text(parts[^1].Text));
            return Lookup(Fact(map, parts[0].Position), key, parts[0].Position);
        }
        throw new ReadingFault($"There is no variable '{Excerpt.Of(name)}'.", parts[0].Position);
    }

    public Expression Lookup(Expression map, Expression key, int position)
    {
        if (map is not Expression.Fact { Variable: { Kind: Kind.Map } variable })
            throw new ReadingFault("Only a variable that is a map can be followed by [].", position);
        if (!key.Kind.MayBe(Kind.Text))
            throw new ReadingFault($"The key in [] is {key.Kind.Words()}, not a string.", position);
        return Counted(new Expression.Lookup(variable, key), position);
    }

    public Expression Call(string name, List<Expression> arguments, int position)
    {
        if (Functions.Find(name) is not { } function)
        {
            var words = name.StartsWith('.') ? $"method '{Excerpt.Of(name[1..])}'" : $"function '{Excerpt.Of(name)}'";
            throw new ReadingFault($"There is no {words}.", position);
        }
        CheckCount(function, arguments.Count, position);
        for (var i = 0; i < arguments.Count; i++) CheckKind(function, i, arguments[i], position);
        if (function == Functions.RegexpReplace) CheckPattern(arguments[1], position);
        return Counted(new Expression.Call(function, [.. arguments]), position);
    }

    private static void CheckCount(Function function, int count, int position)
    {
        var least = function.Parameters.Length;
        if (count == least || count > least && function.Rest is not null) return;
        // The receiver of a method is no argument to its reader.
        var receiver = function.IsMethod ? 1 : 0;
        var words = least - receiver == 1 ? "1 argument" : $"{least - receiver} arguments";
        throw new ReadingFault(
            $"{function} takes {(function.Rest is null ? "" : "at least ")}{words}, and was given {count - receiver}.",
            position
        );
    }

    private static void CheckKind(Function function, int index, Expression argument, int position)
    {
        var expected = index < function.Parameters.Length ? function.Parameters[index] : function.Rest!.Value;
        if (argument.Kind.MayBe(expected)) return;
        var place = (function.IsMethod, index) switch
        {
            (true, 0) => "the value before it",
            (true, _) => $"argument {index}",
            _ => $"argument {index + 1}",
        };
        throw new ReadingFault(
            $"{function} needs {expected.Words()} as {place}, not {argument.Kind.Words()}.",
            position
        );
    }

    /// <summary>Reads a pattern that is a literal, so that its fault is reported before a request comes.</summary>
    private void CheckPattern(Expression pattern, int position)
    {
        if (pattern is not Expression.Literal { Value: Value.Text text }) return;
        try
        {
            _states += RegexpProgram.Read(text.Content).States.Count;
        }
        catch (RegexpFault fault)
        {
            throw new ReadingFault($"The regular expression {fault.Message}.", position);
        }
        if (_states > Limits.RegexpStates)
            throw new ReadingFault("Its regular expressions are too large together.", position);
    }

    private static Expression Boolean(string sign, Expression operand, int position) =>
        operand.Kind.MayBe(Kind.Boolean)
            ? operand
            : throw new ReadingFault($"{sign} needs booleans, not {operand.Kind.Words()}.", position);

    private Expression Fact(Variable variable, int position)
    {
        ReadsLabels |= variable == Variable.LabelsUnion || variable == Variable.LabelsIntersection;
        ReadsTraits |= variable == Variable.Traits;
        return Counted(new Expression.Fact(variable), position);
    }

    private Expression Counted(Expression expression, int position)
    {
        if (expression.Depth > Limits.Depth) throw TooDeep(position);
        if (++_nodes > Limits.Nodes) throw new ReadingFault($"It has more than {Limits.Nodes:N0} parts.", position);
        return expression;
    }
}
