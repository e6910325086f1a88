using System.Collections.Immutable;
using AccessSlack.Messages;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Planning;

public class NotificationPlanTests
{
    private const string Other = "C0DBATEAM1";

    private static readonly NotificationSettings Decision = new(RequesterNotice.Decision, null);
    private static readonly NotificationSettings All = new(RequesterNotice.All, null);
    private static readonly NotificationSettings Reminded = new(
        RequesterNotice.Never,
        new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5), 3)
    );

    private static readonly Vote Bob = new(
        "bob@example.com",
        "U0BOB0001",
        "bob@example.com",
        RequestState.Approved,
        Some.Channel,
        "1795262410.000100",
        ""
    );
    private static readonly Vote Carol = new(
        "carol",
        "U0CAROL01",
        "carol@example.com",
        RequestState.Denied,
        Other,
        "1795262420.000100",
        "no"
    );

    /// <summary>When the message of <see cref="Some.Ts"/> was posted.</summary>
    private static readonly DateTimeOffset Posted = DateTimeOffset.FromUnixTimeSeconds(1_795_262_400);

    [Theory]
    [InlineData("Approved", "Never", "C0ACCESS01 C0DBATEAM1")]
    [InlineData("Denied", "Never", "C0ACCESS01 C0DBATEAM1")]
    [InlineData("Promoted", "Decision", "C0ACCESS01 C0DBATEAM1 @")]
    [InlineData("Approved", "Decision", "C0ACCESS01 C0DBATEAM1 @")]
    [InlineData("Denied", "All", "C0ACCESS01 C0DBATEAM1 @")]
    [InlineData("Expired", "Decision", "@")]
    [InlineData("Removed", "Decision", "@")]
    [InlineData("Unknown", "All", "@")]
    [InlineData("Expired", "Never", null)]
    public void Next_Ended_ThreadsHearTheDecisionAndTheRequesterEveryEnd(
        string resolution,
        string requester,
        string? told
    )
    {
        var stamp = resolution == "Removed" ? "Expired" : resolution;
        var ledger = Ledger() with { Resolution = Enum.Parse<Resolution>(resolution) };
        var next = Next(Some.Situation(null, ledger), new(Enum.Parse<RequesterNotice>(requester), null));
        Assert.Equal(
            told is null ? null : $"end {stamp} {told}",
            next is null ? null : $"{next.Key} {next.Stamp} {string.Join(' ', next.Waiting)}"
        );
    }

    [Fact]
    public void Next_EndThatWasSaid_IsNotSaidAgainUnderOtherSettings()
    {
        var situation = Some.Situation(null, Ledger() with { Resolution = Resolution.Approved });
        Assert.Null(Next(Said(situation, NotificationSettings.Off), All));
    }

    /// <summary>Removed a moment before its expiry, and looked at before and after it.</summary>
    [Fact]
    public void Next_RemovalThatLooksLikeAnExpiryByNow_IsNotSaidAgain()
    {
        var removed = Some.Situation(null, Ledger()) with { IsGone = true };
        var said = Said(removed, Decision);
        Assert.Null(Next(said with { Now = said.Now.AddDays(30) }, Decision));
    }

    [Fact]
    public void Next_EndWhileAMessageIsBeingPosted_WaitsForItsThread()
    {
        var ledger = Ledger() with { Resolution = Resolution.Approved };
        Assert.Null(Next(Some.Situation(null, ledger.With(new Delivery.Claimed(["dba-team"], "dba-team"))), Decision));
        Assert.NotNull(Next(Some.Situation(null, ledger), Decision));
    }

    [Fact]
    public void Next_ApprovalThatWasOverturned_IsNews()
    {
        var approved = Said(Some.Situation(Some.Request(RequestState.Approved), Ledger()), Decision);
        Assert.Equal("Denied", Next(approved with { Request = Some.Request(RequestState.Denied) }, Decision)?.Stamp);
    }

    [Fact]
    public void Next_SomeCouldNotBeTold_OnlyTheyAreToldLater()
    {
        var ledger = Ledger() with
        {
            Resolution = Resolution.Approved,
            Notifications = [new("end", "Approved") { Waiting = [Other] }],
        };
        Assert.Equal(Other, Assert.Single(Next(Some.Situation(null, ledger), Decision)!.Waiting));
    }

    [Fact]
    public void Next_WhatWaitsForSlack_WaitsAndLooksAgain()
    {
        var later = Some.Now.AddSeconds(7);
        var situation = Some.Situation(null, Ledger() with { Resolution = Resolution.Denied }) with
        {
            Parked = ImmutableDictionary<WaitKey, DateTimeOffset>.Empty.Add(WaitKey.Notification, later),
        };
        Assert.Null(Next(situation, Decision));
        Assert.Equal([later], Times(situation, Decision));
        Assert.NotNull(Next(situation with { Now = later }, Decision));
    }

    [Theory]
    [InlineData(29, false)]
    [InlineData(30, true)]
    public void Next_ClaimedByAnotherReplica_IsLeftToItAndGivenUpWhenOld(int seconds, bool isGivenUp)
    {
        var ledger = Ledger() with
        {
            Resolution = Resolution.Denied,
            Notifications = [new("remind", "1") { Claimed = [Other] }],
        };
        var situation = Some.Situation(null, ledger) with { LedgerSeen = Some.Now.AddSeconds(-seconds) };
        var step = NotificationPlan.Next(situation, Status(situation), Decision, "us");
        if (isGivenUp) Assert.Equal("remind", Assert.IsType<Step.GiveUp>(step).Notification.Key);
        else Assert.Null(step);
        Assert.Contains(situation.LedgerSeen.AddSeconds(30), Times(situation, Decision));
    }

    [Fact]
    public void Next_ClaimOfOurOwnThatStands_WasNeverTold()
    {
        var ledger = Ledger() with
        {
            Resolution = Resolution.Denied,
            Notifications = [new("end", "Denied") { Claimed = [Other], By = "us" }],
        };
        Assert.Equal(Other, Assert.Single(Next(Some.Situation(null, ledger), Decision)!.Waiting));
    }

    [Fact]
    public void Next_Announced_TheRequesterIsToldOnceIfAllIsWanted()
    {
        var pending = Some.Situation(Some.Request(), Ledger());
        Assert.Null(Next(pending, Decision));
        Assert.Equal(("new", "@"), (Next(pending, All)!.Key, Assert.Single(Next(pending, All)!.Waiting)));
        Assert.Null(Next(Said(pending, All), All));
        Assert.Null(
            Next(pending with { Ledger = Some.Ledger(new Delivery.Failed([Some.Recipient], "channel_not_found")) }, All)
        );
        Assert.Null(Next(pending with { Request = null }, All));
    }

    [Fact]
    public void Next_Votes_AreToldInTheOrderOfTheClicksEachOnce()
    {
        var situation = Some.Situation(Some.Request(), Ledger() with { Votes = [Carol, Bob] });
        var first = Next(situation, NotificationSettings.Off)!;
        Assert.Equal(("Approved", $"{Some.Channel} {Other}"), (first.Stamp, string.Join(' ', first.Waiting)));
        situation = Said(situation, NotificationSettings.Off);
        Assert.StartsWith("Denied ", Next(situation, NotificationSettings.Off)!.Stamp, StringComparison.Ordinal);
        Assert.Null(Next(Said(situation, NotificationSettings.Off), NotificationSettings.Off));
    }

    [Fact]
    public void Next_VoteThatWasChanged_IsToldAgainInTheSameNote()
    {
        var told = Said(Some.Situation(Some.Request(), Ledger() with { Votes = [Bob] }), All, times: 2);
        var changed = told with
        {
            Ledger = told.Ledger! with
            {
                Votes = [Bob with { Choice = RequestState.Denied, ActionTs = "1795262430.000100" }],
            },
        };
        Assert.Equal(told.Ledger!.Notifications.Last().Key, Next(changed, All)!.Key);
        Assert.Equal(told.Ledger.Notifications.Length, Said(changed, All).Ledger!.Notifications.Length);
    }

    [Fact]
    public void Next_TwoVotesOfOnePerson_OnlyTheNewestIsTold()
    {
        var older = Bob with { Choice = RequestState.Denied, ActionTs = "1795262409.000100" };
        var situation = Some.Situation(Some.Request(), Ledger() with { Votes = [Bob, older] });
        Assert.Equal("Approved", Next(situation, NotificationSettings.Off)!.Stamp);
        Assert.Null(Next(Said(situation, NotificationSettings.Off), NotificationSettings.Off));
    }

    [Fact]
    public void Next_VoteWithAnotherReason_IsNewsButTheSameClickAgainIsNot()
    {
        var told = Said(Some.Situation(Some.Request(), Ledger() with { Votes = [Bob] }), NotificationSettings.Off);
        Assert.Null(Next(With(Bob with { ActionTs = "1795262430.000100" }), NotificationSettings.Off));
        Assert.NotNull(
            Next(
                With(Bob with { ActionTs = "1795262430.000100", Reason = "seen the incident" }),
                NotificationSettings.Off
            )
        );

        Situation With(Vote vote) => told with { Ledger = told.Ledger! with { Votes = [vote] } };
    }

    [Theory]
    [InlineData(DecisionOutcome.Open)]
    [InlineData(DecisionOutcome.Done)]
    public void Next_DecisionStands_VotesAndRemindersAreOver(object outcome)
    {
        var ledger = Ledger() with { Votes = [Bob], Decision = Some.Decision(outcome: (DecisionOutcome)outcome) };
        var next = Next(Some.Situation(Some.Request(), ledger) with { Now = Posted.AddMinutes(30) }, Reminded);
        Assert.NotEqual("remind", next?.Key);
        Assert.DoesNotContain('v', next?.Key ?? "");
    }

    [Fact]
    public void Next_MoreVotesThanThereIsRoomFor_KeepsRoomForTheEnd()
    {
        var votes = Enumerable
            .Range(10, 80)
            .Select(number => Bob with { Voter = $"voter {number}", ActionTs = $"17952624{number}.000100" });
        var situation = Some.Situation(Some.Request(), Ledger() with { Votes = [.. votes] });
        while (Next(situation, All) is not null) situation = Said(situation, All);
        Assert.InRange(situation.Ledger!.Notifications.Length, 40, Notification.MaxCount - 2);
        Assert.Equal("end", Next(situation with { Request = Some.Request(RequestState.Denied) }, All)!.Key);
    }

    [Theory]
    [InlineData(9, null)]
    [InlineData(10, "1")]
    [InlineData(14, "1")]
    [InlineData(15, "2")]
    [InlineData(29, "3")]
    public void Next_Reminders_FallDueAfterTheAnnouncementAndMissedOnesAreNotMadeUpFor(int minutes, string? count) =>
        Assert.Equal(
            count,
            Next(Some.Situation(Some.Request(), Ledger()) with { Now = Posted.AddMinutes(minutes) }, Reminded)?.Stamp
        );

    [Fact]
    public void Next_Reminders_ComeAtTheirTimesAndEndAtTheMost()
    {
        var situation = Some.Situation(Some.Request(), Ledger()) with { Now = Posted };
        var reminded = new List<double>();
        while (Times(situation, Reminded) is [var next])
        {
            Assert.Null(Next(situation, Reminded));
            situation = situation with { Now = next };
            reminded.Add((next - Posted).TotalMinutes);
            situation = Said(situation, Reminded);
        }

        Assert.Equal([10, 15, 20], reminded);
        Assert.Equal(
            "remind 3",
            string.Join('|', situation.Ledger!.Notifications.Select(note => $"{note.Key} {note.Stamp}"))
        );
        Assert.Null(Next(situation with { Now = Posted.AddMinutes(59) }, Reminded));
    }

    [Fact]
    public void Next_ReminderCountedByAReplicaWhoseClockIsAhead_IsNotSaidAgain()
    {
        var ledger = Ledger() with { Notifications = [new("remind", "2")] };
        var behind = Some.Situation(Some.Request(), ledger) with { Now = Posted.AddMinutes(11) };
        Assert.Null(Next(behind, Reminded));
        Assert.Equal([Posted.AddMinutes(20)], Times(behind, Reminded));
    }

    [Fact]
    public void Next_RequestPastItsExpiry_IsRemindedOfNoMore() =>
        Assert.Null(
            Next(
                Some.Situation(Some.Request() with { Expires = Posted.AddMinutes(12) }, Ledger()) with
                {
                    Now = Posted.AddMinutes(12),
                },
                Reminded
            )
        );

    [Theory]
    [InlineData("Approved")]
    [InlineData("Denied")]
    [InlineData("Promoted")]
    [InlineData("Unknown")]
    public void Next_Ended_SendsNoMoreReminders(string state)
    {
        var situation = Some.Situation(Some.Request(Enum.Parse<RequestState>(state)), Ledger()) with
        {
            Now = Posted.AddMinutes(30),
        };
        Assert.NotEqual("remind", Next(situation, Reminded)?.Key);
        Assert.Empty(Times(situation, Reminded));
    }

    [Theory]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    [InlineData("253402300800.1")]
    [InlineData("-5")]
    public void Next_MessageIdThatIsNoTime_IsRemindedOfNever(string ts)
    {
        var situation = Some.Situation(Some.Request(), Some.Ledger(Some.Posted() with { Ts = ts }));
        Assert.Null(Next(situation, Reminded));
        Assert.Empty(Times(situation, Reminded));
    }

    [Theory]
    [InlineData("2147483647")]
    [InlineData("2147483648")]
    [InlineData("many")]
    public void Times_PlantedCount_DoesNotOverflow(string count)
    {
        var endless = new NotificationSettings(
            RequesterNotice.Never,
            new(TimeSpan.FromDays(36_525), TimeSpan.FromDays(36_525), null)
        );
        var situation = Some.Situation(Some.Request(), Ledger() with { Notifications = [new("remind", count)] });
        Assert.All(Times(situation, endless), time => Assert.Equal(Some.Now.AddDays(30), time));
    }

    [Fact]
    public void Compose_NoteThatIsNoLongerTrue_SaysNothing()
    {
        var pending = Some.Situation(Some.Request(), Ledger() with { Votes = [Bob] });
        Assert.Null(Compose(new("end", "Approved"), pending));
        Assert.Null(Compose(new("v00000000", "1"), pending));
        Assert.Null(Compose(new("anything", ""), pending));
        Assert.Null(Compose(new("remind", "1"), pending with { Request = Some.Request(RequestState.Denied) }));
    }

    [Fact]
    public void Compose_EverythingThatIsDue_HasWords() => Any.Holds(Any.Situation, sample =>
        {
            // A claim of our own is told again whatever became of the request meanwhile, perhaps in no words at all.
            var ledger = sample.Situation.Ledger;
            var situation = sample.Situation with
            {
                Ledger = ledger is null
                    ? null
                    : ledger with
                    {
                        Notifications = [.. ledger.Notifications.Select(note => note with { Claimed = [] })],
                    },
            };
            for (
                var turn = 0;
                turn < 10 && sample.Planner.Plan(situation) is Step.Notify { Notification: var note };
                turn++
            )
            {
                situation = situation with { Ledger = situation.Ledger ?? Some.Ledger() };
                Assert.All(note.Waiting, destination =>
                    Assert.NotNull(sample.Planner.Reply(situation, note, destination))
                );
                situation = situation with { Ledger = situation.Ledger!.With(note with { Waiting = [] }) };
            }
        });

    private static Ledger Ledger() => Some.Ledger(Some.Posted(), Some.Posted("dba-team", Other));

    private static RequestStatus Status(Situation situation) =>
        RequestStatus.Of(situation.Request, situation.IsGone, situation.Ledger, situation.Now);

    private static Notification? Next(Situation situation, NotificationSettings settings) =>
        (NotificationPlan.Next(situation, Status(situation), settings, "us") as Step.Notify)?.Notification;

    private static List<DateTimeOffset> Times(Situation situation, NotificationSettings settings) =>
        [.. NotificationPlan.Times(situation, Status(situation), settings).OfType<DateTimeOffset>()];

    private static Situation Said(Situation situation, NotificationSettings settings, int times = 1) => times == 0
            ? situation
            : Said(
                situation with
                {
                    Ledger = situation.Ledger!.With(Next(situation, settings)! with { Waiting = [] }),
                },
                settings,
                times - 1
            );

    private static ComposedReply? Compose(Notification note, Situation situation) =>
        NotificationPlan.Compose(note, Some.Channel, situation, Status(situation), "prod-cluster", null, []);
}
