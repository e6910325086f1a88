using System.Globalization;
using AccessSlack.MonitoringRules.Schedules;
using AccessSlack.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.MonitoringRules.Schedules;

public sealed class ScheduleTests
{
    [Theory]
    // 2026-11-30 is a Monday.
    [InlineData("", "Monday 09:00 17:00", "2026-11-30T08:59:59Z", false)]
    [InlineData("", "Monday 09:00 17:00", "2026-11-30T09:00:00Z", true)]
    [InlineData("", "Monday 09:00 17:00", "2026-11-30T12:34:56Z", true)]
    [InlineData("", "Monday 09:00 17:00", "2026-11-30T17:00:00Z", true)]
    [InlineData("", "Monday 09:00 17:00", "2026-11-30T17:00:00.001Z", false)]
    [InlineData("", "Monday 09:00 17:00", "2026-11-30T17:00:30Z", false)]
    [InlineData("", "Monday 00:00 23:59", "2026-11-30T00:00:00Z", true)]
    [InlineData("", "Monday 00:00 23:59", "2026-11-30T23:59:00Z", true)]
    [InlineData("", "Monday 00:00 23:59", "2026-11-30T23:59:30Z", false)]
    [InlineData("", "Monday 09:00 17:00", "2026-12-01T12:00:00Z", false)]
    [InlineData("", "Tuesday 09:00 17:00", "2026-12-01T12:00:00Z", true)]
    [InlineData("UTC", "Monday 09:00 17:00", "2026-11-30T12:00:00Z", true)]
    [InlineData("Etc/UTC", "Monday 09:00 17:00", "2026-11-30T12:00:00Z", true)]
    [InlineData("", "Monday 9:00 17:00", "2026-11-30T09:00:00Z", true)]
    [InlineData("", "Sunday 09:00 17:00", "2026-11-29T12:00:00Z", true)]
    // The day of the zone counts, not that of UTC or of the offset that the time is written with.
    [InlineData("Asia/Tokyo", "Tuesday 00:00 01:00", "2026-11-30T15:30:00Z", true)]
    [InlineData("Asia/Tokyo", "Monday 00:00 23:59", "2026-11-30T15:30:00Z", false)]
    [InlineData("America/Los_Angeles", "Sunday 20:00 23:59", "2026-11-30T05:00:00Z", true)]
    [InlineData("Asia/Kolkata", "Monday 17:30 17:30", "2026-11-30T12:00:00Z", null)]
    [InlineData("Asia/Kolkata", "Monday 17:30 17:31", "2026-11-30T12:00:00Z", true)]
    [InlineData("", "Monday 09:00 17:00", "2026-12-01T01:00:00+10:00", true)]
    // Several shifts, of which one is enough.
    [InlineData("", "Monday 01:00 02:00,Monday 12:00 13:00", "2026-11-30T12:30:00Z", true)]
    [InlineData("", "Monday 01:00 02:00,Monday 12:00 13:00", "2026-11-30T03:00:00Z", false)]
    [InlineData("", "Monday 22:00 23:59,Tuesday 00:00 06:00", "2026-12-01T05:00:00Z", true)]
    [InlineData("", "", "2026-11-30T12:00:00Z", false)]
    // Berlin, 2026-03-29: 02:00 to 03:00 does not exist. What it would be is an hour later, as in Go.
    [InlineData("Europe/Berlin", "Sunday 01:00 01:59", "2026-03-29T00:59:00Z", true)]
    [InlineData("Europe/Berlin", "Sunday 01:00 01:59", "2026-03-29T01:00:00Z", false)]
    [InlineData("Europe/Berlin", "Sunday 03:00 04:00", "2026-03-29T01:00:00Z", true)]
    [InlineData("Europe/Berlin", "Sunday 02:30 04:00", "2026-03-29T01:10:00Z", false)]
    [InlineData("Europe/Berlin", "Sunday 02:30 04:00", "2026-03-29T01:30:00Z", true)]
    [InlineData("Europe/Berlin", "Sunday 12:00 13:00", "2026-03-29T10:30:00Z", true)]
    // Berlin, 2026-10-25: 02:00 to 03:00 comes twice; Go means the second.
    [InlineData("Europe/Berlin", "Sunday 02:00 02:30", "2026-10-25T00:15:00Z", false)]
    [InlineData("Europe/Berlin", "Sunday 02:00 02:30", "2026-10-25T01:15:00Z", true)]
    [InlineData("Europe/Berlin", "Sunday 01:00 02:30", "2026-10-25T00:15:00Z", true)]
    [InlineData("Europe/Berlin", "Sunday 01:00 04:00", "2026-10-25T00:59:00Z", true)]
    // New York, 2026-11-01: 01:00 to 02:00 comes twice; here Go means the first.
    [InlineData("America/New_York", "Sunday 01:00 01:30", "2026-11-01T05:15:00Z", true)]
    [InlineData("America/New_York", "Sunday 01:00 01:30", "2026-11-01T06:15:00Z", false)]
    // New York, 2026-03-08: 02:00 to 03:00 does not exist. What it would be is an hour earlier.
    [InlineData("America/New_York", "Sunday 02:30 04:00", "2026-03-08T06:30:00Z", true)]
    [InlineData("America/New_York", "Sunday 02:30 04:00", "2026-03-08T06:29:59Z", false)]
    [InlineData("America/New_York", "Sunday 01:30 03:00", "2026-03-08T06:59:00Z", true)]
    [InlineData("America/New_York", "Sunday 03:00 04:00", "2026-03-08T07:00:00Z", true)]
    public void Contains_Time_IsInAShiftOrNot(string zone, string shifts, string time, bool? expected)
    {
        var reading = Read(zone, shifts);

        Assert.Equal(expected, (reading as ScheduleReading.Readable)?.Schedule.Contains(Time(time)));
    }

