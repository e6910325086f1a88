using AccessSlack.Requests.Calendar;

namespace AccessSlack.MonitoringRules.Schedules;

/// <summary>
/// One schedule of an Access Monitoring Rule: shifts of a week in a time zone (docs/monitoring-rules.md).
/// </summary>
internal sealed class Schedule
{
    /// <summary>Far more than a week of shifts has; the list comes from outside.</summary>
    public const int MaxShifts = 200;

    private readonly TimeZoneInfo _zone;
    private readonly Shift[] _shifts;

    private Schedule(TimeZoneInfo zone, Shift[] shifts)
    {
        _zone = zone;
        _shifts = shifts;
    }

    /// <param name="timezone">An IANA name; empty for UTC.</param>
    /// <param name="shifts">A full English weekday, and the start and the end as HH:MM of 24 hours.</param>
    public static ScheduleReading Read(string timezone, IEnumerable<(string Weekday, string Start, string End)> shifts)
    {
        if (FindZone(timezone) is not { } zone)
            return Unreadable($"This machine knows no time zone '{Shown(timezone)}'.");
        var read = new List<Shift>();
        foreach (var (weekday, start, end) in shifts)
        {
            if (read.Count == MaxShifts) return Unreadable($"It has more than {MaxShifts:N0} shifts.");
            if (Shift.ReadWeekday(weekday) is not { } day)
                return Unreadable($"'{Shown(weekday)}' is no weekday; they are written Monday to Sunday, in full.");
            if (Shift.ReadTime(start) is not { } from) return Unreadable(NoTime(start));
            if (Shift.ReadTime(end) is not { } to) return Unreadable(NoTime(end));
            if (from >= to)
                return Unreadable($"The shift {start} to {end} ends before it starts; a night is two shifts.");
            read.Add(new Shift(day, from, to));
        }
        return new ScheduleReading.Readable(new Schedule(zone, [.. read]));
    }

    /// <summary>Whether the time is within one of the shifts. Without shifts it never is.</summary>
    public bool Contains(DateTimeOffset time)
    {
        // A time without a local one, such as Go's zero time, is in no shift.
        if (time.UtcDateTime.Year is 1 or 9999) return false;
        foreach (var shift in _shifts)
            if (shift.Contains(time, _zone)) return true;
        return false;
    }

    private static TimeZoneInfo? FindZone(string name) =>
        name.Length == 0 ? TimeZoneInfo.Utc : TimeZones.TryFind(name, out var zone) ? zone : null;

    private static string NoTime(string text) =>
        $"'{Shown(text)}' is no time of day; it is written HH:MM, from 00:00 to 23:59.";

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static ScheduleReading.Unreadable Unreadable(string fault) => new(fault);
}
