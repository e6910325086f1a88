using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace AccessSlack.MonitoringRules.Conditions.Reading;

/// <summary>
/// String literals of Go (https://go.dev/ref/spec#String_literals). Escapes such as <c>\xE2</c> are bytes of UTF-8.
/// </summary>
internal static class QuotedText
{
    /// <param name="start">Of the opening quote.</param>
    /// <returns>The content, and the length of the literal with its quotes.</returns>
    public static (string Content, int Length) Read(string text, int start)
    {
        var bytes = new List<byte>();
        var position = start + 1;
        while (true)
        {
            if (position == text.Length || text[position] == '\n')
                throw new ReadingFault("This string has no closing quote on its line.", start + 1);
            if (text[position] == '"') break;
            position += text[position] == '\\' ? AddEscape(text, position, bytes) : AddCharacter(text, position, bytes);
        }
        var content = CollectionsMarshal.AsSpan(bytes);
        if (!Utf8.IsValid(content)) throw new ReadingFault("The escapes of this string are not UTF-8.", start + 1);
        return (Encoding.UTF8.GetString(content), position + 1 - start);
    }

    /// <summary>Between backquotes: no escapes, any number of lines, carriage returns are dropped.</summary>
    /// <inheritdoc cref="Read"/>
    public static (string Content, int Length) ReadRaw(string text, int start)
    {
        var end = text.IndexOf('`', start + 1);
        if (end < 0) throw new ReadingFault("This string has no closing backquote.", start + 1);
        for (var i = start + 1; i < end;) i += RuneAt(text, i).Utf16SequenceLength;
        return (text[(start + 1)..end].Replace("\r", "", StringComparison.Ordinal), end + 1 - start);
    }

    private static int AddCharacter(string text, int position, List<byte> bytes)
    {
        var rune = RuneAt(text, position);
        Add(rune, bytes);
        return rune.Utf16SequenceLength;
    }

    private static Rune RuneAt(string text, int position) =>
        Rune.TryGetRuneAt(text, position, out var rune) && rune.Value is not (0 or 0xFEFF)
            ? rune
            : throw new ReadingFault(UnknownCharacter.Describe(text, position), position + 1);

    private static void Add(Rune rune, List<byte> bytes)
    {
        Span<byte> encoded = stackalloc byte[4];
        bytes.AddRange(encoded[..rune.EncodeToUtf8(encoded)]);
    }

    /// <returns>The length of the escape.</returns>
    private static int AddEscape(string text, int position, List<byte> bytes)
    {
        var letter = position + 1 < text.Length ? text[position + 1] : '\0';
        var simple = "abfnrtv\\\"".IndexOf(letter);
        if (simple >= 0)
        {
            bytes.Add("\a\b\f\n\r\t\v\\\""u8[simple]);
            return 2;
        }
        return letter switch
        {
            >= '0' and <= '7' => AddByte(Digits(text, position, 1, 3, isOctal: true), position, bytes),
            'x' => AddByte(Digits(text, position, 2, 2), position, bytes),
            'u' => AddRune(Digits(text, position, 2, 4), position, 6, bytes),
            'U' => AddRune(Digits(text, position, 2, 8), position, 10, bytes),
            _ => throw new ReadingFault(
                "Unknown escape; known are \\a \\b \\f \\n \\r \\t \\v \\\\ \\\" \\NNN \\xNN \\uNNNN \\UNNNNNNNN.",
                position + 1
            ),
        };
    }

    private static uint Digits(string text, int position, int offset, int count, bool isOctal = false)
    {
        var numeralBase = isOctal ? 8u : 16u;
        uint number = 0;
        for (var i = position + offset; i < position + offset + count; i++)
        {
            var digit = i < text.Length && char.IsAsciiHexDigit(text[i]) ? Convert.ToInt32(text[i..(i + 1)], 16) : 99;
            if (digit >= numeralBase)
                throw new ReadingFault($"This escape needs {count} digits of base {numeralBase}.", position + 1);
            number = number * numeralBase + (uint)digit;
        }
        return number;
    }

    private static int AddByte(uint number, int position, List<byte> bytes)
    {
        if (number > byte.MaxValue) throw new ReadingFault("This escape is larger than \\377.", position + 1);
        bytes.Add((byte)number);
        return 4;
    }

    private static int AddRune(uint number, int position, int length, List<byte> bytes)
    {
        if (!Rune.IsValid(number)) throw new ReadingFault("This escape names no Unicode character.", position + 1);
        Add(new Rune(number), bytes);
        return length;
    }
}
