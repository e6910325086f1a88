using System.Globalization;
using Tomlyn.Model;

namespace Tomlyn.Parsing;

/// <summary>
/// Dates and times of RFC 3339, whole or in part. Faults are <see cref="FormatException"/>s: only the caller knows the place.
/// </summary>
internal static class DateTimeSyntax
{
    private const int DateLength = 10;
    private const int TimeLength = 8;
    private const int MaxPrecision = 7;

    public static bool LooksLikeDate(string word) => word.Length == DateLength && HasMark(word, 4, '-');

    public static bool LooksLikeDateOrTime(string word) => HasMark(word, 4, '-') || HasMark(word, 2, ':');

    public static TomlDateTime Parse(string word)
    {
        if (HasMark(word, 2, ':')) return Local(DateOnly.MinValue, word, TomlDateTimeKind.LocalTime);
        var date = ParseDate(word);
        if (word.Length == DateLength) return At(date, default, TimeSpan.Zero, TomlDateTimeKind.LocalDate);
        if (word[DateLength] is not ('T' or 't')) throw Malformed();
        var rest = word[(DateLength + 1)..];
        if (rest.EndsWith('Z') || rest.EndsWith('z')) return At(date, ParseTime(rest[..^1]), TimeSpan.Zero, TomlDateTimeKind.OffsetDateTimeByZ);
        var sign = rest.IndexOfAny(['+', '-']);
        return sign < 0
            ? Local(date, rest, TomlDateTimeKind.LocalDateTime)
            : At(date, ParseTime(rest[..sign]), ParseOffset(rest[sign..]), TomlDateTimeKind.OffsetDateTimeByNumber);
    }

    private static bool HasMark(string word, int at, char mark) =>
        word.Length > at && word[at] == mark && word.AsSpan(0, at).IndexOfAnyExceptInRange('0', '9') < 0;

    private static TomlDateTime Local(DateOnly date, string time, TomlDateTimeKind kind) => At(date, ParseTime(time), TimeSpan.Zero, kind);

    private static TomlDateTime At(DateOnly date, (TimeOnly OfDay, int Precision) time, TimeSpan offset, TomlDateTimeKind kind)
    {
        try
        {
            return new TomlDateTime(new DateTimeOffset(date.ToDateTime(time.OfDay), offset), time.Precision, kind);
        }
        catch (ArgumentException fault)
        {
            throw new FormatException("This moment is out of range: offsets go to 14 hours, years from 1 to 9999", fault);
        }
    }

    private static DateOnly ParseDate(string word) =>
        word.Length >= DateLength && DateOnly.TryParseExact(word.AsSpan(0, DateLength), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new FormatException("There is no such date; a date is written 2026-11-21");

    private static (TimeOnly OfDay, int Precision) ParseTime(string word)
    {
        if (word.Length < TimeLength) throw Malformed();
        // .NET knows no leap second: it is read as the second before it.
        var seconds = word.AsSpan(6, 2) is "60" ? "59" : word[6..TimeLength];
        if (!TimeOnly.TryParseExact(word[..6] + seconds, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) throw Malformed();
        var fraction = word.AsSpan(TimeLength);
        if (fraction.IsEmpty) return (time, 0);
        if (fraction.Length < 2 || fraction[0] != '.' || fraction[1..].IndexOfAnyExceptInRange('0', '9') >= 0) throw Malformed();
        var digits = fraction[1..Math.Min(fraction.Length, MaxPrecision + 1)].ToString();
        return (time.Add(TimeSpan.FromTicks(int.Parse(digits.PadRight(MaxPrecision, '0'), CultureInfo.InvariantCulture))), digits.Length);
    }

    private static TimeSpan ParseOffset(string word)
    {
        if (!TimeOnly.TryParseExact(word.AsSpan(1), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var size)) throw Malformed();
        return word[0] == '-' ? -size.ToTimeSpan() : size.ToTimeSpan();
    }

    private static FormatException Malformed() => new("This is no valid time; a time is written 18:00:00 and may follow a date as 2026-11-21T18:00:00Z");
}
