using AccessSlack.Daemon;
using AccessSlack.Slack;

namespace AccessSlack.Tests.Daemon;

public class SlackPatienceTests
{
    [Theory]
    [InlineData("TryLater", 0, 1)]
    [InlineData("TryLater", 30, 30)]
    [InlineData("Ambiguous", 0, 1)]
    [InlineData("Destination", 0, 600)]
    [InlineData("Gone", 0, 600)]
    [InlineData("Payload", 0, 600)]
    [InlineData("Credentials", 0, 60)]
    public void After_EachKindOfFailure_WaitsAsLongAsItMayTake(string kind, int retryAfter, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds), SlackPatience.After(new(Enum.Parse<SlackFailureKind>(kind), "code", RetryAfter: TimeSpan.FromSeconds(retryAfter))));
}