    /// <summary>Go's zero time, which stands for a time that is not known.</summary>
    [Theory]
    [InlineData("Asia/Tokyo")]
    [InlineData("America/Los_Angeles")]
    public void Contains_FirstAndLastTimeOfAll_AreInNoShift(string zone)
    {
        var all = string.Join(',', Enum.GetNames<DayOfWeek>().Select(day => $"{day} 00:00 23:59"));
        var schedule = Assert.IsType<ScheduleReading.Readable>(Read(zone, all)).Schedule;

        Assert.False(schedule.Contains(DateTimeOffset.MinValue));
        Assert.False(schedule.Contains(DateTimeOffset.MaxValue));
        Assert.True(schedule.Contains(Time("0002-01-01T12:00:00Z")));
    }

    [Theory]
    [InlineData("Mars/Olympus", "", "This machine knows no time zone 'Mars/Olympus'.")]
    [InlineData("invalid", "", "This machine knows no time zone 'invalid'.")]
    [InlineData(" ", "", "This machine knows no time zone ' '.")]
    [InlineData("../../../dev/zero", "", "This machine knows no time zone '../../../dev/zero'.")]
    [InlineData("/dev/zero", "", "This machine knows no time zone '/dev/zero'.")]
    [InlineData("Europe", "", "This machine knows no time zone 'Europe'.")]
    [InlineData("Europe/", "", "This machine knows no time zone 'Europe/'.")]
    [InlineData("zone.tab", "", "This machine knows no time zone 'zone.tab'.")]
    [InlineData("leapseconds", "", "This machine knows no time zone 'leapseconds'.")]
    [InlineData("", "monday 09:00 17:00", "'monday' is no weekday; they are written Monday to Sunday, in full.")]
    [InlineData("", "Mon 09:00 17:00", "'Mon' is no weekday; they are written Monday to Sunday, in full.")]
    [InlineData("", "1 09:00 17:00", "'1' is no weekday; they are written Monday to Sunday, in full.")]
    [InlineData("", "Monday 24:00 17:00", "'24:00' is no time of day; it is written HH:MM, from 00:00 to 23:59.")]
    [InlineData("", "Monday 09:00 17:60", "'17:60' is no time of day; it is written HH:MM, from 00:00 to 23:59.")]
    [InlineData("", "Monday 09:00:00 17:00", "'09:00:00' is no time of day; it is written HH:MM, from 00:00 to 23:59.")]
    [InlineData("", "Monday 9 17:00", "'9' is no time of day; it is written HH:MM, from 00:00 to 23:59.")]
    [InlineData("", "Monday 5pm 17:00", "'5pm' is no time of day; it is written HH:MM, from 00:00 to 23:59.")]
    [InlineData("", "Monday 22:00 06:00", "The shift 22:00 to 06:00 ends before it starts; a night is two shifts.")]
    [InlineData("", "Monday 09:00 09:00", "The shift 09:00 to 09:00 ends before it starts; a night is two shifts.")]
    public void Read_FaultySchedule_SaysWhatIsWrong(string zone, string shifts, string fault) =>
        Assert.Equal(fault, Assert.IsType<ScheduleReading.Unreadable>(Read(zone, shifts)).Fault);

    [Fact]
    public void Read_ManyShifts_AreRefused()
    {
        Assert.IsType<ScheduleReading.Readable>(Schedule.Read("", Shifts(200)));
        Assert.Equal(
            new ScheduleReading.Unreadable("It has more than 200 shifts."),
            Schedule.Read("", Shifts(201))
        );

        static IEnumerable<(string, string, string)> Shifts(int count) =>
            Enumerable.Repeat(("Monday", "09:00", "17:00"), count);
    }

    [Fact]
    public void Read_ArbitraryText_IsReadOrRefused() =>
        Prop.ForAll<string, string, string>((zone, weekday, time) =>
                Schedule.Read(zone ?? "", []) is ScheduleReading.Unreadable { Fault.Length: < 120 } or
                    ScheduleReading.Readable
                && Schedule.Read("", [(weekday ?? "", time ?? "", "23:59")]) is
                    ScheduleReading.Unreadable { Fault.Length: < 160 })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(3_000)));

    private static ScheduleReading Read(string zone, string shifts) =>
        Schedule.Read(
            zone,
            shifts.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(shift => shift.Split(' '))
                .Select(parts => (parts[0], parts[1], parts[2]))
        );

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
