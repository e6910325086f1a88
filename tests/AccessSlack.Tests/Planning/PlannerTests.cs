using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Planning;

public class PlannerTests
{
    private static readonly Planner Planner = Some.Planner();

    [Fact]
    public void Plan_NewRequest_IsAnnouncedWithoutReading() =>
        Assert.Equal(
            Some.Recipient,
            Assert.Single(Assert.IsType<Step.Announce>(Planner.Plan(Some.Situation(Some.Request(), null))).Recipients)
        );

    [Fact]
    public void Plan_NewRequestWhoseTurnHasNotCome_WaitsForItAndThenIsAnnounced()
    {
        var situation = Some.Situation(Some.Request(), null) with
        {
            Parked = ImmutableDictionary<WaitKey, DateTimeOffset>.Empty.Add(
                WaitKey.Of(Some.Recipient),
                Some.Now.AddSeconds(5)
            ),
        };
        var rest = Assert.IsType<Step.Rest>(Planner.Plan(situation));
        Assert.Equal((Some.Now.AddSeconds(5), false), (rest.Until, rest.Forget));
        Assert.IsType<Step.Announce>(Planner.Plan(situation with { Now = Some.Now.AddSeconds(5) }));
    }

    [Fact]
    public void Plan_OneOfTwoRecipientsHasItsTurn_IsToldAndTheOtherWaits()
    {
        var planner = Some.Planner(Some.Policy(Some.Recipient, "second"));
        var parked = ImmutableDictionary<WaitKey, DateTimeOffset>.Empty.Add(
            WaitKey.Of("second"),
            Some.Now.AddSeconds(5)
        );
        var situation = Some.Situation(Some.Request(), null) with { Parked = parked };
        Assert.Equal(Some.Recipient, Assert.Single(Assert.IsType<Step.Announce>(planner.Plan(situation)).Recipients));

        var told = Some.Ledger();
        told = told.With(
            Some.Posted(view: planner.View(Some.Situation(Some.Request(), told), told.Posted.Single()).Hash())
        );
        situation = Some.Situation(Some.Request(), told) with { Parked = parked };
        Assert.Equal(Some.Now.AddSeconds(5), Assert.IsType<Step.Rest>(planner.Plan(situation)).Until);
        Assert.Equal(
            "second",
            Assert.Single(
                Assert.IsType<Step.Announce>(planner.Plan(situation with { Now = Some.Now.AddSeconds(5) })).Recipients
            )
        );
    }

    [Fact]
    public void Plan_ResolvedAndToBeSentAgainLater_IsNotForgottenBefore()
    {
        var situation = Settle(Planner, True(Some.Request(RequestState.Approved)), out _);
        var parked = ImmutableDictionary<WaitKey, DateTimeOffset>.Empty.Add(
            WaitKey.Of(Some.Recipient),
            Some.Now.AddSeconds(5)
        );
        var rest = Assert.IsType<Step.Rest>(Planner.Plan(situation with { SendAgain = true, Parked = parked }));
        Assert.Equal((Some.Now.AddSeconds(5), false), (rest.Until, rest.Forget));
    }

    [Theory]
    [InlineData("Pending")]
    [InlineData("Approved")]
    public void Plan_AnUpdateWithoutAnswerMayArriveLate_RepeatsTheNewestOnceItsTimeHasCome(string state)
    {
        var settled = Settle(Planner, True(Some.Request(Enum.Parse<RequestState>(state))), out _);
        var message = settled.Ledger!.Posted.First();
        Step PlanWith(TimeSpan due) => Planner.Plan(
            settled with { Parked = settled.Parked.Add(WaitKey.RepetitionOf(message), settled.Now + due) }
        );

        var rest = Assert.IsType<Step.Rest>(PlanWith(TimeSpan.FromSeconds(1)));

        Assert.Equal((settled.Now.AddSeconds(1), false), (rest.Until, rest.Forget));
        var repeated = Assert.Single(Assert.IsType<Step.Update>(PlanWith(TimeSpan.Zero)).Messages);
        Assert.Equal(message.Ts, repeated.Ts);
    }

