using AccessSlack.Messages;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Reconciliation;

public class ThreadNotifierTests : ThreadNotifierTest
{
    [Fact]
    public async Task Tell_Everyone_ClaimsThenTellsThenRecords()
    {
        var tracked = Ended();
        AllSent();
        Notification? atReply = null;
        Scene.Slack.Setup(slack => slack.ReplyAsync(Some.Channel, Some.Ts, It.IsAny<ComposedReply>(), default))
            .Callback(() => atReply = Stored())
            .ReturnsAsync(StepScene.Sent());

        await NotifyAsync(tracked, Some.Channel, OtherChannel, Notification.Requester);

        Assert.Equal<string>([Some.Channel, OtherChannel, Notification.Requester], atReply!.Claimed);
        Assert.Equal("us", atReply.By);
        Assert.Equal(
            [$"ReplyAsync {Some.Channel}", $"ReplyAsync {OtherChannel}", $"SendAsync {Requester}"],
            Scene.SlackCalls
        );
        AssertSettled();
    }

    [Theory]
    [InlineData("TryLater", 4)]
    [InlineData("Credentials", 60)]
    public async Task Tell_CertainlyNotSent_WaitsAndIsToldLaterAndNoOneElseTwice(string kind, int seconds)
    {
        var tracked = Ended();
        AllSent();
        Scene.OnReply(OtherChannel, StepScene.Failed(Enum.Parse<SlackFailureKind>(kind)));

        await NotifyAsync(tracked, Some.Channel, OtherChannel);

        Assert.Equal<string>([OtherChannel], Stored()!.Waiting);
        Assert.Empty(Stored()!.Claimed);
        Assert.Equal(TimeSpan.FromSeconds(seconds), Scene.Wait(tracked, WaitKey.Notification));
        Assert.Equal(kind != "Credentials", Scene.Readiness.IsReady);
        Assert.Equal(1, Scene.Log.Count(LogLevel.Warning, "it will be tried again"));
    }

    [Theory]
    [InlineData("Ambiguous")]
    [InlineData("Destination")]
    [InlineData("Gone")]
    [InlineData("Payload")]
    public async Task Tell_MayHaveBeenSentOrNeverCan_IsGivenUp(string kind)
    {
        var tracked = Ended();
        Scene.OnReply(Some.Channel, StepScene.Failed(Enum.Parse<SlackFailureKind>(kind)));

        await NotifyAsync(tracked, Some.Channel);

        AssertSettled();
        Assert.Null(Scene.Wait(tracked, WaitKey.Notification));
        Assert.Equal(1, Scene.Log.Count(LogLevel.Warning, "is given up"));
    }

    [Fact]
    public async Task Tell_TwoHaveToWait_TheLongerWaitCounts()
    {
        var tracked = Ended();
        Scene.OnReply(Some.Channel, StepScene.Failed<PostedMessage>(SlackFailureKind.TryLater, "ratelimited", 90));
        Scene.OnReply(OtherChannel, StepScene.Failed<PostedMessage>(SlackFailureKind.TryLater, "ratelimited", 30));

        await NotifyAsync(tracked, Some.Channel, OtherChannel);

        Assert.Equal(TimeSpan.FromSeconds(90), Scene.Wait(tracked, WaitKey.Notification));
    }

    [Fact]
    public async Task Tell_RateLimitHasNoRoomAnywhere_ClaimsNothingAndWaitsForTheFirst()
    {
        var tracked = Ended();
        NoRoomAt(Some.Channel, seconds: 5);
        NoRoomAt($"@alice", seconds: 2);

        await NotifyAsync(tracked, Some.Channel, Notification.Requester);

        Assert.Equal(0, Scene.PluginData.Writes);
        Assert.Empty(Scene.SlackCalls);
        Assert.Equal(TimeSpan.FromSeconds(2), Scene.Wait(tracked, WaitKey.Notification));
    }

    [Fact]
    public async Task Tell_RateLimitHasRoomForSome_TheOthersStayWaiting()
    {
        var tracked = Ended();
        AllSent();
        NoRoomAt(OtherChannel, seconds: 5);

        await NotifyAsync(tracked, Some.Channel, OtherChannel);

        Assert.Equal([$"ReplyAsync {Some.Channel}"], Scene.SlackCalls);
        Assert.Equal<string>([OtherChannel], Stored()!.Waiting);
        Assert.Empty(Stored()!.Claimed);
    }

    [Fact]
    public async Task Tell_MessageIsNotThereAnyMore_SaysNothingThere()
    {
        var tracked = Ended();

        await NotifyAsync(tracked, "C0GONE0001");

        Assert.Empty(Scene.SlackCalls);
        AssertSettled();
    }

    [Fact]
    public async Task Tell_RequesterHasNoSlackAccount_IsSettledWithoutAWord()
    {
        Scene.Use(Some.Policy());
        var tracked = Ended();

        await NotifyAsync(tracked, Notification.Requester);

        Assert.Empty(Scene.SlackCalls);
        AssertSettled();
    }

    [Fact]
    public async Task Tell_RequesterCannotBeLookedUpNow_IsToldLater()
    {
        Scene.Use(Some.Policy());
        var request = Some.Request(RequestState.Approved) with { User = "alice@example.com" };
        var tracked = Scene.Track(request, Ledger());
        Scene.Directory.Setup(slack => slack.FindUserByEmailAsync(request.User, It.IsAny<CancellationToken>()))
            .ReturnsAsync(StepScene.Failed<SlackUser>(SlackFailureKind.TryLater, "ratelimited"));

        await NotifyAsync(tracked, Notification.Requester);

        Assert.Empty(Scene.SlackCalls);
        Assert.Equal<string>([Notification.Requester], Stored()!.Waiting);
    }

    [Theory]
    [InlineData("Approved")]
    [InlineData("Denied")]
    public async Task Tell_RequestEnded_SaysHowInTheThread(string state)
    {
        var tracked = Scene.Track(Some.Request(Enum.Parse<RequestState>(state)), Ledger());
        AllSent();

        await NotifyAsync(tracked, Some.Channel);

        Scene.Slack.Verify(slack => slack.ReplyAsync(
            Some.Channel,
            Some.Ts,
            It.Is<ComposedReply>(reply => reply.Text.Contains(state, StringComparison.OrdinalIgnoreCase)),
            CancellationToken.None
        ));
    }
}
