using System.Buffers;
using System.Globalization;

namespace Tomlyn.Parsing;

/// <summary>Integers of 64 bits in four bases, and floats. Faults are <see cref="FormatException"/>s: only the caller knows the place.</summary>
internal static class NumberSyntax
{
    private const string Malformed = "This is no valid number; text needs quotes";
    private static readonly SearchValues<char> Decimal = SearchValues.Create("0123456789_");

    /// <summary>Digits that may follow a prefix, each with its base.</summary>
    private static readonly Dictionary<string, (int Base, SearchValues<char> Digits)> Prefixes = new()
    {
        ["0x"] = (16, SearchValues.Create("0123456789abcdefABCDEF_")),
        ["0o"] = (8, SearchValues.Create("01234567_")),
        ["0b"] = (2, SearchValues.Create("01_")),
    };

    public static bool LooksLikeNumber(string word) => char.IsAsciiDigit(word[0]) || word[0] is '+' or '-' or '.' || word is "inf" or "nan";

    public static object Parse(string word)
    {
        if (word.Length > 2 && Prefixes.TryGetValue(word[..2], out var prefix)) return ParsePrefixed(word[2..], prefix.Base, prefix.Digits);
        var unsigned = word.AsSpan(word[0] is '+' or '-' ? 1 : 0);
        if (unsigned is "inf" or "nan") return ParseSpecial(word[0] == '-', unsigned is "inf");
        return unsigned.IndexOfAny(".eE") >= 0 ? (object)ParseFloat(word, unsigned) : ParseInteger(word, unsigned);
    }

    private static double ParseSpecial(bool negative, bool infinite)
    {
        var value = infinite ? double.PositiveInfinity : double.NaN;
        return negative ? -value : value;
    }

    private static long ParseInteger(string word, ReadOnlySpan<char> unsigned)
    {
        CheckWhole(unsigned);
        return long.TryParse(WithoutUnderscores(word), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw OutOfRange();
    }

    private static long ParsePrefixed(string digits, int radix, SearchValues<char> allowed)
    {
        CheckDigits(digits, allowed);
        long value = 0;
        foreach (var c in WithoutUnderscores(digits))
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.ToLowerInvariant(c) - 'a' + 10;
            if (value > (long.MaxValue - digit) / radix) throw OutOfRange();
            value = value * radix + digit;
        }

        return value;
    }

    private static double ParseFloat(string word, ReadOnlySpan<char> unsigned)
    {
        var exponent = unsigned.IndexOfAny('e', 'E');
        if (exponent >= 0)
        {
            var power = unsigned[(exponent + 1)..];
            CheckDigits(power.Length > 0 && power[0] is '+' or '-' ? power[1..] : power, Decimal);
            unsigned = unsigned[..exponent];
        }

        var point = unsigned.IndexOf('.');
        if (point >= 0) CheckDigits(unsigned[(point + 1)..], Decimal);
        CheckWhole(point >= 0 ? unsigned[..point] : unsigned);
        return double.Parse(WithoutUnderscores(word), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static void CheckWhole(ReadOnlySpan<char> digits)
    {
        CheckDigits(digits, Decimal);
        if (digits.Length > 1 && digits[0] == '0') throw new FormatException("A number has no leading zeros");
    }

    private static void CheckDigits(ReadOnlySpan<char> digits, SearchValues<char> allowed)
    {
        if (digits.IsEmpty || digits.IndexOfAnyExcept(allowed) >= 0) throw new FormatException(Malformed);
        if (digits[0] == '_' || digits[^1] == '_' || digits.IndexOf("__") >= 0) throw new FormatException("An underscore in a number stands between two digits");
    }

    private static string WithoutUnderscores(string digits) => digits.Replace("_", "", StringComparison.Ordinal);

    private static FormatException OutOfRange() => new("This number does not fit into 64 bits");
}
