using AccessSlack.Messages;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Reconciliation;

/// <summary>What two replicas, a stop or a failing write must not turn into two replies.</summary>
public class ThreadNotifierClaimTests : ThreadNotifierTest
{
    [Fact]
    public async Task Tell_AnotherReplicaClaimsFirst_SaysNothing()
    {
        var tracked = Ended();
        var theirs = Note() with { Claimed = [Some.Channel], By = "them" };
        Scene.PluginData.LoseRaceTo(Ledger().With(theirs) with { Rev = 2 });

        await NotifyAsync(tracked, Some.Channel);

        Assert.Empty(Scene.SlackCalls);
        Assert.Equal("them", tracked.Ledger!.NotificationOf(Notification.Ended)!.By);
        Scene.Slack.Verify(slack => slack.WithdrawReply(Some.Channel, It.Is<Waiter>(waiter => waiter.IsReply)));
    }

    [Fact]
    public async Task Tell_AnotherReplicaSentItWhileItWaited_TakesNoTurn()
    {
        var tracked = Ended();
        NoRoomAt(Some.Channel, 5);
        await NotifyAsync(tracked, Some.Channel);
        Scene.Slack.Invocations.Clear();
        Scene.PluginData.Ledger = Ledger().With(Note()) with { Rev = 2 };

        await NotifyAsync(tracked, Some.Channel);

        Assert.Empty(Scene.SlackCalls);
        Scene.Slack.Verify(slack => slack.WithdrawReply(Some.Channel, It.IsAny<Waiter>()), Times.Once);
        Scene.Slack.VerifyNoOtherCalls();
        Assert.Equal(2, tracked.Rev);
    }

    [Theory]
    [InlineData("Unreachable")]
    [InlineData("Busy")]
    [InlineData("NotPermitted")]
    [InlineData("Refused")]
    public async Task Tell_ClaimCannotBeWritten_SaysNothing(string failure)
    {
        var tracked = Ended();
        Scene.PluginData.FailWrite(Enum.Parse<TeleportFailure>(failure));

        await Assert.ThrowsAsync<TeleportException>(() => NotifyAsync(tracked, Some.Channel));

        Assert.Empty(Scene.SlackCalls);
        Assert.Null(Stored());
    }

    [Fact]
    public async Task Tell_ClaimOfOursThatCouldNotBegin_AsksForNoSecondPermit()
    {
        var begun = Note() with { Claimed = [Some.Channel], Waiting = [OtherChannel], By = "us" };
        var tracked = Scene.Track(Some.Request(RequestState.Approved), Ledger().With(begun));
        AllSent();

        await NotifyAsync(tracked, Some.Channel);

        Assert.Equal([$"ReplyAsync {Some.Channel}"], Scene.SlackCalls);
        Assert.Single(Scene.Slack.Invocations);
        Assert.Equal<string>([OtherChannel], Stored()!.Waiting); // has not had its turn
    }

    [Fact]
    public async Task Tell_StoppedWhileTelling_IsToldAndRecordedAllTheSame()
    {
        var tracked = Ended();
        using var stop = new CancellationTokenSource();
        Scene.PluginData.BeforeWrite(() => { /* the claim */ });
        Scene.Slack.Setup(slack => slack.ReplyAsync(Some.Channel, Some.Ts, It.IsAny<ComposedReply>(), default))
            .Callback(stop.Cancel)
            .ReturnsAsync(StepScene.Sent());

        await Scene.Get<ThreadNotifier>().NotifyAsync(tracked, Note(Some.Channel), stop.Token);

        AssertSettled();
    }

    [Fact]
    public async Task Tell_AnotherReplicaGaveOurClaimUpMeanwhile_ItsNotesStand()
    {
        var tracked = Ended();
        AllSent();
        var theirs = new Notification("remind", "1") { Claimed = [Some.Channel], By = "them" };
        Scene.PluginData.BeforeWrite(() => { /* the claim */ });
        Scene.PluginData.LoseRaceTo(Ledger().With(Note() with { Stamp = "Denied" }).With(theirs) with { Rev = 3 });

        await NotifyAsync(tracked, Some.Channel);

        Assert.Equal("Denied", Stored()!.Stamp);
        Assert.Equal("them", Scene.Stored!.NotificationOf("remind")!.By);
        Assert.Equal([$"ReplyAsync {Some.Channel}"], Scene.SlackCalls);
    }

