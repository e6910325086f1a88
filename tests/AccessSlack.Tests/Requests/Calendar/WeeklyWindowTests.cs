using System.Globalization;
using AccessSlack.Requests.Calendar;

namespace AccessSlack.Tests.Requests.Calendar;

public sealed class WeeklyWindowTests
{
    [Theory]
    // 2026-11-30 is a Monday. The start belongs to the window, the end does not.
    [InlineData("mon-fri 09:00-17:00 UTC", "2026-11-30T08:59:59.999Z", null)]
    [InlineData("mon-fri 09:00-17:00 UTC", "2026-11-30T09:00:00Z", "2026-11-30T17:00:00Z")]
    [InlineData("mon-fri 09:00-17:00 UTC", "2026-11-30T16:59:59.999Z", "2026-11-30T17:00:00Z")]
    [InlineData("mon-fri 09:00-17:00 UTC", "2026-11-30T17:00:00Z", null)]
    [InlineData("mon-fri 09:00-17:00 UTC", "2026-12-04T12:00:00Z", "2026-12-04T17:00:00Z")]
    [InlineData("mon-fri 09:00-17:00 UTC", "2026-12-05T12:00:00Z", null)]
    [InlineData("sat,sun 10:00-12:00 UTC", "2026-12-05T10:00:00Z", "2026-12-05T12:00:00Z")]
    [InlineData("fri-mon 10:00-12:00 UTC", "2026-11-30T10:00:00Z", "2026-11-30T12:00:00Z")]
    [InlineData("fri-mon 10:00-12:00 UTC", "2026-12-01T10:00:00Z", null)]
    // Over midnight, the day is that of its start.
    [InlineData("22:00-07:00 UTC", "2026-11-30T23:00:00Z", "2026-12-01T07:00:00Z")]
    [InlineData("22:00-07:00 UTC", "2026-12-01T06:59:59Z", "2026-12-01T07:00:00Z")]
    [InlineData("mon 22:00-07:00 UTC", "2026-12-01T06:00:00Z", "2026-12-01T07:00:00Z")]
    [InlineData("mon 22:00-07:00 UTC", "2026-11-30T06:00:00Z", null)]
    [InlineData("sun 22:00-07:00 UTC", "2026-11-30T06:00:00Z", "2026-11-30T07:00:00Z")]
    [InlineData("mon 00:00-24:00 UTC", "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z")]
    [InlineData("mon 00:00-24:00 UTC", "2026-12-01T00:00:00Z", null)]
    [InlineData("00:00-24:00 UTC", "2026-11-30T12:00:00Z", "2026-12-01T00:00:00Z")]
    [InlineData("mon 22:00-00:00 UTC", "2026-11-30T23:59:59Z", "2026-12-01T00:00:00Z")]
    [InlineData("mon 12:01-12:00 UTC", "2026-12-01T11:59:00Z", "2026-12-01T12:00:00Z")]
    // The day and the clocks of the zone count.
    [InlineData("tue 00:00-01:00 Asia/Tokyo", "2026-11-30T15:30:00Z", "2026-11-30T16:00:00Z")]
    [InlineData("tue 00:00-01:00 Asia/Tokyo", "2026-12-01T00:30:00+09:00", "2026-11-30T16:00:00Z")]
    [InlineData("mon 17:30-17:31 Asia/Kolkata", "2026-11-30T12:00:00Z", "2026-11-30T12:01:00Z")]
    [InlineData("sun 20:00-24:00 America/Los_Angeles", "2026-11-30T05:00:00Z", "2026-11-30T08:00:00Z")]
    // Berlin, 2026-03-29: at 01:00 UTC the clocks go from 02:00 to 03:00.
    [InlineData("sun 02:30-05:00 Europe/Berlin", "2026-03-29T00:59:59Z", null)]
    [InlineData("sun 02:30-05:00 Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00Z")]
    [InlineData("sun 01:00-02:30 Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z")]
    [InlineData("sun 01:00-02:30 Europe/Berlin", "2026-03-29T01:00:00Z", null)]
    [InlineData("sun 01:00-02:00 Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("sun 02:10-02:50 Europe/Berlin", "2026-03-29T00:59:59Z", null)]
    [InlineData("sun 02:10-02:50 Europe/Berlin", "2026-03-29T01:00:00Z", null)]
    [InlineData("22:00-07:00 Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z")]
    [InlineData("22:00-07:00 Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30T05:00:00Z")]
    [InlineData("09:00-17:00 Europe/Berlin", "2026-03-28T08:00:00Z", "2026-03-28T16:00:00Z")]
    [InlineData("09:00-17:00 Europe/Berlin", "2026-03-29T07:00:00Z", "2026-03-29T15:00:00Z")]
    // Berlin, 2026-10-25: at 01:00 UTC the clocks go from 03:00 back to 02:00.
    [InlineData("sun 02:30-05:00 Europe/Berlin", "2026-10-25T00:29:59Z", null)]
    [InlineData("sun 02:30-05:00 Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T04:00:00Z")]
    [InlineData("sun 02:30-05:00 Europe/Berlin", "2026-10-25T01:10:00Z", "2026-10-25T04:00:00Z")]
    [InlineData("sun 01:00-02:30 Europe/Berlin", "2026-10-25T00:45:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("sun 01:00-02:30 Europe/Berlin", "2026-10-25T01:30:00Z", null)]
    [InlineData("sun 01:00-02:00 Europe/Berlin", "2026-10-24T23:30:00Z", "2026-10-25T00:00:00Z")]
    [InlineData("sun 01:00-02:00 Europe/Berlin", "2026-10-25T01:00:00Z", null)]
    [InlineData("sun 01:00-03:00 Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z")]
    [InlineData("22:00-07:00 Europe/Berlin", "2026-10-24T20:00:00Z", "2026-10-25T06:00:00Z")]
    // New York, 2026-03-08 at 07:00 UTC, and 2026-11-01 at 06:00 UTC.
    [InlineData("sun 02:15-04:00 America/New_York", "2026-03-08T07:00:00Z", "2026-03-08T08:00:00Z")]
    [InlineData("sun 00:00-01:30 America/New_York", "2026-11-01T05:45:00Z", "2026-11-01T06:30:00Z")]
    [InlineData("sun 01:30-02:00 America/New_York", "2026-11-01T05:30:00Z", "2026-11-01T07:00:00Z")]
    // Lord Howe Island moves its clocks by half an hour: 2026-04-04 at 15:00 UTC back to 01:30, and 2026-10-03 at 15:30
    // UTC on to 02:30.
    [InlineData("sun 00:00-01:45 Australia/Lord_Howe", "2026-04-04T14:55:00Z", "2026-04-04T15:15:00Z")]
    [InlineData("sun 01:45-03:00 Australia/Lord_Howe", "2026-04-04T14:45:00Z", "2026-04-04T16:30:00Z")]
    [InlineData("sun 02:15-03:00 Australia/Lord_Howe", "2026-10-03T15:30:00Z", "2026-10-03T16:00:00Z")]
    [InlineData("sun 01:00-02:15 Australia/Lord_Howe", "2026-10-03T15:29:00Z", "2026-10-03T15:30:00Z")]
    // Dublin turns its clocks back in winter by a negative amount; Samoa had no 2011-12-30.
    [InlineData("sun 00:30-01:30 Europe/Dublin", "2026-10-25T00:45:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("fri 09:00-17:00 Pacific/Apia", "2011-12-30T10:00:00Z", null)]
    [InlineData("thu 23:00-01:00 Pacific/Apia", "2011-12-30T09:30:00Z", "2011-12-30T10:00:00Z")]
    [InlineData("sat 00:00-01:00 Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-30T11:00:00Z")]
    public void EndAfter_Instant_IsTheEndOfTheWindowThatContainsIt(string text, string instant, string? end)
    {
        var (window, time) = (Parse(text), Time(instant));

        Assert.Equal(end is not null, window.Contains(time));
        Assert.Equal(end is null ? time : Time(end), window.EndAfter(time));
    }

    [Theory]
    [InlineData("00:00-24:00 Pacific/Kiritimati")]
    [InlineData("00:00-24:00 Pacific/Pago_Pago")]
    public void Contains_FirstAndLastTimeOfAll_AreInNoWindow(string text)
    {
        Assert.False(Parse(text).Contains(DateTimeOffset.MinValue));
        Assert.False(Parse(text).Contains(DateTimeOffset.MaxValue));
        Assert.True(Parse(text).Contains(Time("0002-01-01T00:00:00Z")));
        Assert.True(Parse(text).Contains(Time("9998-12-31T23:59:00Z")));
    }

    [Theory]
    [InlineData("mon-fri 09:00-17:00 Europe/Berlin", "mon-fri 09:00-17:00 Europe/Berlin")]
    [InlineData("  MON - Fri   09:00 - 17:00   Europe/Berlin ", "mon-fri 09:00-17:00 Europe/Berlin")]
    [InlineData("sun , sat 10:00-12:00 Europe/Paris", "sat,sun 10:00-12:00 Europe/Paris")]
    [InlineData("mon-wed,wed-fri 10:00-12:00 UTC", "mon-fri 10:00-12:00 UTC")]
    [InlineData("fri-mon 10:00-12:00 UTC", "mon,fri-sun 10:00-12:00 UTC")]
    [InlineData("tue-mon 22:00-07:00 UTC", "22:00-07:00 UTC")]
    [InlineData("mon-mon 22:00-07:00 UTC", "mon 22:00-07:00 UTC")]
    [InlineData("mon,mon 22:00-07:00 UTC", "mon 22:00-07:00 UTC")]
    [InlineData("sun-mon 22:00-07:00 UTC", "mon,sun 22:00-07:00 UTC")]
    [InlineData("22:00-07:00 America/Port-au-Prince", "22:00-07:00 America/Port-au-Prince")]
    [InlineData("22:00-07:00 Etc/GMT+5", "22:00-07:00 Etc/GMT+5")]
    [InlineData("00:00-24:00 Etc/UTC", "00:00-24:00 Etc/UTC")]
    [InlineData("23:59-00:00 GMT", "23:59-00:00 GMT")]
    public void ToString_Window_IsOneTextForOneWindow(string text, string canonical)
    {
        Assert.Equal(canonical, Parse(text).ToString());
        Assert.Equal(Parse(text), Parse(canonical));
    }

    [Theory]
    [InlineData("", nameof(CalendarFault.NotAWindow))]
    [InlineData("always", nameof(CalendarFault.NotAWindow))]
    [InlineData("mon-fri Europe/Berlin", nameof(CalendarFault.NotAWindow))]
    [InlineData("mon-fri 9-17 Europe/Berlin", nameof(CalendarFault.NotAWindow))]
    [InlineData("22:00 to 07:00 Europe/Berlin", nameof(CalendarFault.NotAWindow))]
    [InlineData("22:00–07:00 Europe/Berlin", nameof(CalendarFault.NotAWindow))]
    [InlineData("09:00-12:00,13:00-17:00 Europe/Berlin", nameof(CalendarFault.NotAWindow))]
    [InlineData("monday 09:00-17:00 UTC", nameof(CalendarFault.UnknownDay))]
    [InlineData("weekdays 09:00-17:00 UTC", nameof(CalendarFault.UnknownDay))]
    [InlineData("mon fri 09:00-17:00 UTC", nameof(CalendarFault.UnknownDay))]
    [InlineData("mon-wed-fri 09:00-17:00 UTC", nameof(CalendarFault.UnknownDay))]
    [InlineData("-fri 09:00-17:00 UTC", nameof(CalendarFault.UnknownDay))]
    [InlineData("1-5 09:00-17:00 UTC", nameof(CalendarFault.UnknownDay))]
    [InlineData("9:00-17:00 UTC", nameof(CalendarFault.NotATime))]
    [InlineData("09:00-17 UTC", nameof(CalendarFault.NotATime))]
    [InlineData("09:00-17:60 UTC", nameof(CalendarFault.NotATime))]
    [InlineData("09:00-24:01 UTC", nameof(CalendarFault.NotATime))]
    [InlineData("25:00-26:00 UTC", nameof(CalendarFault.NotATime))]
    [InlineData("09:00:00-17:00:00 UTC", nameof(CalendarFault.NotATime))]
    [InlineData("9:00am-5:00pm UTC", nameof(CalendarFault.NotATime))]
    [InlineData("09:00-17:00Europe/Berlin", nameof(CalendarFault.NotATime))]
    [InlineData("٠٩:٠٠-17:00 UTC", nameof(CalendarFault.NotATime))]
    [InlineData("24:00-07:00 UTC", nameof(CalendarFault.StartsAtMidnightOfNextDay))]
    [InlineData("09:00-09:00 UTC", nameof(CalendarFault.StartIsEnd))]
    [InlineData("22:00-07:00", nameof(CalendarFault.NoZone))]
    [InlineData("mon-fri 09:00-17:00  ", nameof(CalendarFault.NoZone))]
    [InlineData("22:00-07:00 +02:00", nameof(CalendarFault.OffsetForZone))]
    [InlineData("22:00-07:00 UTC+2", nameof(CalendarFault.OffsetForZone))]
    [InlineData("22:00-07:00 UTC-11", nameof(CalendarFault.OffsetForZone))]
    [InlineData("22:00-07:00 W. Europe Standard Time", nameof(CalendarFault.WindowsZone))]
    [InlineData("22:00-07:00 GMT Standard Time", nameof(CalendarFault.WindowsZone))]
    [InlineData("22:00-07:00 Europe/Bonn", nameof(CalendarFault.UnknownZone))]
    [InlineData("22:00-07:00 europe/berlin", nameof(CalendarFault.UnknownZone))]
    [InlineData("22:00-07:00 Europe", nameof(CalendarFault.UnknownZone))]
    [InlineData("22:00-07:00 Europe/Berlin Europe/Paris", nameof(CalendarFault.UnknownZone))]
    [InlineData("22:00-07:00 Local", nameof(CalendarFault.UnknownZone))]
    [InlineData("22:00-07:00 localtime", nameof(CalendarFault.UnknownZone))]
    [InlineData("22:00-07:00 posixrules", nameof(CalendarFault.UnknownZone))]
    [InlineData("22:00-07:00 right/Europe/Berlin", nameof(CalendarFault.UnknownZone))]
    [InlineData("22:00-07:00 leapseconds", nameof(CalendarFault.UnknownZone))]
    [InlineData("22:00-07:00 zone.tab", nameof(CalendarFault.UnknownZone))]
    [InlineData("22:00-07:00 ../../../etc/passwd", nameof(CalendarFault.UnknownZone))]
    [InlineData("22:00-07:00 Europe/../Europe/Berlin", nameof(CalendarFault.UnknownZone))]
    [InlineData("22:00-07:00 /usr/share/zoneinfo/Europe/Berlin", nameof(CalendarFault.UnknownZone))]
    public void TryParse_FaultyText_SaysWhatIsWrong(string text, string expected)
    {
        // What is in the cache of the system must not matter.
        _ = Parse("22:00-07:00 Europe/Berlin");

        Assert.False(WeeklyWindow.TryParse(text, out var window, out var fault));
        Assert.Null(window);
        Assert.Equal(expected, fault.ToString());
    }

    [Fact]
    public void TryParse_VeryLongText_IsRefused()
    {
        var long160 = "09:00-17:00 " + new string('x', 148);

        Assert.False(WeeklyWindow.TryParse(long160, out _, out var fault));
        Assert.Equal(CalendarFault.UnknownZone, fault);
        Assert.False(WeeklyWindow.TryParse(long160 + "x", out _, out fault));
        Assert.Equal(CalendarFault.NotAWindow, fault);
    }

    [Fact]
    public void Message_OfEveryFault_IsOfItsOwnWithARemedy()
    {
        var faults = Enum.GetValues<CalendarFault>().Where(fault => fault != CalendarFault.None).ToList();

        Assert.Distinct(faults.Select(fault => fault.Message()));
        Assert.All(faults, fault => Assert.EndsWith(".", fault.Message(), StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.EndsWith(".", fault.Remedy(), StringComparison.Ordinal));
    }

    private static WeeklyWindow Parse(string text)
    {
        Assert.True(WeeklyWindow.TryParse(text, out var window, out var fault), $"{text}: {fault}");
        return window;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
