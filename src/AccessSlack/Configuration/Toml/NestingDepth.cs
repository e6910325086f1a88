using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace AccessSlack.Configuration.Toml;

/// <summary>Follows the brackets and braces of values through a file, without recursion.</summary>
internal static class NestingDepth
{
    /// <returns>Where the first level over the limit opens; null if the file is too faulty to tell.</returns>
    public static int? FindExcess(SourceText source, int limit)
    {
        var lexer = TomlLexer.Create(SourceText.ByteOrderMark + source.Text);
        var open = new Stack<TokenKind>();
        while (lexer.MoveNext())
        {
            Follow(lexer, open);
            if (open.Count > limit) return lexer.CurrentSpan.Start.Offset;
        }

        return null;
    }

    private static void Follow(TomlLexer lexer, Stack<TokenKind> open)
    {
        var kind = lexer.Current.Kind;
        // In other places they belong to a header.
        var isValue = lexer.Mode == TomlLexerMode.Value;
        if (isValue && kind is TokenKind.OpenBracket or TokenKind.OpenBrace) open.Push(kind);
        if (kind is TokenKind.CloseBracket or TokenKind.CloseBrace) open.TryPop(out _);
        lexer.Mode = kind switch
        {
            TokenKind.Equal => TomlLexerMode.Value,
            TokenKind.NewLine when open.Count == 0 => TomlLexerMode.Key,
            TokenKind.OpenBrace => TomlLexerMode.Key,
            TokenKind.CloseBrace or TokenKind.Comma => ModeInside(open),
            _ => lexer.Mode,
        };
    }

    private static TomlLexerMode ModeInside(Stack<TokenKind> open) =>
        open.TryPeek(out var inner) && inner == TokenKind.OpenBracket ? TomlLexerMode.Value : TomlLexerMode.Key;
}
