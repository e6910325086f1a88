using AccessSlack.SocketMode;
using AccessSlack.Testing;

namespace AccessSlack.Tests.SocketMode;

public sealed class SocketWatchTests
{
    /// <summary>The silence reaches its limit between two looks at it.</summary>
    [Fact]
    public async Task Run_TimeGoesOnBetweenTwoLooks_EndsWithSilence()
    {
        var (time, looks) = (new ManualTime(), 0);
        var watch = new SocketWatch(() => TimeSpan.FromSeconds(9 + (2 * looks++)), time);

        var isSilent = watch.RunAsync(
            TimeSpan.FromHours(1),
            TimeSpan.FromSeconds(10),
            () => { },
            CancellationToken.None
        );
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(await isSilent);
    }
}
