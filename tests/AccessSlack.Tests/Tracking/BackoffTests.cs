using AccessSlack.Tracking;

namespace AccessSlack.Tests.Tracking;

public class BackoffTests
{
    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 0, 2)]
    [InlineData(3, 0, 4)]
    [InlineData(6, 0, 32)]
    [InlineData(7, 0, 60)]
    [InlineData(1_000_000, 0, 60)]
    [InlineData(0, 0, 1)]
    [InlineData(1, 1, 0.5)]
    [InlineData(3, 0.5, 3)]
    [InlineData(7, 1, 30)]
    public void Delay_GrowsToAMinuteAndIsShortenedByUpToHalf(int failures, double chance, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.Delay(failures, chance));
}
