using System.Buffers;
using System.Globalization;

namespace AccessSlack.Configuration;

/// <summary>Durations as Go writes them, <c>1h30m</c>, with days added; <c>0</c> needs no unit.</summary>
internal static class GoDuration
{
    public const string Fault = "This is no duration.";
    public const string Cure = "Write a number with d, h, m or s, such as \"7d\" or \"1h30m\"; \"0\" needs no unit.";

    /// <summary>A hundred years: longer than anything meant seriously, and far from overflow.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_525);

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0") return true;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits < 1 || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
            if (Unit(rest[digits]) is not { } unit || number > Longest / unit) return false;
            duration += unit * number;
            if (duration > Longest) return false;
            rest = rest[(digits + 1)..];
        }

        return text.Length > 0;
    }

    private static TimeSpan? Unit(char letter) => letter switch
    {
        'd' => TimeSpan.FromDays(1),
        'h' => TimeSpan.FromHours(1),
        'm' => TimeSpan.FromMinutes(1),
        's' => TimeSpan.FromSeconds(1),
        _ => null,
    };
}
