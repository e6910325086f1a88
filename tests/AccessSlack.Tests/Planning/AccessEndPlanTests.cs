using System.Collections.Immutable;
using System.Globalization;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Planning;

public class AccessEndPlanTests
{
    private static readonly NotificationSettings Warned = NotificationSettings.Off with
    {
        BeforeEnd = TimeSpan.FromMinutes(30),
    };

    private static readonly DateTimeOffset End = Some.Request().AccessUntil!.Value;

    private static readonly string Stamp = End.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(-31, "")]
    [InlineData(-30, "ending")]
    [InlineData(-1, "ending")]
    [InlineData(0, "over")]
    [InlineData(59, "over")]
    [InlineData(60, "")]
    public void Next_Approved_TheRequesterIsWarnedAndHearsOfTheEnd(int minutes, string key)
    {
        var next = Next(At(End.AddMinutes(minutes)), Warned);

        Assert.Equal(key, next?.Key ?? "");
        if (next is not null) Assert.Equal((Stamp, "@"), (next.Stamp, Assert.Single(next.Waiting)));
        Assert.Null(Next(At(End.AddMinutes(minutes)), NotificationSettings.Off));
    }

    [Fact]
    public void Times_Approved_AreTheWarningAndTheEndAndThenNone()
    {
        var situation = At(Some.Now);
        // At most a quarter of an hour, however the clock is put.
        Assert.Equal([Some.Now.AddMinutes(15)], Times(situation, Warned));
        Assert.Equal([End.AddMinutes(-30)], Times(situation with { Now = End.AddMinutes(-40) }, Warned));
        situation = Said(situation with { Now = End.AddMinutes(-30) });
        Assert.Equal([End], Times(situation with { Now = End.AddMinutes(-15) }, Warned));
        Assert.Null(Next(situation, Warned));
        situation = Said(situation with { Now = End });
        Assert.Empty(Times(situation, Warned));
        Assert.Null(Next(situation, Warned));
        Assert.Empty(Times(At(Some.Now), NotificationSettings.Off));
    }

    [Theory]
    [InlineData(60, 0, "ending")]
    [InlineData(59, 0, "")]
    // From when it can be used, which may be later than it was made, and not earlier.
    [InlineData(600, 60, "ending")]
    [InlineData(600, 59, "")]
    [InlineData(59, 600, "")]
    public void Next_GrantOfLessThanTwiceTheTime_OnlyHearsOfTheEnd(int madeBefore, int usableBefore, string warning)
    {
        var situation = At(End.AddMinutes(-20), request => request with
        {
            Created = End.AddMinutes(-madeBefore),
            AccessFrom = usableBefore == 0 ? null : End.AddMinutes(-usableBefore),
        });

        Assert.Equal(warning, Next(situation, Warned)?.Key ?? "");
        if (warning.Length == 0) Assert.Equal([End], Times(situation with { Now = End.AddMinutes(-15) }, Warned));
        Assert.Equal("over", Next(situation with { Now = End }, Warned)?.Key);
    }

    [Theory]
    [InlineData("Pending")]
    [InlineData("Denied")]
    [InlineData("Promoted")]
    [InlineData("Unknown")]
    public void Next_NotApproved_NothingIsSaid(string state)
    {
        var situation = At(End, request => request with { State = Enum.Parse<RequestState>(state) });

        Assert.False(Next(situation, Warned)?.Key is Notification.AccessEnding or Notification.AccessEnded);
        Assert.Empty(Times(situation with { Now = End.AddMinutes(-20) }, Warned));
    }

    [Fact]
    public void Next_DeniedAfterTheApproval_NothingIsSaid()
    {
        var denied = Some.Situation(
            Some.Request(RequestState.Denied),
            Ledger() with { Resolution = Resolution.Approved }
        );

        Assert.Empty(Times(denied with { Now = End.AddMinutes(-10) }, Warned));
        Assert.NotEqual("over", Next(denied with { Now = End }, Warned)?.Key);
    }

    /// <summary>The event that shows what was granted is still to come.</summary>
    [Fact]
    public void Next_ApprovedHereAndPendingInTheSnapshot_WaitsForTheSnapshot()
    {
        var decided = Some.Situation(
            Some.Request() with { Expires = End.AddHours(1) },
            Ledger() with { Decision = Some.Decision(outcome: DecisionOutcome.Done) }
        );

        Assert.NotEqual("over", Next(decided with { Now = End }, Warned)?.Key);
    }

    [Fact]
    public void Next_EndIsNotKnown_NothingIsSaid() =>
        Assert.Null(Next(At(End, request => request with { AccessUntil = null }), Warned));

    [Theory]
    [InlineData(-61, false)]
    [InlineData(-60, true)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    public void Next_Removed_CancelsUnlessThatWasTheEnd(int seconds, bool isTheEnd)
    {
        var gone = At(End.AddSeconds(seconds)) with { IsGone = true };
        var step = NotificationPlan.Next(gone, Status(gone), Warned, "us");

        var dismissed = (step as Step.Dismiss)?.Notification;
        Assert.Equal(isTheEnd ? null : $"over {Stamp} 0", dismissed is null
            ? null
            : $"{dismissed.Key} {dismissed.Stamp} {dismissed.Waiting.Length}");
        if (dismissed is not null) gone = gone with { Ledger = gone.Ledger!.With(dismissed) };
        Assert.Equal(isTheEnd && seconds < 0 ? [End] : [], Times(gone, Warned));
        Assert.Equal(isTheEnd ? "over" : null, Next(gone with { Now = End }, Warned)?.Key);
    }

    /// <summary>A start that finds the request gone and its end passed: Teleport removes it then.</summary>
    [Fact]
    public void Next_OnlyTheLedgerIsLeft_HearsOfTheEnd()
    {
        var left = At(Some.Now) with { Request = null, IsGone = true };
        left = left with { Ledger = left.Ledger! with { Resolution = Resolution.Approved } };

        Assert.Equal("over", Next(left with { Now = End.AddMinutes(1) }, Warned)?.Key);
        Assert.Null(Next(left with { Now = End.AddHours(1) }, Warned));
    }

    [Fact]
    public void Times_EndOfAllTimes_DoesNotOverflow()
    {
        var latest = new DateTimeOffset(9999, 12, 29, 23, 59, 59, TimeSpan.Zero);
        var century = NotificationSettings.Off with { BeforeEnd = TimeSpan.FromDays(36_525) };
        var situation = At(Some.Now, request => request with { AccessUntil = latest });

        Assert.Equal([Some.Now.AddMinutes(15)], Times(situation, century));
        Assert.Empty(Times(situation with
        {
            Request = situation.Request! with { AccessUntil = DateTimeOffset.UnixEpoch, Created = null },
        }, century));
    }

    [Fact]
    public void Plan_ManyVotes_LeaveRoomForBothNotices()
    {
        var votes = Enumerable.Range(10, 50).Select(number => new Vote(
            $"voter {number}", $"U0{number}", "", RequestState.Approved, Some.Channel, $"17952624{number}.000100", ""
        ));
        var situation = Some.Situation(Some.Request(), Ledger() with { Votes = [.. votes] });
        var all = Warned with { Requester = RequesterNotice.All };
        while (Next(situation, all) is { } note) situation = With(situation, note);
        situation = situation with { Request = Some.Request(RequestState.Approved), Now = End.AddMinutes(-1) };
        while (Next(situation, all) is { } note) situation = With(situation, note);
        situation = With(situation, Next(situation with { Now = End }, all)!);

        Assert.Equal(
            ["end", "ending", "over"],
            situation.Ledger!.Notifications.Select(note => note.Key).Where(key => key[0] is 'e' or 'o')
        );
    }

    [Fact]
    public void Plan_NeverAnnounced_IsTrackedUntilTheRequesterHasHeard()
    {
        var planner = Planner(notBefore: null);
        var approved = Some.Situation(Some.Request(RequestState.Approved), null) with { LedgerIsKnown = true };

        Assert.Equal(
            (Some.Now.AddMinutes(15), false),
            Assert.IsType<Step.Rest>(planner.Plan(approved)) is var rest ? (rest.Until, rest.Forget) : default
        );
        Assert.Equal("ending", Assert.IsType<Step.Notify>(planner.Plan(approved with { Now = End.AddMinutes(-1) }))
            .Notification.Key);
        var parked = approved with
        {
            Now = End,
            Parked = ImmutableDictionary<WaitKey, DateTimeOffset>.Empty.Add(WaitKey.Notification, End.AddMinutes(1)),
        };
        Assert.Equal(End.AddMinutes(1), Assert.IsType<Step.Rest>(planner.Plan(parked)).Until);
        Assert.True(Assert.IsType<Step.Rest>(planner.Plan(approved with { IsGone = true })).Forget);
        Assert.True(Assert.IsType<Step.Rest>(planner.Plan(approved with { Now = End.AddHours(1) })).Forget);
        Assert.True(Assert.IsType<Step.Rest>(Planner(notBefore: Some.Now).Plan(approved)).Forget);
    }

    [Fact]
    public void Plan_Announced_IsForgottenOnlyAfterTheEnd()
    {
        var planner = Planner(notBefore: Some.Now);
        var approved = At(Some.Now) with { Ledger = Shown(planner, Resolution.Approved) };

        Assert.Equal(Some.Now.AddMinutes(15), Assert.IsType<Step.Rest>(planner.Plan(approved)).Until);
        var over = approved with { Now = End, Ledger = approved.Ledger!.With(new Notification("over", Stamp)) };
        Assert.True(Assert.IsType<Step.Rest>(planner.Plan(over)).Forget);
    }

    private static Planner Planner(DateTimeOffset? notBefore) =>
        new(Some.Policy(), "prod-cluster", "", notBefore) { Notifications = Warned };

    /// <summary>Every message says how it ended, and every thread has heard it.</summary>
    private static Ledger Shown(Planner planner, Resolution resolution)
    {
        var ledger = Ledger() with
        {
            Resolution = resolution,
            Notifications = [new(Notification.Ended, resolution.ToString())],
        };
        var situation = At(Some.Now) with { Ledger = ledger };
        return ledger.With(Some.Posted() with { View = planner.View(situation, Some.Posted()).Hash() });
    }

    private static Situation At(DateTimeOffset now, Func<AccessRequest, AccessRequest>? change = null)
    {
        var request = Some.Request(RequestState.Approved);
        var ledger = Ledger() with { Notifications = [new(Notification.Ended, "Approved")] };
        return Some.Situation(change?.Invoke(request) ?? request, ledger) with { Now = now };
    }

    private static Ledger Ledger() => Some.Ledger(Some.Posted()) with { Facts = RequestFacts.Of(Some.Request()) };

    private static RequestStatus Status(Situation situation) =>
        RequestStatus.Of(situation.Request, situation.IsGone, situation.Ledger, situation.Now);

    private static Notification? Next(Situation situation, NotificationSettings settings) =>
        (NotificationPlan.Next(situation, Status(situation), settings, "us") as Step.Notify)?.Notification is { } note
        && (note.Key != Notification.Ended || situation.Ledger!.NotificationOf(note.Key) is null)
            ? note
            : null;

    private static List<DateTimeOffset> Times(Situation situation, NotificationSettings settings) =>
        [.. NotificationPlan.Times(situation, Status(situation), settings).OfType<DateTimeOffset>()];

    private static Situation Said(Situation situation) => With(situation, Next(situation, Warned)!);

    private static Situation With(Situation situation, Notification note) =>
        situation with { Ledger = situation.Ledger!.With(note with { Waiting = [] }) };
}
