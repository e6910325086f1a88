using System.Globalization;
using AccessSlack.Requests.Calendar;
using AccessSlack.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.Requests.Calendar;

/// <summary>
/// Windows against a slow model that reads the clock of a zone once a minute, over the days around a change: a window
/// starts at the first minute that shows its start or a later time, and ends after the last one that shows a time
/// before its end.
/// </summary>
public sealed class WeeklyWindowPropertyTests
{
    private const int Minutes = 10 * 24 * 60;

    private static readonly (string Zone, string Near)[] Weeks =
    [
        ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25"), ("America/New_York", "2026-03-08"),
        ("America/New_York", "2026-11-01"), ("Australia/Lord_Howe", "2026-04-05"),
        ("Australia/Lord_Howe", "2026-10-04"), ("Asia/Kolkata", "2026-06-01"), ("UTC", "2026-12-31"),
        ("Europe/Dublin", "2026-10-25"), ("Africa/Casablanca", "2026-02-15"), ("America/Sao_Paulo", "2018-11-04"),
        ("America/Havana", "2026-11-01"), ("Asia/Beirut", "2026-10-25"), ("America/Scoresbysund", "2026-03-29"),
        ("America/St_Johns", "2008-11-02"), ("Pacific/Apia", "2011-12-30"), ("Europe/Berlin", "2150-03-29"),
    ];

    private static readonly string[] Names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    [Fact]
    public void Contains_AnyMinuteAroundAChange_IsAsTheSlowModelSays() =>
        Prop.ForAll(Arb.From(Cases()), Agrees)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(300)));

    private static Gen<(int Week, int Days, int Start, int End)> Cases() =>
        from week in Gen.Choose(0, Weeks.Length - 1)
        from days in Gen.Choose(1, 127)
        from start in Time(23)
        from end in Time(24)
        where start != end
        select (week, days, start, end);

    /// <summary>Often near the hours in which clocks change.</summary>
    private static Gen<int> Time(int lastHour) => Gen.OneOf(
        from hour in Gen.Choose(0, 4)
        from minute in Gen.Elements(0, 1, 15, 29, 30, 45, 59)
        select (hour * 60) + minute,
        from hour in Gen.Choose(0, lastHour)
        from minute in Gen.Choose(0, 59)
        select hour == 24 ? 1440 : (hour * 60) + minute);

    private static bool Agrees((int Week, int Days, int Start, int End) of)
    {
        var (zone, near) = Weeks[of.Week];
        var text = $"{string.Join(',', Names.Where((_, day) => (of.Days >> day & 1) != 0))} "
            + $"{Shown(of.Start)}-{Shown(of.End)} {zone}";
        Assert.True(WeeklyWindow.TryParse(text, out var window, out _), text);
        var first = DateTimeOffset.Parse($"{near}T00:00:00Z", CultureInfo.InvariantCulture).AddDays(-5);
        var ends = Model(first, TimeZoneInfo.FindSystemTimeZoneById(zone), of);
        for (var i = 2 * 1440; i < Minutes - (3 * 1440); i++)
        {
            var minute = first.AddMinutes(i);
            DateTimeOffset? expected = ends[i] is 0 ? null : first.AddMinutes(ends[i]);
            foreach (var time in new[] { minute, minute.AddMinutes(1).AddTicks(-1) })
            {
                Assert.True(window.Contains(time) == expected is not null, $"{text} at {time:O}");
                Assert.True(window.EndAfter(time) == (expected ?? time), $"{text} at {time:O}");
            }
        }
        return true;
    }

    /// <returns>Of each minute, the minute at which the window that contains it ends; 0 if none does.</returns>
    private static int[] Model(DateTimeOffset first, TimeZoneInfo zone, (int Week, int Days, int Start, int End) of)
    {
        var clock = Enumerable.Range(0, Minutes)
            .Select(i => TimeZoneInfo.ConvertTime(first.AddMinutes(i), zone).DateTime)
            .ToArray();
        var ends = new int[Minutes];
        for (var day = clock[0].Date.AddDays(1); day <= clock[^1].Date.AddDays(-2); day = day.AddDays(1))
        {
            if ((of.Days >> (((int)day.DayOfWeek + 6) % 7) & 1) == 0) continue;
            var (start, end) = (day.AddMinutes(of.Start), day.AddMinutes(of.End + (of.End > of.Start ? 0 : 1440)));
            var opens = Array.FindIndex(clock, shown => shown >= start);
            var closes = Array.FindLastIndex(clock, shown => shown < end) + 1;
            for (var i = opens; i < closes; i++) ends[i] = Math.Max(ends[i], closes);
        }
        return ends;
    }

    private static string Shown(int minutes) => $"{minutes / 60:00}:{minutes % 60:00}";
}
