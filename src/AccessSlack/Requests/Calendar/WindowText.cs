using System.Text.RegularExpressions;

namespace AccessSlack.Requests.Calendar;

/// <summary>The text of a <see cref="WeeklyWindow"/>, taken apart but not yet understood.</summary>
/// <param name="Days">Empty for every day.</param>
/// <param name="Zone">May be any words.</param>
internal readonly partial record struct WindowText(string Days, string Start, string End, string Zone)
{
    private const int MaxLength = 160;

    public static bool TrySplit(string text, out WindowText parts)
    {
        parts = default;
        if (text.Length > MaxLength) return false;
        var words = SpaceAtSign().Replace(text, "${sign}").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var times = Array.FindIndex(words, word => word.Contains(':'));
        if (times < 0) return false;
        var ends = words[times].Split('-');
        if (ends.Length != 2) return false;
        parts = new(Join(words[..times]), ends[0], ends[1], Join(words[(times + 1)..]));
        return true;
    }

    /// <summary>Minutes of the day, up to 1440 for 24:00; null if it is not a time.</summary>
    public static int? Minutes(string time)
    {
        if (time.Length != 5 || time[2] != ':') return null;
        if (!IsNumber(time[..2], 24, out var hours) || !IsNumber(time[3..], 59, out var minutes)) return null;
        return hours == 24 && minutes > 0 ? null : (hours * 60) + minutes;
    }

    private static string Join(string[] words) => string.Join(' ', words);

    private static bool IsNumber(string digits, int most, out int number)
    {
        number = digits.All(char.IsAsciiDigit) ? ((digits[0] - '0') * 10) + digits[1] - '0' : -1;
        return number >= 0 && number <= most;
    }

    [GeneratedRegex(@"\s*(?<sign>[,-])\s*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SpaceAtSign();
}
