using System.Buffers;
using System.Globalization;
using Tomlyn.Syntax;

namespace AccessSlack.Configuration.Toml;

/// <summary>Says what is wrong with a string that the lexer refuses.</summary>
internal static class StringFault
{
    public const string NoClosingQuote = "This string has no closing quote on its line.";

    private const string UnknownEscape =
        @"Unknown escape; known are \b \t \n \f \r \"" \\ \uXXXX \UXXXXXXXX, or use single quotes.";

    /// <summary>What may follow a backslash, digits aside.</summary>
    private static readonly SearchValues<char> Escapes = SearchValues.Create("bfnrte\"\\\r\n");

    /// <param name="source">The file.</param>
    /// <param name="text">The string.</param>
    /// <param name="at">Where the lexer found the fault.</param>
    public static TomlFault Explain(SourceText source, StringValueSyntax text, int at)
    {
        var (start, kind) = (text.Span.Start.Offset, text.Token!.TokenKind);
        var backslash = FindEscape(source.Text, start, at);
        var isBasic = kind is TokenKind.String or TokenKind.StringMulti;
        return isBasic && ExplainEscape(source.Text, backslash, at) is { } message
            ? source.Fault(message, backslash)
            : Unclosed(source, kind, start);
    }

    /// <summary>A string on one line may have been closed by a mark that only looks like a quote.</summary>
    private static TomlFault Unclosed(SourceText source, TokenKind kind, int start)
    {
        if (kind is TokenKind.StringMulti or TokenKind.StringLiteralMulti) return source.Fault(Unclosed(kind), start);
        for (var at = start; at < source.Text.Length && source.Text[at] != '\n'; at++)
            if (source.IsTypographicQuote(at)) return source.TypographicQuote(at);
        return source.Fault(Unclosed(kind), start);
    }

    /// <summary>The last backslash before the fault that no other backslash escapes; -1 if there is none.</summary>
    private static int FindEscape(string text, int start, int at)
    {
        var before = text[start..at];
        var last = before.LastIndexOf('\\');
        var first = before[..(last + 1)].TrimEnd('\\').Length;
        return last >= 0 && (last - first) % 2 == 0 ? start + last : -1;
    }

    private static string? ExplainEscape(string text, int backslash, int at)
    {
        if (backslash < 0) return null;
        var digits = text[backslash + 1] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        var isFirst = at == backslash + 1;
        if (digits == 0) return isFirst && !Escapes.Contains(text[at]) ? UnknownEscape : null;
        if (text.Skip(backslash + 2).TakeWhile(char.IsAsciiHexDigit).Take(digits).Count() < digits)
            return string.Create(CultureInfo.InvariantCulture, $"This escape needs {digits} hexadecimal digits.");
        return isFirst ? "This escape names no Unicode character." : null;
    }

    private static string Unclosed(TokenKind kind) => kind switch
    {
        TokenKind.StringMulti => "This string has no closing \"\"\".",
        TokenKind.StringLiteralMulti => "This string has no closing '''.",
        _ => NoClosingQuote,
    };
}
