using AccessSlack.Planning;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Reconciliation.Recovery;

public sealed class MessageRecoveryTests : IDisposable
{
    private static readonly Delivery.Claimed Claim = new([Some.Recipient], Some.Recipient);
    private static readonly Delivery.Claimed OtherClaim = new(["dba-team"], "dba-team");
    private static readonly SlackResult<PostedMessage?> None = new SlackResult<PostedMessage?>.Ok(null);

    private readonly StepScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Run_MessageExists_IsRecordedWithoutAViewSoThatItIsUpdatedNext()
    {
        var tracked = Ended(Claim);
        _scene.OnFind(Some.Recipient, Found());

        await RunAsync(tracked, Claim);

        var posted = Assert.Single(_scene.Stored!.Posted);
        Assert.Equal((Some.Channel, Some.Ts, ""), (posted.Channel, posted.Ts, posted.View));
        Assert.Equal(1, _scene.Log.Count(LogLevel.Warning, "found and recorded"));
    }

    [Fact]
    public async Task Run_NoMessage_RecordsThatNothingWasPosted()
    {
        var tracked = Ended(Claim);
        _scene.OnFind(Some.Recipient, None);

        await RunAsync(tracked, Claim);

        Assert.Equal(["not_posted"], Failures());
        Assert.Equal(1, _scene.Log.Count(LogLevel.Warning, "it had not posted it"));
    }

    [Theory]
    [InlineData("Ambiguous", "timeout")]
    [InlineData("Destination", "channel_not_found")]
    [InlineData("Gone", "message_not_found")]
    [InlineData("Payload", "invalid_arguments")]
    [InlineData("Credentials", "missing_scope")]
    public async Task Run_CanNeverBeLookedUp_IsRecordedAsNotPosted(string kind, string code)
    {
        var tracked = Ended(Claim);
        _scene.OnFind(Some.Recipient, StepScene.Failed<PostedMessage?>(Enum.Parse<SlackFailureKind>(kind), code));

        await RunAsync(tracked, Claim);

        Assert.Equal(["not_posted"], Failures());
        Assert.Equal(1, _scene.Log.Count(LogLevel.Warning, $"cannot be looked up ({code})"));
        Assert.True(_scene.Readiness.IsReady);
    }

    [Theory]
    [InlineData("TryLater", "http_503", true)]
    [InlineData("Credentials", "invalid_auth", false)]
    public async Task Run_CannotBeLookedUpNow_KeepsTheClaimUntilItIsOldAgain(string kind, string code, bool isReady)
    {
        var tracked = Ended(Claim);
        _scene.OnFind(Some.Recipient, StepScene.Failed<PostedMessage?>(Enum.Parse<SlackFailureKind>(kind), code));
        _scene.Time.Advance(TimeSpan.FromSeconds(40));

        await RunAsync(tracked, Claim);

        Assert.Single(_scene.Stored!.Claimed);
        Assert.Equal(2, _scene.Stored.Rev);
        Assert.Equal(_scene.Time.GetUtcNow(), tracked.LedgerSeen);
        Assert.Equal(1, _scene.Log.Count(LogLevel.Warning, "looking again in 30 s"));
        Assert.Equal(isReady, _scene.Readiness.IsReady);
    }

    /// <summary>Without the scope it is no reason to post again soon: the claim becomes old first, as always.</summary>
    [Theory]
    [InlineData("Credentials", "missing_scope")]
    [InlineData("Destination", "channel_not_found")]
    [InlineData("TryLater", "http_503")]
    public async Task Find_SoonAfterAServerErrorAndItCannotBeLookedUp_KeepsTheClaim(string kind, string code)
    {
        var tracked = _scene.Track(Some.Request(), Some.Ledger(Claim));
        tracked.Waits.ParkUnanswered(WaitKey.Of(Claim), TimeSpan.FromSeconds(4));
        _scene.OnFind(Some.Recipient, StepScene.Failed<PostedMessage?>(Enum.Parse<SlackFailureKind>(kind), code));

        var lookup = await _scene.Get<MessageRecovery>().FindAsync(tracked, Claim, default);

        Assert.IsType<ClaimLookup.Unknown>(lookup);
        Assert.Empty(tracked.Situation.Unanswered);
        Assert.Equal(1, _scene.Log.Count(LogLevel.Warning, "looking again in 30 s"));
        Assert.True(_scene.Readiness.IsReady);
    }

