using AccessSlack.Diagnostics;
using AccessSlack.Planning;
using AccessSlack.Reconciliation;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Reconciliation;

public sealed class SlackHealthTests : IDisposable
{
    private readonly StepScene _scene = new();

    private SlackHealth Health => _scene.Get<SlackHealth>();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("TryLater", true)]
    [InlineData("Ambiguous", true)]
    [InlineData("Destination", true)]
    [InlineData("Gone", true)]
    [InlineData("Payload", true)]
    [InlineData("Credentials", false)]
    public void Failed_EachKind_OnlyARefusedTokenMakesUnready(string kind, bool isReady)
    {
        Health.Failed(new(Enum.Parse<SlackFailureKind>(kind), "code"));

        Assert.Equal(isReady, _scene.Readiness.IsReady);
    }

    [Fact]
    public void Accepted_AfterARefusedToken_IsReadyAgain()
    {
        Health.Failed(new(SlackFailureKind.Credentials, "invalid_auth"));

        Health.Accepted();

        Assert.True(_scene.Readiness.IsReady);
    }

    [Fact]
    public void Accepted_NoDestinationWorked_IsNoDelivery()
    {
        Health.Undeliverable([Some.Recipient]);
        Health.NothingDelivered();

        Health.Accepted();

        Assert.False(_scene.Readiness.IsReady);
    }

    [Fact]
    public void NothingDelivered_AgainAndAfterADelivery_IsNewsEachFirstTime()
    {
        Health.Undeliverable([Some.Recipient]);
        Assert.True(Health.NothingDelivered());
        Assert.False(Health.NothingDelivered());
        Health.Delivered([Some.Recipient]);
        Assert.True(_scene.Readiness.IsReady);
        Health.Undeliverable([Some.Recipient]);
        Assert.True(Health.NothingDelivered());
    }

    /// <summary>The only destination of one request need not be the only one there is.</summary>
    [Fact]
    public void NothingDelivered_AnotherDestinationIsNotKnownToFail_IsReady()
    {
        _scene.Use(Some.Policy(Some.Recipient, "dba-team"));
        Health.Undeliverable([Some.Recipient, "a suggested reviewer"]);

        Assert.False(Health.NothingDelivered());
        Assert.True(_scene.Readiness.IsReady);

        Health.Undeliverable(["DBA-team"]);
        Assert.True(Health.NothingDelivered());
        Assert.False(_scene.Readiness.IsReady);
    }

    [Fact]
    public void FailedAndParked_RefusedToken_ParksAndMakesUnready()
    {
        var tracked = _scene.Track(Some.Request(), Some.Ledger());

        Health.FailedAndParked(tracked, WaitKey.Notification, new(SlackFailureKind.Credentials, "invalid_auth"));

        Assert.Equal(TimeSpan.FromMinutes(1), _scene.Wait(tracked, WaitKey.Notification));
        Assert.False(_scene.Readiness.IsReady);
    }

    [Theory]
    [InlineData(null, "ok")]
    [InlineData("TryLater", "try_later")]
    [InlineData("Gone", "gone")]
    public void Count_Result_IsCountedByKindAndReturnedAsItWas(string? failure, string label)
    {
        var result = failure is null ? StepScene.Sent() : StepScene.Failed(Enum.Parse<SlackFailureKind>(failure));

        Assert.Same(result, Health.Count(MessageKind.Update, result));

        Assert.Equal(1, _scene.Counted("messages_total", "update", label));
    }
}
