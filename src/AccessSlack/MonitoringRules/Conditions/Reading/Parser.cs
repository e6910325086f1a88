using AccessSlack.MonitoringRules.Conditions.Evaluation;

namespace AccessSlack.MonitoringRules.Conditions.Reading;

/// <summary>
/// Reads a condition by Go's grammar of expressions: <c>!</c> before <c>==</c> and <c>!=</c>, these before
/// <c>&amp;&amp;</c>, and that before <c>||</c>. One use only.
/// </summary>
internal sealed class Parser
{
    private readonly Lexer _lexer;
    private readonly Builder _builder = new();
    private Token _token;
    private int _depth;

    public Parser(string text)
    {
        if (text.Length > Limits.Length)
            throw new ReadingFault($"It has {text.Length:N0} characters, more than {Limits.Length:N0}.", 1);
        _lexer = new Lexer(text);
        _token = _lexer.Next();
    }

    public bool ReadsLabels => _builder.ReadsLabels;

    public bool ReadsTraits => _builder.ReadsTraits;

    /// <exception cref="ReadingFault">It is not a condition.</exception>
    public Expression Parse()
    {
        if (_token.Kind is TokenKind.End) throw new ReadingFault("It is empty.", 1);
        var expression = ParseOr();
        if (_token.Kind is TokenKind.LineEnd) Advance();
        if (_token.Kind is TokenKind.End) return expression;
        throw new ReadingFault(
            _token.Kind is TokenKind.And or TokenKind.Or or TokenKind.Equal or TokenKind.Unequal or TokenKind.Dot
                ? $"An expression ends with its line; write {_token.Words} at the end of the line before."
                : $"Found {_token.Words} after the end of the expression.",
            _token.Position
        );
    }

    private Expression ParseOr() => ParseChain(TokenKind.Or, ParseAnd);

    private Expression ParseAnd() => ParseChain(TokenKind.And, ParseComparison);

    private Expression ParseChain(TokenKind sign, Func<Expression> parseOperand)
    {
        var first = parseOperand();
        if (_token.Kind != sign) return first;
        var position = _token.Position;
        var operands = new List<Expression> { first };
        while (Accept(sign)) operands.Add(parseOperand());
        return _builder.Chain(sign is TokenKind.And, operands, position);
    }

    private Expression ParseComparison()
    {
        var left = ParseUnary();
        while (_token is { Kind: TokenKind.Equal or TokenKind.Unequal } sign)
        {
            Advance();
            left = _builder.Comparison(sign, left, ParseUnary());
        }
        return left;
    }

    private Expression ParseUnary()
    {
        var sign = _token;
        if (!Accept(TokenKind.Not)) return ParsePrimary();
        return Nested(sign, () => _builder.Not(sign, ParseUnary()));
    }

    private Expression ParsePrimary()
    {
        var start = _token;
        Advance();
        var operand = start.Kind switch
        {
            TokenKind.Name => ParseName(start),
            TokenKind.Integer => _builder.Literal(new Value.Integer(start.Number), start.Position),
            TokenKind.Text => _builder.Literal(new Value.Text(start.Text), start.Position),
            TokenKind.OpenParenthesis => Nested(start, () => Closed(ParseOr(), TokenKind.CloseParenthesis, ")")),
            _ => throw Unexpected(start, "a value"),
        };
        while (_token.Kind is TokenKind.Dot or TokenKind.OpenBracket or TokenKind.OpenParenthesis)
            operand = ParseSuffix(operand);
        return operand;
    }

    /// <summary>A dotted name: a variable, the key of a map, a function, or a variable and its method.</summary>
    private Expression ParseName(Token start)
    {
        var parts = new List<Token> { start };
        while (Accept(TokenKind.Dot)) parts.Add(Expect(TokenKind.Name, "a name"));
        if (_token.Kind is not TokenKind.OpenParenthesis) return _builder.Name(parts);
        var last = parts[^1];
        if (parts.Count == 1) return Call(last, last.Text, []);
        if (Functions.Find("." + last.Text) is not null)
            return Call(last, "." + last.Text, [_builder.Name(parts[..^1])]);
        return Call(start, string.Join('.', parts.Select(part => part.Text)), []);
    }

    private Expression ParseSuffix(Expression operand)
    {
        var sign = _token;
        Advance();
        if (sign.Kind is TokenKind.Dot)
        {
            var name = Expect(TokenKind.Name, "the name of a method");
            if (_token.Kind is TokenKind.OpenParenthesis) return Call(name, "." + name.Text, [operand]);
            throw new ReadingFault($"A value has no part '{Excerpt.Of(name.Text)}'.", name.Position);
        }
        if (sign.Kind is TokenKind.OpenParenthesis) throw new ReadingFault("This value is no function.", sign.Position);
        return Nested(
            sign,
            () => _builder.Lookup(operand, Closed(ParseOr(), TokenKind.CloseBracket, "]"), sign.Position)
        );
    }

    private Expression Call(Token name, string function, List<Expression> arguments)
    {
        var open = Expect(TokenKind.OpenParenthesis, "(");
        return Nested(open, () => _builder.Call(function, ParseArguments(arguments), name.Position));
    }

    private List<Expression> ParseArguments(List<Expression> arguments)
    {
        while (_token.Kind is not TokenKind.CloseParenthesis)
        {
            arguments.Add(ParseOr());
            if (!Accept(TokenKind.Comma)) break;
        }
        Expect(TokenKind.CloseParenthesis, ") or a comma");
        return arguments;
    }

    private Expression Closed(Expression inner, TokenKind close, string words)
    {
        Expect(close, words);
        return inner;
    }

    /// <summary>Counts levels while they are read: the stack must not depend on the text.</summary>
    private Expression Nested(Token start, Func<Expression> parse)
    {
        if (++_depth > Limits.Depth) throw Builder.TooDeep(start.Position);
        var inner = parse();
        _depth--;
        return inner;
    }

    private bool Accept(TokenKind kind)
    {
        if (_token.Kind != kind) return false;
        Advance();
        return true;
    }

    private Token Expect(TokenKind kind, string words)
    {
        var token = _token;
        return Accept(kind) ? token : throw Unexpected(token, words);
    }

    private void Advance() => _token = _lexer.Next();

    private static ReadingFault Unexpected(Token token, string expected) =>
        new($"Found {token.Words}, but {expected} was expected.", token.Position);
}
