using System.Collections.Frozen;
using System.Globalization;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace AccessSlack.Configuration.Toml;

/// <summary>Says what is wrong with a value without quotes that is not a number, date or boolean.</summary>
internal static class ScalarFault
{
    public const string TooLarge = "This number does not fit into 64 bits.";

    private const string NoValue = "This is not a value; text needs quotes.";
    private const string NoBoolean = "This is not a value; write true or false, in lower case.";
    private const string NoDate = "There is no such date; a date is written 2026-11-21.";
    private const string NoTime =
        "This is not a valid time; a time is written 18:00:00 and may follow a date as 2026-11-21T18:00:00Z.";

    private const string OutOfRange = "This time is out of range: offsets go to 14 hours, years from 1 to 9999.";

    private static readonly FrozenSet<string> OtherBooleans =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "true", "false", "yes", "no", "on", "off");

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <param name="source">The file.</param>
    /// <param name="at">In the value, or right after it.</param>
    public static TomlFault Explain(SourceText source, int at)
    {
        var (start, end) = (at, EndOfWord(source, at));
        while (source.IsWord(start - 1)) start--;
        // A blank may stand between date and time.
        if (IsDate(source.Text[start..end]) && source.Text[end] == ' ') end = EndOfWord(source, end + 1);
        return source.Fault(Explain(source.Text[start..end]), start);
    }

    private static int EndOfWord(SourceText source, int at)
    {
        while (source.IsWord(at)) at++;
        return at;
    }

    private static string Explain(string word)
    {
        var leading = word.TakeWhile(char.IsAsciiDigit).Count();
        var mark = word.ElementAtOrDefault(leading);
        if (OtherBooleans.Contains(word)) return NoBoolean;
        if (leading == 4 && mark == '-') return IsDate(string.Concat(word.Take(10))) ? ExplainTime(word) : NoDate;
        if (leading == 2 && mark == ':') return NoTime;
        return leading > 0 || mark is '+' or '-' or '.' ? ExplainNumber(word) : NoValue;
    }

    private static bool IsDate(string word) =>
        DateOnly.TryParseExact(word, "yyyy-MM-dd", Invariant, DateTimeStyles.None, out _);

    private static string ExplainTime(string word)
    {
        var zone = word.LastIndexOfAny(['+', '-']);
        var isZone = TimeOnly.TryParseExact(word[(zone + 1)..], "HH:mm", Invariant, DateTimeStyles.None, out _);
        return isZone && IsDateTime(word[..zone]) ? OutOfRange : NoTime;
    }

    private static bool IsDateTime(string word)
    {
        var lexer = TomlLexer.Create(word, new TomlLexerOptions { DecodeScalars = true });
        lexer.Mode = TomlLexerMode.Value;
        return lexer.MoveNext() && lexer is { HasErrors: false, Current.Kind: TokenKind.LocalDateTime };
    }

    private static string ExplainNumber(string word)
    {
        var number = word.TrimStart('+', '-');
        if (number.EndsWith('_') || number.Contains("__", StringComparison.Ordinal))
            return "An underscore in a number stands between two digits.";
        var digits = number.Replace("_", "", StringComparison.Ordinal);
        if (digits is ['0', >= '0' and <= '9', ..]) return "A number has no leading zeros.";
        var isWhole = digits.Length > 0 && digits.All(char.IsAsciiDigit);
        var isLong = digits is ['0', 'x' or 'o' or 'b', .. { Length: > 16 } rest] && rest.All(char.IsAsciiHexDigit);
        return isWhole || isLong ? TooLarge : "This is not a valid number; text needs quotes.";
    }
}
