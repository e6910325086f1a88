using System.Globalization;
using System.Text;

namespace Tomlyn.Parsing;

/// <summary>The four kinds of strings: basic with escapes or literal, on one line or on several.</summary>
internal static class StringSyntax
{
    public static string Read(Cursor cursor) => cursor.At("\"\"\"") || cursor.At("'''") ? ReadLines(cursor) : ReadLine(cursor);

    /// <summary>A string in single delimiters: the only kind a key may have.</summary>
    public static string ReadLine(Cursor cursor)
    {
        var start = cursor.Position;
        var quote = cursor.Take();
        var text = new StringBuilder();
        while (!cursor.TryTake(quote))
        {
            if (cursor.AtEnd || cursor.AtNewline) throw cursor.Error("This string has no closing quote on its line", start);
            ReadCharacter(cursor, quote, text);
        }

        return text.ToString();
    }

    private static string ReadLines(Cursor cursor)
    {
        var start = cursor.Position;
        var quote = cursor.Current;
        var delimiter = new string(quote, 3);
        var text = new StringBuilder();
        cursor.TryTake(delimiter);
        cursor.TryTakeNewline();
        while (!cursor.TryTake(delimiter))
        {
            if (cursor.AtEnd) throw cursor.Error($"This string has no closing {delimiter}", start);
            if (cursor.TryTake("\r\n")) text.Append("\r\n");
            else if (cursor.TryTake('\n')) text.Append('\n');
            else if (quote != '"' || !TrySkipLineEnd(cursor)) ReadCharacter(cursor, quote, text);
        }

        // Up to two quotes may touch the closing three, and belong to the text.
        for (var i = 0; i < 2 && cursor.TryTake(quote); i++) text.Append(quote);
        return text.ToString();
    }

    /// <summary>A backslash at the end of a line: it and all white space up to the next text vanish.</summary>
    private static bool TrySkipLineEnd(Cursor cursor)
    {
        var start = cursor.Position;
        if (cursor.TryTake('\\'))
        {
            cursor.SkipBlanks();
            if (cursor.AtNewline)
            {
                while (cursor.TryTakeNewline()) cursor.SkipBlanks();
                return true;
            }
        }

        cursor.Position = start;
        return false;
    }

    private static void ReadCharacter(Cursor cursor, char quote, StringBuilder text)
    {
        if (quote == '"' && cursor.TryTake('\\')) text.Append(ReadEscape(cursor));
        else if (cursor.AtForbidden) throw cursor.Unexpected("a string holds no control characters other than tab");
        else text.Append(cursor.Take());
    }

    private static string ReadEscape(Cursor cursor)
    {
        var start = cursor.Position - 1;
        return cursor.Take() switch
        {
            'b' => "\b",
            't' => "\t",
            'n' => "\n",
            'f' => "\f",
            'r' => "\r",
            '"' => "\"",
            '\\' => "\\",
            'u' => ReadCodePoint(cursor, start, 4),
            'U' => ReadCodePoint(cursor, start, 8),
            _ => throw cursor.Error(@"Unknown escape; known are \b \t \n \f \r \"" \\ \uXXXX \UXXXXXXXX, or use single quotes", start),
        };
    }

    private static string ReadCodePoint(Cursor cursor, int start, int digits)
    {
        uint code = 0;
        for (var i = 0; i < digits; i++)
        {
            if (!char.IsAsciiHexDigit(cursor.Current)) throw cursor.Error($"This escape needs {digits} hexadecimal digits", start);
            code = code << 4 | uint.Parse([cursor.Take()], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        return Rune.TryCreate(code, out var rune) ? rune.ToString() : throw cursor.Error("This escape names no Unicode character", start);
    }
}
