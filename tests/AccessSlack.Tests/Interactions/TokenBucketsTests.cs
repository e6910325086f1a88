using AccessSlack.Interactions;
using AccessSlack.Testing;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Interactions;

public class TokenBucketsTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualTime _time = new();

    [Fact]
    public void Take_Burst_IsAllowedAndThenOnePerInterval()
    {
        var pace = new TokenBuckets(_time, burst: 10, TimeSpan.FromSeconds(6));
        for (var i = 0; i < 10; i++) Assert.Equal(TimeSpan.Zero, pace.Take("U1"));
        Assert.Equal(TimeSpan.FromSeconds(6), pace.Take("U1"));
        _time.Advance(TimeSpan.FromSeconds(6) - TimeSpan.FromTicks(1));
        Assert.Equal(TimeSpan.FromTicks(1), pace.Take("U1"));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(TimeSpan.Zero, pace.Take("U1"));
        Assert.Equal(TimeSpan.FromSeconds(6), pace.Take("U1"));
    }

    [Fact]
    public void Take_Refused_CostsNothing()
    {
        var pace = new TokenBuckets(_time, burst: 1, Minute, most: 10);
        pace.Take("U1");
        for (var i = 0; i < 100; i++) Assert.Equal(Minute, pace.Take("U1"));
        _time.Advance(Minute);
        Assert.Equal(TimeSpan.Zero, pace.Take("U1"));
    }

    [Fact]
    public void Take_AfterALongPause_IsNoMoreThanABurst()
    {
        var pace = new TokenBuckets(_time, burst: 3, Minute / 3, most: 10);
        pace.Take("U1");
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => pace.Take("U1") == TimeSpan.Zero));
    }

    [Fact]
    public void Take_AnotherUser_HasABucketOfHerOwn()
    {
        var pace = new TokenBuckets(_time, burst: 1, Minute, most: 10);
        Assert.Equal(TimeSpan.Zero, pace.Take("U1"));
        Assert.Equal(TimeSpan.Zero, pace.Take("U2"));
        Assert.Equal(Minute, pace.Take("U1"));
    }

    [Fact]
    public void Take_ManyUsers_KeepsABoundedNumberAndTheFloodersLongest()
    {
        var pace = new TokenBuckets(_time, burst: 2, Minute / 2, most: 10);
        pace.Take("flooder");
        pace.Take("flooder");
        for (var i = 0; i < 1000; i++) Assert.Equal(TimeSpan.Zero, pace.Take($"U{i}"));
        Assert.Equal(10, pace.Count);
        Assert.NotEqual(TimeSpan.Zero, pace.Take("flooder"));
        _time.Advance(Minute);
        pace.Take("another");
        Assert.Equal(1, pace.Count);
    }

    [Fact]
    public void Take_AnyTimes_NeverMoreThanABurstAndTheFilling() =>
        Any.Holds(Any.Of(random => Enumerable.Range(0, 200).Select(_ => random.Next(3000)).ToArray()), pauses =>
        {
            var time = new ManualTime();
            var pace = new TokenBuckets(time, burst: 5, TimeSpan.FromSeconds(2), most: 3);
            var allowed = pauses.Count(pause =>
            {
                time.Advance(TimeSpan.FromMilliseconds(pause));
                return pace.Take("U1") == TimeSpan.Zero;
            });
            Assert.InRange(allowed, 5, 5 + (pauses.Sum() / 2000));
        });
}
