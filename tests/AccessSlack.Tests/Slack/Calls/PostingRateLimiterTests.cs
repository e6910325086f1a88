using AccessSlack.Slack.Calls;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Slack.Calls;

public class PostingRateLimiterTests
{
    private const int Burst = 3;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly PostingRateLimiter _limiter;

    public PostingRateLimiterTests() => _limiter = new(Burst, _time);

    [Fact]
    public void Acquire_BurstThenOneASecond_EachWaiterGetsItsOwnTime()
    {
        for (var i = 0; i < Burst; i++) Assert.Equal(TimeSpan.Zero, Ask($"early {i}"));

        Assert.Equal(Second, Ask("a"));
        Assert.Equal(2 * Second, Ask("b"));
        Assert.Equal(Second, Ask("a"));

        _time.Advance(Second);
        Assert.Equal(Second, Ask("b"));
        Assert.Equal(2 * Second, Ask("c"));
        Assert.Equal(TimeSpan.Zero, Ask("a"));
        Assert.Equal(Second, Ask("b"));
    }

    [Fact]
    public void Acquire_AfterALongIdleTime_GrantsOneBurst()
    {
        Exhaust();
        _time.Advance(TimeSpan.FromHours(1));

        for (var i = 0; i < Burst; i++) Assert.Equal(TimeSpan.Zero, Ask($"{i}"));
        Assert.Equal(Second, Ask("one more"));
    }

    [Fact]
    public void Acquire_Urgent_IsServedBeforeOthersAndAfterEarlierUrgent()
    {
        Exhaust();
        Assert.Equal(Second, Ask("post"));
        Assert.Equal(Second, Ask("end", isUrgent: true));
        Assert.Equal(2 * Second, Ask("another end", isUrgent: true));

        _time.Advance(Second);
        Assert.Equal(2 * Second, Ask("post"));
        Assert.Equal(TimeSpan.Zero, Ask("end", isUrgent: true));
    }

    [Fact]
    public void Acquire_WaiterBecomesUrgent_HoldsOnlyOnePlace()
    {
        Exhaust();
        Ask("it");
        Assert.Equal(Second, Ask("it", isUrgent: true));
        Assert.Equal(2 * Second, Ask("next"));
    }

    [Fact]
    public void Acquire_WaiterNeverAsksAgain_LosesThePlace()
    {
        Exhaust();
        Ask("gone");
        Assert.Equal(2 * Second, Ask("patient"));

        _time.Advance(2 * Second);
        Assert.Equal(TimeSpan.Zero, Ask("patient")); // two have accumulated: one is kept for the other waiter
        Assert.Equal(Second, Ask("late"));
        _time.Advance(PostingRateLimiter.WaiterExpiry + 2 * Second);

        for (var i = 0; i < Burst; i++) Assert.Equal(TimeSpan.Zero, Ask($"{i}"));
    }

    [Fact]
    public void Acquire_OtherChannel_HasItsOwnLimit()
    {
        Exhaust();
        Assert.Equal(TimeSpan.Zero, _limiter.Acquire("other", "a", isUrgent: false));
    }

    [Fact]
    public void AddAlias_NameAndId_ShareTheLimit()
    {
        _limiter.Acquire("channel", "first", isUrgent: false);
        _limiter.AddAlias("channel", "C1");
        for (var i = 1; i < Burst; i++) Assert.Equal(TimeSpan.Zero, _limiter.Acquire("C1", $"{i}", isUrgent: false));

        Assert.Equal(Second, Ask("one more"));
    }

    [Fact]
    public void Pause_NoChannelGetsAPermit_AndAfterwardsOneASecond()
    {
        Ask("before");
        _limiter.Pause(30 * Second);

        Assert.Equal(30 * Second, Ask("a"));
        Assert.Equal(31 * Second, Ask("b"));
        Assert.Equal(30 * Second, _limiter.Acquire("never seen", "a", isUrgent: false));
        _time.Advance(30 * Second);
        Assert.Equal(TimeSpan.Zero, Ask("a"));
        Assert.Equal(Second, Ask("b"));
    }

    [Fact]
    public void Resume_DuringAPause_GrantsOnePermitAtOnce()
    {
        Ask("before");
        _limiter.Pause(60 * Second);
        Ask("a");
        _limiter.Resume();

        Assert.Equal(TimeSpan.Zero, Ask("a"));
        Assert.Equal(Second, Ask("b"));
    }

    [Fact]
    public void Acquire_ManyWaiters_GetOnePermitASecondAndTheUrgentFirst()
    {
        var waiting = Enumerable.Range(0, 200).ToDictionary(id => id, _ => TimeSpan.Zero);
        var granted = new List<int>();
        for (var second = 0; waiting.Count > 0; second++)
        {
            foreach (var (id, _) in waiting.Where(entry => entry.Value <= second * Second).ToList())
            {
                if (Ask($"{id}", isUrgent: id >= 150) is var wait && wait > TimeSpan.Zero)
                    waiting[id] = second * Second + wait;
                else if (waiting.Remove(id)) granted.Add(id);
            }

            Assert.InRange(granted.Count, 0, Burst + second);
            Assert.InRange(second, 0, 200 + 60);
            _time.Advance(Second);
        }

        Assert.InRange(granted.IndexOf(199), 0, 55);
        Assert.Equal(200, granted.Distinct().Count());
    }

    private TimeSpan Ask(string waiter, bool isUrgent = false) => _limiter.Acquire("channel", waiter, isUrgent);

    private void Exhaust()
    {
        for (var i = 0; i < Burst; i++) Ask($"first {i}");
    }
}
