using System.Diagnostics.CodeAnalysis;

namespace AccessSlack.Requests.Calendar;

/// <summary>
/// A part of the week in a time zone, written like <c>mon-fri 09:00-17:00 Europe/Berlin</c>. The start belongs to it,
/// the end does not. The clocks of the zone count: it starts when they first show its start or a later time, and ends
/// when they will show no time before its end any more (docs/configuration.md).
/// </summary>
internal sealed record WeeklyWindow
{
    private const int Day = 24 * 60;

    private readonly DaysOfWeek _days;
    private readonly int _start;
    private readonly int _end;
    private readonly TimeZoneInfo _zone;

    private WeeklyWindow(DaysOfWeek days, int start, int end, TimeZoneInfo zone) =>
        (_days, _start, _end, _zone) = (days, start, end, zone);

    /// <param name="text">
    /// Days, times and a time zone. Without days it is every day; a time past midnight belongs to the day before.
    /// </param>
    /// <param name="window">Null if there is a fault.</param>
    /// <param name="fault">None if there is a window.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out WeeklyWindow? window, out CalendarFault fault)
    {
        window = null;
        fault = CalendarFault.NotAWindow;
        if (!WindowText.TrySplit(text, out var parts)) return false;
        var days = DaysOfWeek.All;
        var (start, end) = (WindowText.Minutes(parts.Start), WindowText.Minutes(parts.End));
        fault = parts.Days.Length > 0 && !DaysOfWeek.TryParse(parts.Days, out days) ? CalendarFault.UnknownDay
            : TimesFault(start, end) is not CalendarFault.None and var wrong ? wrong
            : CalendarFault.None;
        if (fault != CalendarFault.None || !TryFindZone(parts.Zone, out var zone, out fault)) return false;
        window = new(days, start!.Value, end!.Value, zone);
        return true;
    }

    /// <summary>Never for the first and the last year of the calendar, such as Go's zero time.</summary>
    public bool Contains(DateTimeOffset instant) => EndAt(instant) is not null;

    /// <summary>When the window that contains the instant ends; the instant itself if none contains it.</summary>
    public DateTimeOffset EndAfter(DateTimeOffset instant) => EndAt(instant) ?? instant;

    /// <summary>The same window is always the same text.</summary>
    public override string ToString() => $"{_days} {Clock(_start)}-{Clock(_end)} {_zone.Id}".TrimStart();

    private DateTimeOffset? EndAt(DateTimeOffset instant)
    {
        if (instant.UtcDateTime.Year is 1 or 9999) return null;
        var utc = instant.UtcDateTime;
        var today = TimeZoneInfo.ConvertTimeFromUtc(utc, _zone).Date;
        DateTime? last = null;
        // It may have started the day before; and where clocks are turned back over midnight, on the day after.
        for (var day = -2; day <= 1; day++)
            if (EndOn(today.AddDays(day), utc) is { } end && !(last >= end)) last = end;
        return last is { } found ? new DateTimeOffset(found, TimeSpan.Zero) : null;
    }

    /// <summary>The end of the window that starts on this day, if it contains the instant.</summary>
    private DateTime? EndOn(DateTime day, DateTime utc)
    {
        if (!_days.Contains(day.DayOfWeek)) return null;
        var midnight = DateTime.SpecifyKind(day, DateTimeKind.Utc);
        if (LocalTime.FirstAt(midnight.AddMinutes(_start), _zone) > utc) return null;
        var end = LocalTime.LastBefore(midnight.AddMinutes(_end > _start ? _end : _end + Day), _zone);
        return utc < end ? end : null;
    }

    private static CalendarFault TimesFault(int? start, int? end) => (start, end) switch
    {
        (null, _) or (_, null) => CalendarFault.NotATime,
        (Day, _) => CalendarFault.StartsAtMidnightOfNextDay,
        _ when start == end => CalendarFault.StartIsEnd,
        _ => CalendarFault.None,
    };

    private static bool TryFindZone(string name, [NotNullWhen(true)] out TimeZoneInfo? zone, out CalendarFault fault)
    {
        var isFound = TimeZones.TryFind(name, out zone);
        fault = isFound ? CalendarFault.None : name switch
        {
            "" => CalendarFault.NoZone,
            ['+' or '-', ..] or ['U' or 'u', 'T' or 't', 'C' or 'c', '+' or '-', ..] => CalendarFault.OffsetForZone,
            _ when name.EndsWith(" Time", StringComparison.OrdinalIgnoreCase) => CalendarFault.WindowsZone,
            _ => CalendarFault.UnknownZone,
        };
        return isFound;
    }

    private static string Clock(int minutes) => $"{minutes / 60:00}:{minutes % 60:00}";
}
