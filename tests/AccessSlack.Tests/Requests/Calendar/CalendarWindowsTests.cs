using System.Globalization;
using AccessSlack.Requests.Calendar;

namespace AccessSlack.Tests.Requests.Calendar;

public sealed class CalendarWindowsTests
{
    [Theory]
    [InlineData("", "2026-11-30T12:00:00Z", "2026-11-30T12:00:00Z")]
    [InlineData("mon-fri 09:00-17:00 UTC", "2026-11-30T08:00:00Z", "2026-11-30T08:00:00Z")]
    [InlineData("mon-fri 09:00-17:00 UTC", "2026-11-30T09:00:00Z", "2026-11-30T17:00:00Z")]
    // Overlapping and touching windows are one, also over the end of the week.
    [InlineData("09:00-12:00 UTC;11:00-14:00 UTC", "2026-11-30T09:00:00Z", "2026-11-30T14:00:00Z")]
    [InlineData("09:00-12:00 UTC;12:00-14:00 UTC", "2026-11-30T09:00:00Z", "2026-11-30T14:00:00Z")]
    [InlineData("09:00-12:00 UTC;10:00-11:00 UTC", "2026-11-30T10:30:00Z", "2026-11-30T12:00:00Z")]
    [InlineData("09:00-12:00 UTC;12:01-14:00 UTC", "2026-11-30T09:00:00Z", "2026-11-30T12:00:00Z")]
    [InlineData("22:00-07:00 UTC;sat,sun 00:00-24:00 UTC", "2026-12-04T22:00:00Z", "2026-12-07T07:00:00Z")]
    [InlineData("sat,sun 00:00-24:00 UTC", "2026-12-05T00:00:00Z", "2026-12-07T00:00:00Z")]
    [InlineData("mon-sat 00:00-24:00 UTC;sun 00:00-23:00 UTC", "2026-11-30T00:00:00Z", "2026-12-06T23:00:00Z")]
    [InlineData("22:00-24:00 Europe/Berlin;23:00-01:00 UTC", "2026-11-30T21:00:00Z", "2026-12-01T01:00:00Z")]
    // The only gap is a time that does not exist on 2026-03-29.
    [InlineData(
        "mon-sat 00:00-24:00 Europe/Berlin;sun 00:00-02:15 Europe/Berlin;sun 02:45-24:00 Europe/Berlin",
        "2026-03-25T00:00:00Z",
        "2026-04-05T00:15:00Z"
    )]
    // Always.
    [InlineData("00:00-24:00 UTC", "2026-11-30T12:00:00Z", null)]
    [InlineData("00:00-24:00 Europe/Berlin", "2026-11-30T12:00:00Z", null)]
    [InlineData("07:00-22:00 Europe/Berlin;22:00-07:00 Europe/Berlin", "2026-11-30T12:00:00Z", null)]
    [InlineData("mon-thu 00:00-24:00 UTC;fri-sun 00:00-24:00 UTC", "2026-11-30T12:00:00Z", null)]
    // Without a gap in winter and summer, but for the weeks in which only one of the two has changed its clocks.
    [InlineData(
        "18:00-06:00 Europe/Berlin;00:00-12:00 America/New_York", "2026-01-10T12:00:00Z", "2026-03-08T16:00:00Z"
    )]
    public void EndAfter_Instant_IsTheEndOfAllThatFollowWithoutAGap(string texts, string instant, string? end)
    {
        var (windows, time) = (Windows(texts), Time(instant));

        Assert.Equal(end is null ? null : Time(end), windows.EndAfter(time));
        Assert.Equal(end != instant, windows.Contains(time));
    }

    [Fact]
    public void EndAfter_FirstAndLastTimeOfAll_IsThatTime()
    {
        var always = Windows("00:00-24:00 Asia/Tokyo");

        Assert.Equal(DateTimeOffset.MinValue, always.EndAfter(DateTimeOffset.MinValue));
        Assert.Equal(DateTimeOffset.MaxValue, always.EndAfter(DateTimeOffset.MaxValue));
        Assert.Equal(Time("9999-01-01T00:00:00Z"), Windows("00:00-24:00 UTC").EndAfter(Time("9998-12-31T12:00:00Z")));
    }

    [Fact]
    public void Equals_SameWindowsInOtherWords_AreEqual()
    {
        Assert.Equal(Windows("mon-sun 09:00-12:00 UTC"), Windows("09:00-12:00 UTC"));
        Assert.NotEqual(Windows("09:00-12:00 UTC;13:00-14:00 UTC"), Windows("09:00-12:00 UTC"));
        Assert.Equal("09:00-12:00 UTC; mon 13:00-14:00 UTC", $"{Windows("09:00-12:00 UTC;mon 13:00-14:00 UTC")}");
    }

    private static CalendarWindows Windows(string texts) =>
        new([.. texts.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Parse)]);

    private static WeeklyWindow Parse(string text)
    {
        Assert.True(WeeklyWindow.TryParse(text, out var window, out var fault), $"{text}: {fault}");
        return window;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
