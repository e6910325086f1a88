using System.Globalization;

namespace AccessSlack.MonitoringRules.Schedules;

/// <summary>
/// A part of one day of the week. Both ends belong to it, at second 0: 23:59:30 is outside of a shift until 23:59.
/// </summary>
internal sealed record Shift(DayOfWeek Weekday, TimeOnly Start, TimeOnly End)
{
    private static readonly string[] Weekdays =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    public static DayOfWeek? ReadWeekday(string text) =>
        Array.IndexOf(Weekdays, text) is >= 0 and var index ? (DayOfWeek)index : null;

    public static TimeOnly? ReadTime(string text) =>
        TimeOnly.TryParseExact(text, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;

    public bool Contains(DateTimeOffset time, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone);
        if (local.DayOfWeek != Weekday) return false;
        var day = DateOnly.FromDateTime(local.DateTime);
        return Instant(day, Start, zone) <= time.UtcDateTime && time.UtcDateTime <= Instant(day, End, zone);
    }

    /// <summary>
    /// When the clocks of the zone show this time. Where they show it twice or never, it is what Go's <c>time.Date</c>
    /// says, which Teleport uses.
    /// </summary>
    private static DateTime Instant(DateOnly day, TimeOnly clock, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(clock, DateTimeKind.Utc);
        var near = local - zone.GetUtcOffset(local);
        return local - zone.GetUtcOffset(near);
    }
}
