namespace AccessSlack.Requests.Calendar;

/// <summary>Why a text is not a <see cref="WeeklyWindow"/>.</summary>
internal enum CalendarFault
{
    None,

    /// <summary>It has no times, or is far too long.</summary>
    NotAWindow,
    UnknownDay,
    NotATime,

    /// <summary>24:00, which only an end may be.</summary>
    StartsAtMidnightOfNextDay,
    StartIsEnd,
    NoZone,

    /// <summary>An offset such as +02:00, which does not say when the clocks change.</summary>
    OffsetForZone,
    WindowsZone,
    UnknownZone,
}

/// <summary>What people read about each fault.</summary>
internal static class CalendarFaults
{
    private const string Example = "\"mon-fri 09:00-17:00 Europe/Berlin\"";

    /// <summary>A sentence.</summary>
    public static string Message(this CalendarFault fault) => fault switch
    {
        CalendarFault.UnknownDay => "This names a day that is not known.",
        CalendarFault.NotATime => "A time of day in this is not valid.",
        CalendarFault.StartsAtMidnightOfNextDay => "A window cannot start at 24:00.",
        CalendarFault.StartIsEnd => "This window starts and ends at the same time.",
        CalendarFault.NoZone => "The time zone is missing.",
        CalendarFault.OffsetForZone => "This is an offset from UTC, which does not say when the clocks change.",
        CalendarFault.WindowsZone => "This is the Windows name of a time zone.",
        CalendarFault.UnknownZone => "This machine knows no time zone of this name.",
        _ => "This is not a window of the week.",
    };

    /// <summary>What to write instead: one or two sentences.</summary>
    public static string Remedy(this CalendarFault fault) => fault switch
    {
        CalendarFault.UnknownDay =>
            "Write mon, tue, wed, thu, fri, sat or sun, as a list such as sat,sun or a range such as mon-fri; "
            + "or no days for every day.",
        CalendarFault.NotATime =>
            "Write the start and the end as HH:MM-HH:MM, from 00:00 to 24:00, such as 09:00-17:00.",
        CalendarFault.StartsAtMidnightOfNextDay => "Write 00:00 and the day after it.",
        CalendarFault.StartIsEnd => "Write 00:00-24:00 for the whole day.",
        CalendarFault.NoZone => "Add the name of a time zone to the end, such as Europe/Berlin or UTC.",
        CalendarFault.OffsetForZone or CalendarFault.WindowsZone =>
            "Write the zone's name in the IANA database, such as Europe/Berlin or America/New_York.",
        CalendarFault.UnknownZone =>
            "Write its name in the IANA database in the same letters, such as Europe/Berlin. If the name is right, "
            + "install the package tzdata.",
        _ => $"Write days, times and a time zone, such as {Example} or \"22:00-07:00 Europe/Berlin\".",
    };
}
