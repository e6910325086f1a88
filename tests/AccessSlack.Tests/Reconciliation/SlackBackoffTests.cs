using AccessSlack.Planning;
using AccessSlack.Reconciliation;
using AccessSlack.Slack;
using AccessSlack.Testing;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;

namespace AccessSlack.Tests.Reconciliation;

public class SlackBackoffTests
{
    [Theory]
    [InlineData("TryLater", 0, 1, 0, 4)]
    [InlineData("TryLater", 0, 1, 1, 2)]
    [InlineData("TryLater", 3, 1, 1, 3)]
    [InlineData("TryLater", 3, 2, 0, 8)]
    [InlineData("TryLater", 3, 99, 0, 60)]
    [InlineData("TryLater", 90, 99, 0, 90)]
    [InlineData("Ambiguous", 0, 3, 0.5, 12)]
    [InlineData("Destination", 0, 7, 0, 600)]
    [InlineData("Gone", 0, 1, 0, 600)]
    [InlineData("Payload", 0, 1, 0, 600)]
    [InlineData("Credentials", 0, 5, 0, 60)]
    public void After_EachKindOfFailure_GrowsWhenItMayPassByItself(
        string kind,
        int retryAfter,
        int failures,
        double chance,
        int seconds
    ) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            SlackBackoff.After(
                new(Enum.Parse<SlackFailureKind>(kind), "code", RetryAfter: TimeSpan.FromSeconds(retryAfter)),
                failures,
                chance
            )
        );

    [Fact]
    public void Park_FailuresInARow_AreCountedForEachNameUntilOneWorks()
    {
        var time = new ManualTime();
        var tracked = new TrackedRequest("id", time, _ => { });
        var backoff = new SlackBackoff(new(), new(new(), time, new NoJitter()));
        var failure = new SlackFailure(SlackFailureKind.TryLater, "http_500");

        Assert.Equal([4, 8, 16], Enumerable.Range(0, 3).Select(_ => Wait("one")));
        Assert.Equal(4, Wait("other"));
        tracked.Waits.Unpark(WaitKey.Of("one"));
        Assert.Equal(4, Wait("one"));

        double Wait(string name)
        {
            backoff.Park(tracked, WaitKey.Of(name), failure);
            return (tracked.Waits.Until[WaitKey.Of(name)] - time.GetUtcNow()).TotalSeconds;
        }
    }
}
