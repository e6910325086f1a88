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
        Health.NothingDelivered();

        Health.Accepted();

        Assert.False(_scene.Readiness.IsReady);
    }

    [Fact]
    public void NothingDelivered_AgainAndAfterADelivery_IsNewsEachFirstTime()
    {
        Assert.True(Health.NothingDelivered());
        Assert.False(Health.NothingDelivered());
        Health.Delivered();
        Assert.True(_scene.Readiness.IsReady);
        Assert.True(Health.NothingDelivered());
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