    [Fact]
    public void Plan_RequestOlderThanLookback_IsReadFirstAndForgottenIfNeverAnnounced()
    {
        var planner = Some.Planner(notBefore: Some.Now);
        var situation = Some.Situation(Some.Request(), null);
        Assert.IsType<Step.ReadLedger>(planner.Plan(situation));
        Assert.True(Assert.IsType<Step.Rest>(planner.Plan(situation with { LedgerIsKnown = true })).Forget);
    }

    [Fact]
    public void Plan_ResolvedAndNeverAnnounced_IsReadThenForgotten()
    {
        var situation = Some.Situation(Some.Request(RequestState.Approved), null);
        Assert.IsType<Step.ReadLedger>(Planner.Plan(situation));
        Assert.True(Assert.IsType<Step.Rest>(Planner.Plan(situation with { LedgerIsKnown = true })).Forget);
    }

    [Fact]
    public void Plan_MessageShowsAnotherState_IsCorrected()
    {
        var situation = Some.Situation(
            Some.Request(RequestState.Denied),
            Some.Ledger(Some.Posted(view: "0123456789abcdef"))
        );
        Assert.Equal(
            Some.Channel,
            Assert.Single(Assert.IsType<Step.Update>(Planner.Plan(situation)).Messages).Channel
        );
    }

    [Fact]
    public void Plan_EveryMessageIsTrue_RestsUntilAMinuteAfterTheExpiry()
    {
        var rest = Assert.IsType<Step.Rest>(Planner.Plan(True(Some.Request())));
        Assert.Equal((Some.Request().Expires + RequestStatus.ExpiryGrace, false), (rest.Until, rest.Forget));
    }

    [Fact]
    public void Plan_ResolvedAndEveryMessageAndThreadSaysSo_IsForgotten()
    {
        Settle(Planner, True(Some.Request(RequestState.Approved)), out var rest);
        Assert.True(rest.Forget);
    }

    [Fact]
    public void Plan_PostedAfterTheEnd_RecordsTheEndOnce()
    {
        var situation = True(Some.Request(RequestState.Approved));
        Assert.IsType<Step.RecordEnd>(Planner.Plan(situation));
        Assert.IsNotType<Step.RecordEnd>(
            Planner.Plan(situation with { Ledger = situation.Ledger! with { Resolution = Resolution.Approved } })
        );
        Assert.IsType<Step.ReadLedger>(Planner.Plan(situation with { LedgerPrecedesEnd = true }));
    }

