namespace AccessSlack.MonitoringRules.Schedules;

/// <summary>
/// One schedule of an Access Monitoring Rule: shifts of a week in a time zone (docs/monitoring-rules.md).
/// </summary>
internal sealed class Schedule
{
    private readonly TimeZoneInfo _zone;
    private readonly Shift[] _shifts;

    private Schedule(TimeZoneInfo zone, Shift[] shifts)
    {
        _zone = zone;
        _shifts = shifts;
    }

    /// <param name="timezone">IANA name; empty for UTC.</param>
    /// <param name="shifts">Full English weekday; start and end as HH:MM, 24 hours.</param>
    public static ScheduleReading Read(string timezone, IEnumerable<(string Weekday, string Start, string End)> shifts)
    {
        if (FindZone(timezone) is not { } zone)
            return new ScheduleReading.Unreadable($"There is no time zone '{timezone}'.");
        var read = new List<Shift>();
        foreach (var (weekday, start, end) in shifts)
        {
            if (Shift.Read(weekday, start, end, out var fault) is not { } shift)
                return new ScheduleReading.Unreadable(fault!);
            read.Add(shift);
        }
        return new ScheduleReading.Readable(new Schedule(zone, [.. read]));
    }

    public bool Contains(DateTimeOffset time)
    {
        foreach (var shift in _shifts)
            if (shift.Contains(time, _zone)) return true;
        return false;
    }

    private static TimeZoneInfo? FindZone(string name) =>
        name.Length == 0 ? TimeZoneInfo.Utc
        : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone
        : null;
}
