using System.Globalization;

namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

/// <summary>Times such as <c>2026-11-30T18:00:00Z</c> or <c>2026-11-30T19:00:00.5+01:00</c>.</summary>
internal static class Rfc3339
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss";
    private const int Length = 19;

    /// <summary>Digits; more are not kept.</summary>
    private const int MaxFraction = 7;

    /// <returns>In UTC; null if it is none, or outside of the years 1 to 9999.</returns>
    public static DateTimeOffset? Parse(string text)
    {
        var rest = text.AsSpan();
        if (rest.Length < Length || !TryReadSeconds(rest[..Length], out var local)) return null;
        rest = rest[Length..];
        if (ReadFraction(ref rest) is not { } fraction || ReadOffset(rest) is not { } offset) return null;
        var ticks = local.Ticks + fraction - offset.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }

    private static bool TryReadSeconds(ReadOnlySpan<char> text, out DateTime local) =>
        DateTime.TryParseExact(text, Seconds, CultureInfo.InvariantCulture, DateTimeStyles.None, out local);

    /// <returns>In ticks; 0 without a fraction.</returns>
    private static long? ReadFraction(ref ReadOnlySpan<char> rest)
    {
        if (!rest.StartsWith(".")) return 0;
        var length = 1;
        while (length < rest.Length && char.IsAsciiDigit(rest[length])) length++;
        if (length == 1) return null;
        long ticks = 0;
        for (var i = 1; i <= MaxFraction; i++) ticks = ticks * 10 + (i < length ? rest[i] - '0' : 0);
        rest = rest[length..];
        return ticks;
    }

    private static TimeSpan? ReadOffset(ReadOnlySpan<char> text)
    {
        if (text is "Z") return TimeSpan.Zero;
        if (text.Length != 6 || text[0] is not ('+' or '-')) return null;
        var isOffset = TimeSpan.TryParseExact(text[1..], "hh':'mm", CultureInfo.InvariantCulture, out var offset);
        return !isOffset ? null : text[0] == '-' ? -offset : offset;
    }
}