    [Fact]
    public async Task Tell_RecordCannotBeWritten_IsRememberedSoThatNoOneIsToldTwice()
    {
        var tracked = Ended();
        AllSent();
        Scene.PluginData.BeforeWrite(() => { /* the claim */ });
        Scene.PluginData.FailWrite(TeleportFailure.Unreachable);

        await Assert.ThrowsAsync<TeleportException>(() => NotifyAsync(tracked, Some.Channel));

        Assert.Empty(tracked.Ledger!.NotificationOf(Notification.Ended)!.Claimed);
        await Scene.Get<LedgerStore>().SaveAsync(tracked, default);
        AssertSettled();
    }

    /// <summary>
    /// Teleport carried our record out. What it left to send, another replica has taken and perhaps sent.
    /// </summary>
    [Theory]
    [InlineData("refused for now", "sent")]
    [InlineData("refused for now", "claimed")]
    [InlineData("had to wait", "sent")]
    [InlineData("had to wait", "claimed")]
    public async Task Tell_AnswerToTheRecordIsLost_WhatAnotherReplicaDidSinceStands(string left, string byThem)
    {
        var tracked = Ended();
        AllSent();
        if (left == "refused for now") Scene.OnReply(OtherChannel, StepScene.Failed(SlackFailureKind.TryLater));
        else NoRoomAt(OtherChannel, 5);
        Scene.PluginData.BeforeWrite(() => { /* the claim */ });
        Scene.PluginData.FailWrite(TeleportFailure.Unreachable);
        await Assert.ThrowsAsync<TeleportException>(() => NotifyAsync(tracked, Some.Channel, OtherChannel));
        var theirs = byThem == "sent" ? Note() : Note() with { Claimed = [OtherChannel], By = "them" };
        Scene.PluginData.Ledger = Ledger().With(theirs) with { Rev = 4 };

        await Scene.Get<LedgerStore>().SaveAsync(tracked, default);

        Assert.Empty(Stored()!.Waiting);
        Assert.Equal<string>(theirs.Claimed, Stored()!.Claimed);
        Assert.Equal(theirs.By, Stored()!.By);
    }

    [Fact]
    public async Task Tell_AnswersToTheRecordAndTheNextClaimAreLost_OnlyTheNextClaimIsLeft()
    {
        var tracked = Ended();
        AllSent();
        NoRoomAt(OtherChannel, 5);
        Scene.PluginData.BeforeWrite(() => { /* the claim */ });
        Scene.PluginData.FailWrite(TeleportFailure.Unreachable);
        await Assert.ThrowsAsync<TeleportException>(() => NotifyAsync(tracked, Some.Channel, OtherChannel));
        Scene.PluginData.Ledger =
            Ledger().With(Note() with { Claimed = [OtherChannel], By = "us" }) with { Rev = 4 };

        await Scene.Get<LedgerStore>().SaveAsync(tracked, default);

        Assert.Equal<string>([OtherChannel], Stored()!.Claimed);
        Assert.Equal("us", Stored()!.By);
        Assert.Empty(Stored()!.Waiting);
    }

    [Fact]
    public async Task GiveUp_ClaimOfAStoppedReplica_IsRecordedWithoutSayingAnything()
    {
        var theirs = Note() with { Claimed = [Some.Channel], Waiting = [OtherChannel], By = "them" };
        var tracked = Scene.Track(Some.Request(RequestState.Approved), Ledger().With(theirs));

        await Scene.Get<ThreadNotifier>().GiveUpAsync(tracked, theirs, default);

        Assert.Empty(Stored()!.Claimed);
        Assert.Equal<string>([OtherChannel], Stored()!.Waiting);
        Assert.Equal(1, Scene.Log.Count(LogLevel.Warning, $"stopped while sending notification end to {Some.Channel}"));
    }

    [Fact]
    public async Task GiveUp_TheReplicaRecordsItAfterAll_TakesItsLedgerAndLogsNothing()
    {
        var theirs = Note() with { Claimed = [Some.Channel], By = "them" };
        var tracked = Scene.Track(Some.Request(RequestState.Approved), Ledger().With(theirs));
        Scene.PluginData.LoseRaceTo(Ledger().With(Note()) with { Rev = 2 });

        await Scene.Get<ThreadNotifier>().GiveUpAsync(tracked, theirs, default);

        Assert.Equal(2, tracked.Rev);
        Assert.Empty(Scene.Log.All);
    }
}