    [Fact]
    public void Plan_EndThatNoMessageCanShowYet_IsRecordedAllTheSame()
    {
        var situation = Some.Situation(
            Some.Request(RequestState.Approved),
            Some.Ledger(Some.Posted(view: "0123456789abcdef"))
        ) with
        {
            Parked = ImmutableDictionary<WaitKey, DateTimeOffset>.Empty.Add(
                WaitKey.Of(Some.Recipient),
                Some.Now.AddSeconds(5)
            ),
        };
        Assert.IsType<Step.RecordEnd>(Planner.Plan(situation));
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    public void Plan_PendingAfterTheRecordedEnd_IsLookedUpAMinuteLater(int seconds, bool isLookedUp)
    {
        var situation = True(Some.Request()) with { EndSeen = Some.Now.AddSeconds(-seconds) };
        situation = situation with { Ledger = situation.Ledger! with { Resolution = Resolution.Approved } };
        Assert.Equal(isLookedUp, Planner.Plan(situation) is Step.LookUp);
        var resolved = situation with { Request = Some.Request(RequestState.Approved) };
        Assert.IsNotType<Step.LookUp>(Planner.Plan(resolved));
        Assert.Equal(isLookedUp, Planner.Plan(resolved with { MayBeReopened = true }) is Step.LookUp);
        Assert.IsNotType<Step.LookUp>(Planner.Plan(resolved with { MayBeReopened = true, IsGone = true }));
    }

    /// <summary>A replica whose clock is ahead has recorded the expiry, which this one does not see yet.</summary>
    [Theory]
    [InlineData("Expired")]
    [InlineData("Removed")]
    public void Plan_PendingAfterItWasRecordedAsOver_IsNotReopened(string resolution)
    {
        var situation = True(Some.Request()) with { EndSeen = Some.Now.AddSeconds(-600) };
        situation = situation with
        {
            Ledger = situation.Ledger! with { Resolution = Enum.Parse<Resolution>(resolution) },
        };

        Assert.IsNotType<Step.LookUp>(Planner.Plan(situation));
        Assert.IsNotType<Step.Reopen>(Planner.Plan(situation with { IsReopened = true }));
    }

    [Fact]
    public void Plan_Reopened_IsClearedOnceAndSaysSoToThoseWhoHeardOfTheEnd()
    {
        var situation = True(Some.Request(), Some.Decision()) with { IsReopened = true };
        situation = situation with
        {
            Ledger = situation.Ledger! with
            {
                Resolution = Resolution.Approved,
                Votes = [Some.Vote()],
                Notifications = [new(Notification.Ended, "Approved")],
            },
        };
        Assert.IsType<Step.Reopen>(Planner.Plan(situation));
        var settled = Settle(Planner, situation, out _);
        Assert.False(settled.Ledger!.IsDecided);
        Assert.Empty(settled.Ledger.Votes);
        Assert.Equal(
            ("1", true),
            (
                settled.Ledger.NotificationOf(Notification.Reopened)!.Stamp,
                settled.Ledger.NotificationOf(Notification.Ended) is null
            )
        );
    }

    [Fact]
    public void Plan_AnotherReplicaWroteMeanwhile_SendsAgain() =>
        Assert.IsType<Step.Update>(Planner.Plan(True(Some.Request()) with { SendAgain = true }));

    [Theory]
    [InlineData(29, false)]
    [InlineData(30, true)]
    public void Plan_ClaimOfAnotherReplica_IsTakenOverOnceItIsOld(int seconds, bool isTaken)
    {
        var situation = Some.Situation(
            Some.Request(),
            Some.Ledger(new Delivery.Claimed([Some.Recipient], Some.Recipient))
        ) with
        {
            LedgerSeen = Some.Now.AddSeconds(-seconds),
        };
        var step = Planner.Plan(situation);
        if (isTaken) Assert.Equal(Some.Recipient, Assert.Single(Assert.IsType<Step.Announce>(step).Recipients));
        else Assert.Equal(Some.Now.AddSeconds(1), Assert.IsType<Step.Rest>(step).Until);
    }

    [Fact]
    public void Plan_EndedSinceTheLedgerWasRead_IsReadBeforeAnythingIsShown()
    {
        var situation = Some.Situation(
            Some.Request(RequestState.Denied),
            Some.Ledger(Some.Posted(view: "0123456789abcdef"))
        ) with
        {
            LedgerPrecedesEnd = true,
        };
        Assert.IsType<Step.ReadLedger>(Planner.Plan(situation));
        Assert.IsType<Step.Update>(Planner.Plan(situation with { LedgerPrecedesEnd = false }));
        Assert.IsType<Step.Update>(
            Planner.Plan(
                situation with
                {
                    Ledger = situation.Ledger! with { Decision = Some.Decision(RequestState.Denied) },
                }
            )
        );
    }

    [Fact]
    public void Plan_AnotherReplicaIsDeciding_LeavesTheMessageToItForAWhile()
    {
        var situation = Some.Situation(
            Some.Request(),
            Some.Ledger(Some.Posted(view: "0123456789abcdef")) with
            {
                Decision = Some.Decision(outcome: DecisionOutcome.Open),
            }
        ) with
        {
            LedgerSeen = Some.Now,
        };
        Assert.Equal(Some.Now + Planner.ClaimIsOld, Assert.IsType<Step.Rest>(Planner.Plan(situation)).Until);
        Assert.IsType<Step.CarryOut>(Planner.Plan(situation with { LedgerSeen = Some.Now - Planner.ClaimIsOld }));
    }

    [Fact]
    public void Plan_EndedWhileAReplicaWasPosting_ReadsTheLedger()
    {
        var situation = Some.Situation(
            Some.Request(RequestState.Promoted),
            Some.Ledger(new Delivery.Claimed([Some.Recipient], Some.Recipient))
        ) with
        {
            LedgerPrecedesEnd = true,
        };
        Assert.IsType<Step.ReadLedger>(Planner.Plan(situation));
        situation = situation with { LedgerPrecedesEnd = false };
        Assert.IsType<Step.RecordEnd>(Planner.Plan(situation));
        var recorded = situation.Ledger! with { Resolution = Resolution.Promoted };
        Assert.IsType<Step.Rest>(Planner.Plan(situation with { Ledger = recorded }));
    }

    [Theory]
    [InlineData(29, false)]
    [InlineData(30, true)]
    public void Plan_OldClaimOfAResolvedRequest_IsLookedForBeforeItIsForgotten(int seconds, bool isOld)
    {
        var claim = new Delivery.Claimed([Some.Recipient], Some.Recipient);
        var step = Planner.Plan(
            Some.Situation(
                Some.Request(RequestState.Denied),
                Some.Ledger(claim) with { Resolution = Resolution.Denied }
            ) with
            {
                LedgerSeen = Some.Now.AddSeconds(-seconds),
            }
        );
        if (isOld) Assert.Equal(claim.Address, Assert.Single(Assert.IsType<Step.Recover>(step).Claims).Address);
        else Assert.False(Assert.IsType<Step.Rest>(step).Forget);
    }

    [Theory]
    [InlineData("Pending", 0, true)]
    [InlineData("Pending", 1, false)]
    [InlineData("Denied", 0, true)]
    [InlineData("Denied", 1, false)]
    public void Plan_ServerErrorForOurClaim_IsLookedForOnceItIsNoLongerParked(string state, int parked, bool isLooked)
    {
        var claim = new Delivery.Claimed([Some.Recipient], Some.Recipient);
        var key = WaitKey.Of(claim);
        var step = Planner.Plan(
            Some.Situation(
                Some.Request(Enum.Parse<RequestState>(state)),
                Some.Ledger(claim) with { Resolution = state == "Denied" ? Resolution.Denied : null }
            ) with
            {
                Unanswered = [key],
                Parked = ImmutableDictionary<WaitKey, DateTimeOffset>.Empty.Add(key, Some.Now.AddSeconds(parked)),
            }
        );
        if (isLooked) Assert.True(step is Step.Announce or Step.Recover);
        else Assert.Equal(Some.Now.AddSeconds(parked), Assert.IsType<Step.Rest>(step).Until);
    }

    [Theory]
    [InlineData(false, 0, false)]
    [InlineData(false, 30, true)]
    [InlineData(true, 0, true)]
    public void Plan_DecisionWithoutOutcome_IsFinishedByItsMakerOrWhenOld(bool isOurs, int seconds, bool isFinished)
    {
        var ledger = Some.Ledger() with { Decision = Some.Decision(outcome: DecisionOutcome.Open) };
        var situation = Some.Situation(Some.Request(), ledger) with
        {
            DecisionIsOurs = isOurs,
            LedgerSeen = Some.Now.AddSeconds(-seconds),
        };
        Assert.Equal(isFinished, Planner.Plan(situation) is Step.CarryOut);
    }

    [Fact]
    public void Plan_DecisionThatWaitsForTeleport_RestsUntilItsTurn()
    {
        var later = Some.Now.AddSeconds(5);
        var situation = True(Some.Request(), Some.Decision(outcome: DecisionOutcome.Open)) with
        {
            DecisionIsOurs = true,
            Parked = ImmutableDictionary<WaitKey, DateTimeOffset>.Empty.Add(WaitKey.Decision, later),
        };
        Assert.Equal(later, Assert.IsType<Step.Rest>(Planner.Plan(situation)).Until);
        Assert.IsType<Step.CarryOut>(Planner.Plan(situation with { Now = later }));
    }

    /// <summary>Teleport's answer was lost and its event was not: a person waits to hear how it ended.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Plan_DecisionWithoutOutcomeAfterTheEnd_IsFinishedByItsMakerAtOnce(bool isOurs)
    {
        var situation = True(Some.Request(RequestState.Approved), Some.Decision(outcome: DecisionOutcome.Open)) with
        {
            DecisionIsOurs = isOurs,
            LedgerSeen = Some.Now.AddMinutes(-1),
            Parked = ImmutableDictionary<WaitKey, DateTimeOffset>.Empty.Add(
                WaitKey.Decision,
                Some.Now.AddSeconds(5)
            ),
        };
        Assert.Equal(isOurs, Planner.Plan(situation) is Step.CarryOut);
    }

    [Theory]
    [InlineData("Approved", true)]
    [InlineData("Denied", true)]
    [InlineData("Promoted", false)]
    public void Plan_EndSeenAfterTheLedger_LooksWhoDecidedBeforeItIsShown(string state, bool isRead)
    {
        var situation = Some.Situation(Some.Request(Enum.Parse<RequestState>(state)), Some.Ledger(Some.Posted())) with
        {
            LedgerPrecedesEnd = true,
        };
        Assert.Equal(isRead, Planner.Plan(situation) is Step.ReadLedger);
        Assert.IsType<Step.Update>(Planner.Plan(situation with { LedgerPrecedesEnd = false }));
    }

    [Fact]
    public void Plan_FailedDestinationThatIsNoLongerConfigured_IsForgotten()
    {
        var ledger = Some.Ledger(new Delivery.Failed(["typo"], "channel_not_found"));
        ledger = ledger.With(Some.Posted());
        ledger = ledger.With(
            Some.Posted(view: Planner.View(Some.Situation(Some.Request(), ledger), ledger.Posted.Single()).Hash())
        );

        var step = Assert.IsType<Step.ForgetDestinations>(Planner.Plan(Some.Situation(Some.Request(), ledger)));

        Assert.Equal(["typo"], Assert.Single(step.Destinations).Names.AsEnumerable());
        var forgotten = ledger.WithoutFailed(step.Destinations);
        Assert.IsType<Step.Rest>(Planner.Plan(Some.Situation(Some.Request(), forgotten)));
    }

    /// <summary>It may have been posted, and nobody is to post it again.</summary>
    [Fact]
    public void Plan_OldClaimThatIsNoLongerConfigured_IsOnlyLookedFor()
    {
        var ledger = Some.Ledger(new Delivery.Claimed(["typo"], "typo"), Some.Posted());
        ledger = ledger.With(
            Some.Posted(view: Planner.View(Some.Situation(Some.Request(), ledger), ledger.Posted.Single()).Hash())
        );
        var now = Some.Situation(Some.Request(), ledger);

        Assert.IsType<Step.Rest>(Planner.Plan(now));
        var later = now with { Now = now.LedgerSeen + Planner.ClaimIsOld };
        Assert.Equal("typo", Assert.Single(Assert.IsType<Step.Recover>(Planner.Plan(later)).Claims).Address);
    }

    [Fact]
    public void Plan_FailedDestination_IsTriedAgainWhenItsTimeHasCome()
    {
        var later = Some.Now.AddMinutes(10);
        var situation = Some.Situation(
            Some.Request(),
            Some.Ledger(new Delivery.Failed([Some.Recipient], "channel_not_found"))
        ) with
        {
            Parked = ImmutableDictionary<WaitKey, DateTimeOffset>.Empty.Add(WaitKey.Of(Some.Recipient), later),
        };
        Assert.Equal(later, Assert.IsType<Step.Rest>(Planner.Plan(situation)).Until);
        Assert.Equal(
            Some.Recipient,
            Assert.Single(Assert.IsType<Step.Announce>(Planner.Plan(situation with { Now = later })).Recipients)
        );
    }

    [Fact]
    public void Plan_GoPluginsEntry_IsTakenOverWithoutPostingAgain()
    {
        var entry = Codec.Entry(
            new Dictionary<string, string> { ["user"] = "alice", ["messages"] = $"{Some.Channel}/{Some.Ts}" }
        );
        var situation = Some.Situation(Some.Request(), null) with
        {
            Rejected = new(EntryFault.GoPlugin, entry, Some.Now),
        };
        Assert.IsType<Step.ReplaceEntry>(Planner.Plan(situation));
    }

    [Fact]
    public void Plan_PendingInTheLedgerButNothingKnownOfTheRequest_LeavesTheMessage() =>
        Assert.IsType<Step.Rest>(Planner.Plan(Some.Situation(null, Some.Ledger(Some.Posted(view: "old")))));

    [Fact]
    public void Plan_RequestWithoutExpiryWhoseLedgerHasAPastOne_DoesNotWakeUpInThePast()
    {
        var ledger = Some.Ledger() with
        {
            Facts = RequestFacts.Of(Some.Request() with { Expires = Some.Now.AddHours(-1) }),
        };
        var situation = True(Some.Request() with { Expires = null });
        Assert.Null(
            Assert
                .IsType<Step.Rest>(
                    Planner.Plan(situation with { Ledger = situation.Ledger! with { Facts = ledger.Facts } })
                )
                .Until
        );
    }

    [Fact]
    public void View_ProxyAddressUnknown_HasNoLink() =>
        Assert.Null(
            new Planner(Some.Policy(), "c", "", null)
                .View(Some.Situation(Some.Request(), Some.Ledger()), Some.Posted())
                .Link
        );

    [Fact]
    public void View_RequestOnTheWeb_IsLinkedByItsEscapedId() => Assert.Equal(
            "https://teleport.example.com:8443/web/requests/a%2Fb%3Fc",
            new Planner(Some.Policy(), "c", "teleport.example.com:8443", null)
                .View(Some.Situation(Some.Request(), null) with { RequestId = "a/b?c" }, Some.Posted())
                .Link?.AbsoluteUri
        );

    [Fact]
    public void View_StateAgainstThresholds_SaysThatTheyAreOverridden()
    {
        var policy = Some.Policy() with { Settings = Some.Settings with { Via = Via.State } };
        var request = Some.Request() with { Thresholds = [new("", 2, 1)] };
        Assert.True(
            Some.Planner(policy).View(Some.Situation(request, Some.Ledger()), Some.Posted()).OverridesThresholds
        );
        Assert.False(Some.Planner().View(Some.Situation(request, Some.Ledger()), Some.Posted()).OverridesThresholds);
    }

    [Fact]
    public void Plan_SameSituation_GivesTheSameStep() => Any.Holds(Any.Situation, sample =>
        Assert.Equal(Describe(sample.Planner.Plan(sample.Situation)), Describe(sample.Planner.Plan(sample.Situation))));

    [Fact]
    public void Plan_ResolvedRequest_IsNeverAnnouncedNorFinishedByAnotherReplica() => Any.Holds(Any.Situation, sample =>
        {
            var now = sample.Situation;
            if (RequestStatus.Of(now.Request, now.IsGone, now.Ledger, now.Now) is RequestStatus.Resolved)
                Assert.False(
                    sample.Planner.Plan(now) is Step.Announce
                        || (sample.Planner.Plan(now) is Step.CarryOut && !now.DecisionIsOurs)
                );
        });

    [Fact]
    public void Plan_EachStepCarriedOut_ComesToRestAndWakesUpLater() => Any.Holds(Any.Situation, sample =>
    {
        var situation = sample.Situation;
        var end = situation.Request is { } request ? request.AccessUntil : situation.Ledger?.Facts.AccessUntil;
        if (end - situation.Now > TimeSpan.FromHours(6)) return; // it waits for that, a quarter of an hour at a time
        for (var turn = 0; turn < 60; turn++)
        {
            situation = Settle(sample.Planner, situation, out var rest);
            if (rest.Until is not { } until) return;
            Assert.False(rest.Forget);
            Assert.True(until > situation.Now, "would wake up at once, again and again");
            situation = situation with { Now = until };
        }

        Assert.Fail("wakes up for ever");
    }, times: 1000);

    [Fact]
    public void Plan_EveryMessageAtRest_ShowsThePresentState() =>
        Any.Holds(
            Any.Situation,
            sample =>
            {
                var settled = Settle(sample.Planner, sample.Situation, out var rest);
                if (settled.Request is null || settled.Ledger is null)
                    return;
                if (
                    settled.Ledger.Decision is { Outcome: DecisionOutcome.Open }
                    && rest.Until <= settled.LedgerSeen + Planner.ClaimIsOld
                )
                    return; // another replica is about to show the end
                Assert.All(settled.Ledger.Posted.Where(posted => !settled.IsParked(posted)), posted =>
                    Assert.Equal(sample.Planner.View(settled, posted).Hash(), posted.View)
                );
            },
            times: 1000
        );

    [Fact]
    public void Plan_ForgottenWithAMessage_HasRecordedTheEnd() =>
        Any.Holds(
            Any.Situation,
            sample =>
            {
                if (sample.Situation.Ledger is not { } posted)
                    return;
                var shown = posted.Posted.Aggregate(posted, (ledger, message) =>
                    ledger.With(message with { View = sample.Planner.View(sample.Situation, message).Hash() })
                );
                var settled = Settle(sample.Planner, sample.Situation with { Ledger = shown }, out var rest);
                if (!rest.Forget || settled.Ledger is not { } ledger || !ledger.Posted.Any())
                    return;
                Assert.Equal(
                    (
                        (RequestStatus.Resolved)RequestStatus.Of(settled.Request, settled.IsGone, ledger, settled.Now)
                    ).Resolution,
                    ledger.Resolution
                );
            },
            times: 1000
        );

    private static Situation Settle(Planner planner, Situation situation, out Step.Rest rest)
    {
        for (var steps = 0; steps < 24; steps++)
        {
            var step = planner.Plan(situation);
            if (step is Step.Rest found)
            {
                rest = found;
                return situation;
            }

            situation = Carry(planner, situation, step);
        }

        throw new InvalidOperationException(
            $"no rest after 24 steps; the last was {Describe(planner.Plan(situation))}"
        );
    }

    /// <summary>What the situation is after a step went well.</summary>
    private static Situation Carry(Planner planner, Situation now, Step step) => step switch
    {
        Step.ReadLedger => now with { LedgerIsKnown = true, LedgerPrecedesEnd = false },
        Step.Announce announce => Announced(planner, now, announce.Recipients),
        Step.Update correct => now with
        {
            SendAgain = false,
            Ledger = correct.Messages.Aggregate(now.Ledger!, (ledger, message) =>
                ledger.With(message with { View = planner.View(now, message).Hash() })
            ) with
            {
                Resolution = (
                    RequestStatus.Of(now.Request, now.IsGone, now.Ledger, now.Now) as RequestStatus.Resolved
                )?.Resolution,
            },
        },
        Step.RecordEnd => now with
        {
            Ledger = now.Ledger! with
            {
                Resolution = (
                    (RequestStatus.Resolved)RequestStatus.Of(now.Request, now.IsGone, now.Ledger, now.Now)
                ).Resolution,
            },
        },
        Step.ForgetDestinations forget => now with { Ledger = now.Ledger!.WithoutFailed(forget.Destinations) },
        Step.Recover recover => now with
        {
            Ledger = recover.Claims.Aggregate(now.Ledger!, (ledger, claim) =>
                ledger.WithFound(Some.Posted(channel: $"C{claim.Address}") with { Names = claim.Names })
            ),
        },
        Step.Escalate escalate => Escalated(now, escalate.Rules),
        Step.LookUp => now with
        {
            MayBeReopened = false,
            IsReopened = now.Request!.State == RequestState.Pending,
        },
        Step.Reopen => now with
        {
            IsReopened = false,
            EndSeen = null,
            Ledger = now.Ledger!.Reopened(
                NotificationPlan.AfterReopening(now.Ledger, planner.Notifications)
            ),
        },
        Step.Notify { Notification: { } told } => now with
        {
            Ledger = (told.IsOfAccessEnd ? OutcomeRecord.Of(now, Some.Policy()) : now.Ledger!).With(
                told with { Waiting = [], By = "" }
            ),
        },
        Step.Dismiss dismiss => now with { Ledger = now.Ledger!.With(dismiss.Notification) },
        Step.GiveUp giveUp => now with
        {
            Ledger = now.Ledger!.With(giveUp.Notification with { Claimed = [], By = "" }),
        },
        Step.CarryOut finish => now with
        {
            Request = now.Request! with { State = finish.Decision.State },
            Ledger = now.Ledger! with { Decision = finish.Decision with { Outcome = DecisionOutcome.Done } },
        },
        _ => throw new InvalidOperationException($"nothing to carry out: {step}"),
    };

    private static Situation Escalated(Situation now, ImmutableArray<string> rules)
    {
        var details = now.Request!.Details;
        details = details with { Escalated = [.. details.Escalated.Union(rules)] };
        return now with
        {
            Request = now.Request with { Details = details },
            Ledger = now.Ledger! with { Facts = now.Ledger.Facts with { Details = details } },
        };
    }

    private static Situation Announced(Planner planner, Situation now, ImmutableArray<string> recipients)
    {
        var ledger = now.Ledger ?? new Ledger { Facts = RequestFacts.Of(now.Request!) };
        foreach (var recipient in recipients)
        {
            var posted = Some.Posted(recipient, $"C{recipient}");
            var known = ledger.Deliveries.FirstOrDefault(delivery => delivery.IsFor(recipient));
            posted = posted with { Names = known?.Names ?? posted.Names };
            ledger = ledger.With(posted with { View = planner.View(now with { Ledger = ledger }, posted).Hash() });
        }

        return now with { Ledger = ledger, LedgerIsKnown = true, LedgerSeen = now.Now };
    }

    private static Situation True(AccessRequest request, Decision? decision = null)
    {
        var situation = Some.Situation(request, Some.Ledger() with { Decision = decision });
        return situation with
        {
            Ledger = situation.Ledger!.With(Some.Posted(view: Planner.View(situation, Some.Posted()).Hash())),
        };
    }

    private static string Describe(Step step) => step switch
    {
        Step.Announce announce => $"announce {string.Join(',', announce.Recipients)} {step.Reason}",
        Step.Update correct => $"correct {string.Join(',', correct.Messages)} {step.Reason}",
        Step.Notify tell =>
            $"tell {tell.Notification.Key} {tell.Notification.Stamp} " +
            $"{string.Join(',', tell.Notification.Waiting)} {step.Reason}",
        Step.GiveUp giveUp => $"give up {giveUp.Notification.Key} {step.Reason}",
        _ => step.ToString(),
    };
}
