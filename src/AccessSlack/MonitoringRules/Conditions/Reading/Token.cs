namespace AccessSlack.MonitoringRules.Conditions.Reading;

internal enum TokenKind
{
    /// <summary>A name, or one part of a dotted one.</summary>
    Name,

    Integer,
    Text,
    And,
    Or,
    Not,
    Equal,
    Unequal,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    Comma,
    Dot,

    /// <summary>A line that ends where an expression may end, which in Go's grammar ends the expression.</summary>
    LineEnd,

    End,
}

/// <param name="Text">The name or the content of the string; otherwise as it is written.</param>
/// <param name="Position">Counted from 1.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position)
{
    public long Number { get; init; }

    /// <summary>For the middle of a sentence.</summary>
    public string Words => Kind switch
    {
        TokenKind.End => "the end of the condition",
        TokenKind.LineEnd => "the end of the line",
        TokenKind.Text => "a string",
        _ => $"'{Excerpt.Of(Text)}'",
    };
}