    [Fact]
    public async Task Run_OneOfTwoCannotBeLookedUpNow_TheOtherIsSettled()
    {
        var tracked = Ended(Claim, OtherClaim);
        _scene.OnFind(Some.Recipient, StepScene.Failed<PostedMessage?>(SlackFailureKind.TryLater));
        _scene.OnFind("dba-team", Found("C0DBA00001"));

        await RunAsync(tracked, Claim, OtherClaim);

        Assert.Equal(Some.Recipient, Assert.Single(_scene.Stored!.Claimed).Address);
        Assert.Equal("C0DBA00001", Assert.Single(_scene.Stored.Posted).Channel);
    }

    [Fact]
    public async Task Run_AnotherReplicaTakesTheClaimOver_DoesNotLook()
    {
        var tracked = Ended(Claim);
        _scene.PluginData.LoseRaceTo(Some.Ledger(Claim) with { Rev = 2 });

        await RunAsync(tracked, Claim);

        Assert.Empty(_scene.SlackCalls);
        Assert.Single(_scene.Stored!.Claimed);
        Assert.Equal(2, tracked.Rev);
    }

    [Fact]
    public async Task Run_AnotherReplicaPostsWhileWeLookInVain_ItsMessageStands()
    {
        var tracked = Ended(Claim);
        _scene.OnFind(Some.Recipient, None);
        _scene.PluginData.BeforeWrite(() => { /* the first write takes the claim over */ });
        _scene.PluginData.LoseRaceTo(Some.Ledger(Some.Posted()) with { Rev = 3 });

        await RunAsync(tracked, Claim);

        Assert.Equal(Some.Ts, Assert.Single(_scene.Stored!.Posted).Ts);
        Assert.Empty(Failures());
    }

    [Fact]
    public async Task Run_AnotherReplicaPostsASecondMessageWhileWeFindTheFirst_BothAreKept()
    {
        var tracked = Ended(Claim);
        _scene.OnFind(Some.Recipient, Found(ts: "1795262300.000100"));
        _scene.PluginData.BeforeWrite(() => { /* the first write takes the claim over */ });
        _scene.PluginData.LoseRaceTo(Some.Ledger(Some.Posted()) with { Rev = 3 });

        await RunAsync(tracked, Claim);

        Assert.Equal([Some.Ts, "1795262300.000100"], _scene.Stored!.Posted.Select(posted => posted.Ts));
        Assert.False(_scene.Stored.Posted.Last().IsFor(Some.Recipient)); // no one decides at the copy
    }

    [Theory]
    [InlineData("Unreachable")]
    [InlineData("NotPermitted")]
    public async Task Run_ClaimCannotBeTakenOver_DoesNotLook(string failure)
    {
        var tracked = Ended(Claim);
        _scene.PluginData.FailWrite(Enum.Parse<TeleportFailure>(failure));

        await Assert.ThrowsAsync<TeleportException>(() => RunAsync(tracked, Claim));

        Assert.Empty(_scene.SlackCalls);
        Assert.Single(_scene.Stored!.Claimed);
    }

    [Fact]
    public async Task Find_RequestWithItsTime_LooksFromTenMinutesBeforeItWasMade()
    {
        var tracked = Ended(Claim);
        _scene.OnFind(Some.Recipient, None);

        await _scene.Get<MessageRecovery>().FindAsync(tracked, Claim, default);

        Assert.Equal(Some.Request().Created!.Value.AddMinutes(-10), Since());
    }

    [Fact]
    public async Task Find_RequestThatIsNotKnownAnyMore_LooksFromTheBeginning()
    {
        var tracked = _scene.Track(request: null, Some.Ledger(Claim));
        _scene.OnFind(Some.Recipient, None);

        await _scene.Get<MessageRecovery>().FindAsync(tracked, Claim, default);

        Assert.Equal(DateTimeOffset.UnixEpoch, Since());
    }

    private object? Since() => Assert.Single(_scene.Slack.Invocations).Arguments[3];

    private TrackedRequest Ended(params Delivery.Claimed[] claims) =>
        _scene.Track(Some.Request(RequestState.Approved), Some.Ledger([.. claims]));

    private Task RunAsync(TrackedRequest tracked, params Delivery.Claimed[] claims) =>
        _scene.Get<MessageRecovery>().RunAsync(tracked, [.. claims], default);

    private IEnumerable<string> Failures() =>
        _scene.Stored!.Deliveries.OfType<Delivery.Failed>().Select(failed => failed.Code);

    private static SlackResult<PostedMessage?> Found(string channel = Some.Channel, string ts = Some.Ts) =>
        new SlackResult<PostedMessage?>.Ok(new(channel, ts, Degradation.Nothing));
}
