using AccessSlack.Diagnostics;
using AccessSlack.Reconciliation;
using AccessSlack.Teleport;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Reconciliation;

public class WatchStatusTests
{
    private readonly ManualTime _time = new();
    private readonly Readiness _readiness = new(_ => { });
    private readonly WatchStatus _status;

    public WatchStatusTests() => _status = new(_readiness, new(), _time);

    [Fact]
    public void IsStuck_EventWhoseHandlingDoesNotEnd_IsStuckAfterItsTime()
    {
        using (_status.HandleEvent())
        {
            Assert.False(_status.IsStuck);
            _time.Advance(WatchStatus.StuckAfter + TimeSpan.FromSeconds(1));
            Assert.True(_status.IsStuck);
        }

        Assert.False(_status.IsStuck);
    }

    [Fact]
    public void IsStuck_NoEventAllNight_IsNotStuck()
    {
        _status.Began();
        using (_status.HandleEvent()) { /* the last event of the day */ }

        _time.Advance(TimeSpan.FromHours(12));

        Assert.False(_status.IsStuck);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void Ended_LivedSoLong_WasGoodOrNot(int seconds, bool wasGood)
    {
        _status.Began();
        _time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(wasGood, _status.Ended().WasGood);
        Assert.False(_status.Ended().WasGood);
    }

    [Fact]
    public void Ended_NeverConfirmed_WasNotGood()
    {
        _time.Advance(TimeSpan.FromHours(1));

        Assert.False(_status.Ended().WasGood);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(150, 5)]
    [InlineData(300, 10)]
    [InlineData(1800, 60)]
    [InlineData(86400, 60)]
    public void LongestPause_TeleportCannotBeReached_GrowsWithTheOutage(int outage, int pause)
    {
        _status.Began();
        _time.Advance(WatchStatus.GoodAfter);
        _status.Ended();
        _time.Advance(TimeSpan.FromSeconds(outage));

        Assert.Equal(TimeSpan.FromSeconds(pause), _status.Ended().LongestPause(TeleportFailure.Unreachable));
    }

    [Theory]
    [InlineData(nameof(TeleportFailure.Busy))]
    [InlineData(nameof(TeleportFailure.NotPermitted))]
    [InlineData(nameof(TeleportFailure.CredentialsRefused))]
    public void LongestPause_TeleportAnswers_IsAMinute(string failure) =>
        Assert.Equal(TimeSpan.FromMinutes(1), _status.Ended().LongestPause(Enum.Parse<TeleportFailure>(failure)));

    [Fact]
    public void LongestPause_ConfirmedAndEndedAtOnce_IsAMinute()
    {
        _status.Began();

        Assert.Equal(TimeSpan.FromMinutes(1), _status.Ended().LongestPause(failure: null));
    }

    [Fact]
    public void BeganAndEnded_Readiness_Follows()
    {
        _readiness.Listening();
        _status.Began();
        Assert.True(_readiness.IsReady);
        _status.Ended();
        Assert.False(_readiness.IsReady);
    }
}
