using System.Collections.Immutable;
using System.Globalization;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Calendar;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Planning;

public class QuietHoursTests
{
    /// <summary>When the message of <see cref="Some.Ts"/> was posted: 2026-11-21 12:00 UTC.</summary>
    private static readonly DateTimeOffset Posted = DateTimeOffset.FromUnixTimeSeconds(1_795_262_400);

    [Theory]
    // A reminder after 10 minutes and then every 5; the minutes at which one is posted.
    [InlineData("12:12-12:40 UTC", 45, "10 40 45")]
    [InlineData("12:10-12:11 UTC", 20, "11 15 20")]
    [InlineData("12:00-12:10 UTC", 20, "10 15 20")] // the end is no part of it
    [InlineData("12:02-12:12 UTC;12:12-12:31 UTC", 40, "31 35 40")]
    [InlineData("12:16-12:18 UTC", 25, "10 15 20 25")] // nothing fell into it
    [InlineData("13:40-13:44 Europe/Berlin", 50, "10 15 20 25 30 35 44 45 50")]
    [InlineData("13:39-13:41 Europe/Berlin", 50, "10 15 20 25 30 35 41 45 50")]
    public void Next_QuietHours_HoldBackWhatFallsIntoThemAndItComesOnceAtTheirEnd(
        string quiet,
        int until,
        string minutes
    )
    {
        var situation = Some.Situation(Some.Request() with { Expires = null }, Some.Ledger(Some.Posted())) with
        {
            Now = Posted,
        };
        List<double> said = [];
        while (Times(situation, Quiet(quiet)) is [var next] && next <= Posted.AddMinutes(until))
        {
            Assert.Null(Next(situation, Quiet(quiet)));
            Assert.True(next > situation.Now);
            situation = situation with { Now = next };
            if (Next(situation, Quiet(quiet)) is not { } note) continue;
            said.Add((next - Posted).TotalMinutes);
            situation = situation with { Ledger = situation.Ledger!.With(note with { Waiting = [] }) };
        }

        Assert.Equal(minutes, string.Join(' ', said));
    }

    /// <summary>The clocks go on by an hour at 01:00 UTC in spring, and back in autumn.</summary>
    [Theory]
    [InlineData("2026-03-28T20:30:00Z", "2026-03-29T05:00:00Z")]
    [InlineData("2026-03-29T20:30:00Z", "2026-03-30T05:00:00Z")]
    [InlineData("2026-10-24T20:30:00Z", "2026-10-25T06:00:00Z")]
    [InlineData("2026-10-25T22:30:00Z", "2026-10-26T06:00:00Z")]
    public void Times_QuietHoursOverAChangeOfClocks_EndByTheClocksOfTheZone(string asked, string end)
    {
        var time = DateTimeOffset.Parse(asked, CultureInfo.InvariantCulture);
        var ledger = Some.Ledger(Some.Posted() with { Ts = $"{time.ToUnixTimeSeconds()}.000100" });
        var situation = Some.Situation(Some.Request() with { Expires = null }, ledger) with { Now = time.AddHours(1) };

        Assert.Null(Next(situation, Quiet("22:00-07:00 Europe/Berlin")));
        Assert.Equal(
            [DateTimeOffset.Parse(end, CultureInfo.InvariantCulture)],
            Times(situation, Quiet("22:00-07:00 Europe/Berlin"))
        );
    }

    [Fact]
    public void Next_ReminderThatSlackRefusedBefore_WaitsForTheEndAsWell()
    {
        var ledger = Some.Ledger(Some.Posted()) with
        {
            Notifications = [new("remind", "1") { Waiting = [Some.Channel] }],
        };
        var situation = Some.Situation(Some.Request() with { Expires = null }, ledger) with
        {
            Now = Posted.AddMinutes(12),
            Parked = ImmutableDictionary<WaitKey, DateTimeOffset>.Empty.Add(
                WaitKey.Notification,
                Posted.AddMinutes(11)
            ),
        };
        var quiet = Quiet("12:12-12:14 UTC");

        Assert.Null(Next(situation, quiet));
        Assert.Equal([Posted.AddMinutes(14)], Times(situation, quiet));
        Assert.Equal("1", Next(situation with { Now = Posted.AddMinutes(14) }, quiet)?.Stamp);
    }

    [Fact]
    public void Next_ClockSteppedBackIntoQuietHours_SaysNothingAgain()
    {
        var quiet = Quiet("12:12-12:40 UTC");
        var situation = Some.Situation(
            Some.Request() with { Expires = null },
            Some.Ledger(Some.Posted()) with { Notifications = [new("remind", "7")] }
        ) with
        {
            Now = Posted.AddMinutes(39),
        };

        Assert.Null(Next(situation, quiet));
        Assert.Equal([Posted.AddMinutes(45)], Times(situation, quiet));
        Assert.Null(Next(situation with { Now = Posted.AddMinutes(40) }, quiet));
    }

    [Fact]
    public void Next_RequestThatExpiresInQuietHours_IsRemindedOfNoMore()
    {
        var situation = Some.Situation(
            Some.Request() with { Expires = Posted.AddMinutes(30) },
            Some.Ledger(Some.Posted())
        ) with
        {
            Now = Posted.AddMinutes(40),
        };

        Assert.Null(Next(situation, Quiet("12:05-12:40 UTC")));
    }

    private static NotificationSettings Quiet(string texts) => new(
        RequesterNotice.Never,
        new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5), null)
        {
            Quiet = new CalendarWindows([.. texts.Split(';').Select(Parse)]),
        }
    );

    private static WeeklyWindow Parse(string text)
    {
        Assert.True(WeeklyWindow.TryParse(text, out var window, out var fault), $"{text}: {fault}");
        return window;
    }

    private static Notification? Next(Situation situation, NotificationSettings settings) =>
        (NotificationPlan.Next(situation, Status(situation), settings, "us") as Step.Notify)?.Notification;

    private static List<DateTimeOffset> Times(Situation situation, NotificationSettings settings) =>
        [.. NotificationPlan.Times(situation, Status(situation), settings).OfType<DateTimeOffset>()];

    private static RequestStatus Status(Situation situation) =>
        RequestStatus.Of(situation.Request, situation.IsGone, situation.Ledger, situation.Now);
}
