using AccessSlack.Messages;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Reconciliation;

public sealed class AnnouncerTests : IDisposable
{
    private const string Other = "dba-team";

    private readonly StepScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Run_NewRequest_ClaimsAllRecipientsInOneWriteBeforeAnythingIsPosted()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        Ledger? atPost = null;
        _scene.Slack.Setup(slack => slack.PostAsync(It.IsAny<string>(), It.IsAny<ComposedMessage>(), default))
            .Callback(() => atPost ??= _scene.Stored)
            .ReturnsAsync((string to, ComposedMessage _, CancellationToken _) => StepScene.Sent(IdOf(to)));

        await RunAsync(tracked, Some.Recipient, Other);

        Assert.Equal([Some.Recipient, Other], atPost!.Claimed.Select(claimed => claimed.Address));
        Assert.Equal(1, atPost.Rev);
        Assert.Equal([$"PostAsync {Some.Recipient}", $"PostAsync {Other}"], _scene.SlackCalls);
        Assert.Equal([Some.Channel, "C0DBA00001"], _scene.Stored!.Posted.Select(posted => posted.Channel));
        Assert.Empty(_scene.Stored.Claimed);
    }

    [Fact]
    public async Task Run_AnotherReplicaClaimsFirst_PostsNothingAndTakesItsLedger()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        var theirs = Some.Ledger(new Delivery.Claimed([Some.Recipient], Some.Recipient));
        _scene.PluginData.LoseRaceTo(theirs);

        await RunAsync(tracked, Some.Recipient);

        Assert.Empty(_scene.SlackCalls);
        Assert.Equal(Some.Recipient, Assert.Single(tracked.Ledger!.Claimed).Address);
        Assert.Equal(theirs.Rev, _scene.Stored!.Rev);
    }

    [Theory]
    [InlineData("Unreachable")]
    [InlineData("Busy")]
    [InlineData("NotPermitted")]
    [InlineData("Refused")]
    [InlineData("Unsupported")]
    [InlineData("Unexpected")]
    public async Task Run_ClaimCannotBeWritten_PostsNothing(string failure)
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        _scene.PluginData.FailWrite(Enum.Parse<TeleportFailure>(failure));

        var thrown = await Assert.ThrowsAsync<TeleportException>(() => RunAsync(tracked, Some.Recipient));

        Assert.Equal(failure, thrown.Failure.ToString());
        Assert.Empty(_scene.SlackCalls);
        Assert.Null(_scene.Stored);
    }

    [Fact]
    public async Task Run_OneDestinationRefuses_TheOthersArePosted()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        _scene.OnPost(Some.Recipient, StepScene.Failed(SlackFailureKind.Destination, "channel_not_found"));
        _scene.OnPost(Other, StepScene.Sent("C0DBA00001"));

        await RunAsync(tracked, Some.Recipient, Other);

        Assert.Equal(new Delivery.Failed([Some.Recipient], "channel_not_found").Code, Failure(Some.Recipient));
        Assert.Equal("C0DBA00001", Assert.Single(_scene.Stored!.Posted).Channel);
        Assert.True(_scene.Readiness.IsReady);
    }

    [Fact]
    public async Task Run_EveryDestinationRefuses_IsNotReadyUntilOneAcceptsAgain()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        _scene.OnPost(Some.Recipient, StepScene.Failed(SlackFailureKind.Destination));

        await RunAsync(tracked, Some.Recipient);
        Assert.Equal("Not ready: no Slack destination works", _scene.Readiness.Status);
        Assert.Equal(1, _scene.Log.Count(LogLevel.Error, "could not be posted anywhere"));

        _scene.OnPost(Some.Recipient, StepScene.Sent());
        await RunAsync(tracked, Some.Recipient);
        Assert.True(_scene.Readiness.IsReady);
    }

    [Theory]
    [InlineData("TryLater")]
    [InlineData("Ambiguous")]
    public async Task Run_OneOfTheFailuresPassesByItself_StaysReady(string kind)
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        _scene.OnPost(Some.Recipient, StepScene.Failed(SlackFailureKind.Destination));
        _scene.OnPost(Other, StepScene.Failed(Enum.Parse<SlackFailureKind>(kind)));

        await RunAsync(tracked, Some.Recipient, Other);

        Assert.True(_scene.Readiness.IsReady);
    }

    [Fact]
    public async Task Run_EmailThatSlackCannotResolve_IsRecordedAsFailedAndParked()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        const string email = "carol@example.com";
        _scene.Directory.Setup(slack => slack.FindUserByEmailAsync(email, default))
            .ReturnsAsync(StepScene.Failed<SlackUser>(SlackFailureKind.Destination, "users_not_found"));

        await RunAsync(tracked, email);

        Assert.Empty(_scene.SlackCalls);
        Assert.Equal("users_not_found", Failure(email));
        Assert.Equal(TimeSpan.FromMinutes(10), _scene.Wait(tracked, email));
    }

    [Fact]
    public async Task Run_RateLimitHasNoRoom_WritesNoClaimAndParksEachNameOfTheDestination()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        _scene.Directory.Setup(slack => slack.GetChannelNameAsync(Some.Channel, default))
            .ReturnsAsync(new SlackResult<string>.Ok(Some.Recipient));
        NoRoomAt(Some.Recipient);

        await RunAsync(tracked, Some.Recipient, Some.Channel);

        Assert.Equal(0, _scene.PluginData.Writes);
        Assert.Empty(_scene.SlackCalls);
        Assert.Equal(TimeSpan.FromSeconds(3), _scene.Wait(tracked, Some.Recipient));
        Assert.Equal(TimeSpan.FromSeconds(3), _scene.Wait(tracked, Some.Channel));
    }

    /// <summary>A process that starts meanwhile must not judge it once more.</summary>
    [Fact]
    public async Task Run_LeftToPeopleAndRateLimitHasNoRoom_TheLedgerSaysSoAtOnce()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        tracked.SawDetails(RequestDetails.None with { Automatic = AutomaticOutcome.People }, Some.Request().Digest);
        NoRoomAt(Some.Recipient);

        await RunAsync(tracked, Some.Recipient);
        await RunAsync(tracked, Some.Recipient);

        Assert.Empty(_scene.Stored!.Deliveries);
        Assert.Equal(AutomaticOutcome.People, _scene.Stored.Facts.Details.Automatic);
        Assert.Equal(1, _scene.Stored.Rev);
    }

    [Fact]
    public async Task Run_RateLimitHasRoomForSome_ClaimsAndPostsOnlyThose()
    {
        var tracked = _scene.Track(Some.Request(), ledger: null);
        NoRoomAt(Some.Recipient);
        _scene.OnPost(Other, StepScene.Failed(SlackFailureKind.Destination));

        await RunAsync(tracked, Some.Recipient, Other);

        Assert.Equal([$"PostAsync {Other}"], _scene.SlackCalls);
        Assert.Equal(Other, Assert.Single(_scene.Stored!.Deliveries).Names[0]);
        Assert.True(_scene.Readiness.IsReady); // one destination was not tried yet
    }

    [Fact]
    public async Task Run_RecipientWhoseChannelHasTheMessage_JoinsItWithoutAPermitOrAPost()
    {
        var tracked = _scene.Track(Some.Request(), Some.Ledger());

        await RunAsync(tracked, Some.Channel);

        Assert.Equal<string>([Some.Recipient, Some.Channel], Assert.Single(_scene.Stored!.Posted).Names);
        Assert.Empty(_scene.Slack.Invocations);
    }

    [Fact]
    public async Task Run_ClaimLeftOverAndItsMessageExists_RecordsItAndPostsNothing()
    {
        var tracked = _scene.Track(Some.Request(), Claimed());
        _scene.OnFind(Some.Recipient, new SlackResult<PostedMessage?>.Ok(new(Some.Channel, Some.Ts, default)));

        await RunAsync(tracked, Some.Recipient);

        Assert.Equal([$"FindPostedAsync {Some.Recipient}"], _scene.SlackCalls);
        Assert.Equal((Some.Ts, ""), (_scene.Stored!.Posted.Single().Ts, _scene.Stored.Posted.Single().View));
    }

    [Fact]
    public async Task Run_ClaimLeftOverAndNoMessage_PostsIt()
    {
        var tracked = _scene.Track(Some.Request(), Claimed());
        _scene.OnFind(Some.Recipient, new SlackResult<PostedMessage?>.Ok(null));
        _scene.OnPost(Some.Recipient, StepScene.Sent());

        await RunAsync(tracked, Some.Recipient);

        Assert.Equal([$"FindPostedAsync {Some.Recipient}", $"PostAsync {Some.Recipient}"], _scene.SlackCalls);
        Assert.Equal(Some.Ts, Assert.Single(_scene.Stored!.Posted).Ts);
    }

    [Fact]
    public async Task Run_ClaimLeftOverThatCannotBeLookedUpNow_StaysClaimedAndIsNotPosted()
    {
        var tracked = _scene.Track(Some.Request(), Claimed());
        _scene.OnFind(Some.Recipient, StepScene.Failed<PostedMessage?>(SlackFailureKind.TryLater, "http_503"));

        await RunAsync(tracked, Some.Recipient);

        Assert.Equal([$"FindPostedAsync {Some.Recipient}"], _scene.SlackCalls);
        Assert.Equal(Some.Recipient, Assert.Single(_scene.Stored!.Claimed).Address);
        Assert.Equal(2, _scene.Stored.Rev); // the claim is ours now, and young
    }

    [Fact]
    public async Task Run_TwoReplicasFindTheSameLeftOver_TheOneThatLosesTheWriteDoesNotLook()
    {
        var tracked = _scene.Track(Some.Request(), Claimed());
        _scene.PluginData.LoseRaceTo(Claimed() with { Rev = 2 });

        await RunAsync(tracked, Some.Recipient);

        Assert.Empty(_scene.SlackCalls);
        Assert.Equal(2, tracked.Rev);
    }

    private Task RunAsync(TrackedRequest tracked, params string[] recipients) =>
        _scene.Get<Announcer>().RunAsync(tracked, [.. recipients], default);

    private static string IdOf(string recipient) => recipient == Other ? "C0DBA00001" : Some.Channel;

    private static Ledger Claimed() => Some.Ledger(new Delivery.Claimed([Some.Recipient], Some.Recipient));

    private string Failure(string name) =>
        _scene.Stored!.Deliveries.OfType<Delivery.Failed>().Single(failed => failed.IsFor(name)).Code;

    private void NoRoomAt(string to) =>
        _scene.Slack.Setup(slack => slack.AcquirePostPermit(to, It.IsAny<Waiter>(), false))
            .Returns(TimeSpan.FromSeconds(3));
}
