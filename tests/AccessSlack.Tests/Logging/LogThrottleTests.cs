using AccessSlack.Logging;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Logging;

public class LogThrottleTests
{
    [Fact]
    public void MaySay_Often_IsOnceInAWhileWithTheNumberOfTheOthers()
    {
        var time = new ManualTime();
        var sparingly = new LogThrottle(time, TimeSpan.FromSeconds(10));

        Assert.True(sparingly.MaySay(out var unsaid));
        Assert.Equal(0, unsaid);
        for (var i = 0; i < 5; i++) Assert.False(sparingly.MaySay(out _));
        time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(sparingly.MaySay(out _));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.True(sparingly.MaySay(out unsaid));
        Assert.Equal(6, unsaid);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(sparingly.MaySay(out unsaid));
        Assert.Equal(0, unsaid);
    }
}
