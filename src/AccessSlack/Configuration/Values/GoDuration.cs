using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace AccessSlack.Configuration.Values;

/// <summary>
/// Durations as Go writes them, <c>1h30m</c>, <c>1.5h</c>, <c>500ms</c>, with days added; <c>0</c> needs no unit.
/// </summary>
/// <remarks>
/// Source: Go's time.ParseDuration. There may be one plus sign at the start; negative durations are not accepted.
/// </remarks>
internal static class GoDuration
{
    public const string Fault = "This is not a duration.";
    public const string Remedy = "Write a number with d, h, m or s, such as \"7d\" or \"1h30m\"; \"0\" needs no unit.";

    /// <summary>A hundred years: longer than any reasonable setting, and far from an overflow.</summary>
    private const long Longest = 36_525 * TimeSpan.TicksPerDay;

    private static readonly SearchValues<char> Number = SearchValues.Create("0123456789.");

    /// <summary>Ticks of every unit. Go knows both letters that look like the Greek one.</summary>
    private static readonly FrozenDictionary<string, decimal> Units = new Dictionary<string, decimal>
    {
        ["ns"] = 1m / TimeSpan.NanosecondsPerTick,
        ["us"] = TimeSpan.TicksPerMicrosecond,
        ["\u00B5s"] = TimeSpan.TicksPerMicrosecond,
        ["\u03BCs"] = TimeSpan.TicksPerMicrosecond,
        ["ms"] = TimeSpan.TicksPerMillisecond,
        ["s"] = TimeSpan.TicksPerSecond,
        ["m"] = TimeSpan.TicksPerMinute,
        ["h"] = TimeSpan.TicksPerHour,
        ["d"] = TimeSpan.TicksPerDay,
    }.ToFrozenDictionary();

    /// <summary>Fractions of 100 ns are cut off.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.StartsWith('+') ? text.AsSpan(1) : text;
        if (rest is "0") return true;
        if (rest.IsEmpty) return false;
        var ticks = 0m;
        while (!rest.IsEmpty)
        {
            if (!TryTakePart(ref rest, out var part)) return false;
            ticks += part;
            if (ticks > Longest) return false;
        }

        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    private static bool TryTakePart(ref ReadOnlySpan<char> rest, out decimal ticks)
    {
        ticks = 0;
        var unitAt = rest.IndexOfAnyExcept(Number);
        if (
            unitAt < 1
            || !decimal.TryParse(
                rest[..unitAt],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
            return false;
        var length = rest[unitAt..].IndexOfAny(Number);
        var unit = length < 0 ? rest[unitAt..] : rest.Slice(unitAt, length);
        if (!Units.TryGetValue(unit.ToString(), out var size) || number > Longest / size) return false;
        ticks = number * size;
        rest = rest[(unitAt + unit.Length)..];
        return true;
    }
}
