using System.Globalization;
using System.Text;

namespace AccessSlack.MonitoringRules.Conditions.Reading;

/// <summary>Divides a condition into the tokens of Go, and refuses those that the language does not use.</summary>
internal sealed class Lexer(string text)
{
    /// <summary>Longer ones before their beginnings.</summary>
    private static readonly (string Text, TokenKind Kind)[] Symbols =
    [
        ("&&", TokenKind.And),
        ("||", TokenKind.Or),
        ("==", TokenKind.Equal),
        ("!=", TokenKind.Unequal),
        ("!", TokenKind.Not),
        ("(", TokenKind.OpenParenthesis),
        (")", TokenKind.CloseParenthesis),
        ("[", TokenKind.OpenBracket),
        ("]", TokenKind.CloseBracket),
        (",", TokenKind.Comma),
        (".", TokenKind.Dot),
    ];

    /// <summary>Go's, which cannot be names. A label or a trait may still have such a key.</summary>
    private static readonly string[] Keywords =
    [
        "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go",
        "goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type",
        "var",
    ];

    private int _position = text.StartsWith('\uFEFF') ? 1 : 0;
    private bool _endsExpression;

    /// <exception cref="ReadingFault">There is no token of the language.</exception>
    public Token Next()
    {
        if (SkipSpace() is { } lineEnd) return lineEnd;
        var token = _position == text.Length ? new Token(TokenKind.End, "", _position + 1) : Read();
        _endsExpression = token.Kind
            is TokenKind.Name or TokenKind.Integer or TokenKind.Text
                or TokenKind.CloseParenthesis or TokenKind.CloseBracket;
        return token;
    }

    /// <summary>
    /// Skips spaces, line ends and comments. A line end after a token that may end an expression is a token itself.
    /// </summary>
    private Token? SkipSpace()
    {
        while (_position < text.Length)
        {
            var start = _position;
            if (text[_position] is ' ' or '\t' or '\r') _position++;
            else if (text[_position] == '\n') _position++;
            else if (!SkipComment()) return null;
            if (!_endsExpression || !text.AsSpan(start, _position - start).Contains('\n')) continue;
            _endsExpression = false;
            return new Token(TokenKind.LineEnd, "\n", start + 1);
        }
        return null;
    }

    private bool SkipComment()
    {
        var rest = text.AsSpan(_position);
        if (rest.StartsWith("//"))
        {
            var length = rest.IndexOf('\n');
            // The line end itself counts, as after any other token.
            _position += length < 0 ? rest.Length : length;
            return true;
        }
        if (!rest.StartsWith("/*")) return false;
        var end = rest[2..].IndexOf("*/");
        if (end < 0) throw Fault("This comment has no closing */.");
        _position += end + 4;
        return true;
    }

    private Token Read()
    {
        var first = text[_position];
        if (first == '"') return ReadText(QuotedText.Read(text, _position));
        if (first == '`') return ReadText(QuotedText.ReadRaw(text, _position));
        if (char.IsAsciiDigit(first)) return ReadInteger();
        if (NamePart(_position, isFirst: true) > 0) return ReadName();
        foreach (var (symbol, kind) in Symbols)
            if (string.CompareOrdinal(text, _position, symbol, 0, symbol.Length) == 0) return Take(kind, symbol.Length);
        throw Fault(UnknownCharacter.Describe(text, _position));
    }

    private Token ReadText((string Content, int Length) literal) =>
        Take(TokenKind.Text, literal.Length) with { Text = literal.Content };

    private Token ReadInteger()
    {
        var length = 1;
        while (_position + length < text.Length && IsPartOfNumber(text[_position + length])) length++;
        var digits = text.AsSpan(_position, length);
        // Go takes 08 for an octal number.
        var isOctal = digits.Length > 1 && digits[0] == '0' && digits.ContainsAny('8', '9');
        if (isOctal || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw Fault("Numbers are whole and decimal, up to 9223372036854775807, without signs and underscores.");
        return Take(TokenKind.Integer, length) with { Number = number };
    }

    private static bool IsPartOfNumber(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '_' or '.';

    private Token ReadName()
    {
        var length = NamePart(_position, isFirst: true);
        for (var part = length; part > 0; length += part) part = NamePart(_position + length, isFirst: false);
        var name = text.Substring(_position, length);
        if (Array.IndexOf(Keywords, name) >= 0)
            throw Fault($"{name} is a reserved word of Go; as the key of a map it is written [\"{name}\"].");
        return Take(TokenKind.Name, length);
    }

    /// <summary>How many characters the letter, underscore or digit at this place has; 0 if there is none.</summary>
    private int NamePart(int position, bool isFirst)
    {
        if (position == text.Length || !Rune.TryGetRuneAt(text, position, out var rune)) return 0;
        var isPart = rune.Value == '_'
            || Rune.IsLetter(rune)
            || !isFirst && Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber;
        return isPart ? rune.Utf16SequenceLength : 0;
    }

    private Token Take(TokenKind kind, int length)
    {
        var token = new Token(kind, text.Substring(_position, length), _position + 1);
        _position += length;
        return token;
    }

    private ReadingFault Fault(string message) => new(message, _position + 1);
}
