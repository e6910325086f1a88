using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;

namespace AccessSlack.Tests.Requests.Serialization;

public class ForeignTimeTests
{
    [Theory]
    [InlineData(-62_135_596_800, 0)] // Go's zero time
    [InlineData(-62_135_596_801, 0)]
    [InlineData(253_402_300_800, 0)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 1_000_000_000)]
    public void Of_NoTime_IsNull(long seconds, int nanos) => Assert.Null(ForeignTime.Of(seconds, nanos));

    [Fact]
    public void Of_Null_IsNull() => Assert.Null(ForeignTime.Of(null));

    [Fact]
    public void Of_UsualTime_IsExact() =>
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000.5), ForeignTime.Of(1_700_000_000, 500_000_000));

    [Theory]
    [InlineData(253_402_300_799, 999_999_999)]
    [InlineData(253_402_300_799, 0)]
    [InlineData(-62_135_596_799, 0)]
    public void Of_EndOfTheCalendar_LeavesRoomForAGracePeriod(long seconds, int nanos)
    {
        var time = ForeignTime.Of(seconds, nanos)!.Value;

        Assert.InRange(time, ForeignTime.Earliest, ForeignTime.Latest);
        Assert.NotEqual(time + RequestStatus.ExpiryGrace, time - Planner.ClaimIsOld);
    }
}
