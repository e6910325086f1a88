using System.Globalization;

namespace AccessSlack.MonitoringRules.Schedules;

/// <summary>A part of one day of the week. Both ends belong to it, at second 0 of their minute.</summary>
internal sealed record Shift(DayOfWeek Weekday, TimeOnly Start, TimeOnly End)
{
    public static Shift? Read(string weekday, string start, string end, out string? fault)
    {
        fault = null;
        if (!Enum.TryParse<DayOfWeek>(weekday, out var day)) fault = $"There is no weekday '{weekday}'.";
        else if (Minute(start) is not { } from) fault = $"'{start}' is no time of day; it is written HH:MM.";
        else if (Minute(end) is not { } to) fault = $"'{end}' is no time of day; it is written HH:MM.";
        else if (from >= to) fault = $"The shift from {start} to {end} does not end after its start.";
        else return new Shift(day, from, to);
        return null;
    }

    public bool Contains(DateTimeOffset time, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone);
        var clock = TimeOnly.FromDateTime(local.DateTime);
        return local.DayOfWeek == Weekday && clock >= Start && clock <= End;
    }

    private static TimeOnly? Minute(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;
}
