using AccessSlack.Slack;
using AccessSlack.Slack.Calls;
using AccessSlack.Testing;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Slack.Calls;

public class PostingRateLimiterTests
{
    private const int Burst = 3;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly PostingRateLimiter _limiter;

    public PostingRateLimiterTests() => _limiter = new(Burst, Second, _time);

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
        Assert.Equal(TimeSpan.Zero, _limiter.Acquire("other", Of("a"), isUrgent: false));
    }

    [Fact]
    public void AddAlias_NameAndId_ShareTheLimit()
    {
        _limiter.Acquire("channel", Of("first"), isUrgent: false);
        _limiter.AddAlias("channel", "C1");
        for (var i = 1; i < Burst; i++)
            Assert.Equal(TimeSpan.Zero, _limiter.Acquire("C1", Of($"{i}"), isUrgent: false));

        Assert.Equal(Second, Ask("one more"));
    }

    [Fact]
    public void Pause_NoChannelGetsAPermit_AndAfterwardsOneASecond()
    {
        Ask("before");
        _limiter.Pause(30 * Second);

        Assert.Equal(30 * Second, Ask("a"));
        Assert.Equal(31 * Second, Ask("b"));
        Assert.Equal(30 * Second, _limiter.Acquire("never seen", Of("a"), isUrgent: false));
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

        Assert.InRange(granted.IndexOf(199), 0, 65); // one other for four that are urgent
        Assert.Equal(200, granted.Distinct().Count());
    }

    [Fact]
    public void Acquire_BehindManyOfAnotherRequester_WaitsForOneOfEach()
    {
        Exhaust();
        for (var i = 0; i < 300; i++) Ask($"mallory {i}", by: "mallory");

        Assert.Equal(2 * Second, Ask("alice 1"));
        Assert.Equal(3 * Second, Ask("bob 1", by: "bob"));
        Assert.Equal(5 * Second, Ask("alice 2"));
        Assert.Equal(Second, Ask("mallory 0", by: "mallory"));
        Assert.Equal(4 * Second, Ask("mallory 1", by: "mallory"));
    }

    [Fact]
    public void Acquire_OneRequesterAsksAgainAndAgain_HasNoMoreTurnsThanTheOther()
    {
        Exhaust();
        Ask("alice 1");
        Ask("alice 2");
        Assert.Equal(2 * Second, Ask("mallory 1", by: "mallory"));
        _time.Advance(2 * Second);
        Assert.Equal(TimeSpan.Zero, Ask("alice 1"));
        Assert.Equal(TimeSpan.Zero, Ask("mallory 1", by: "mallory"));

        Assert.Equal(2 * Second, Ask("mallory 2", by: "mallory"));
        Assert.Equal(Second, Ask("alice 2"));
    }

    [Fact]
    public void Acquire_ManyUrgentOfOneRequester_DoNotStopAnother()
    {
        Exhaust();
        for (var i = 0; i < 300; i++) Ask($"end {i}", isUrgent: true, by: "mallory");

        Assert.Equal(5 * Second, Ask("alice's post"));
        Assert.Equal(2 * Second, Ask("alice's end", isUrgent: true));
        Assert.Equal(6 * Second, Ask("alice's post"));
    }

    [Fact]
    public void Return_PermitOfABurst_CanBeGrantedAgain()
    {
        Exhaust();
        _limiter.Return("channel");

        Assert.Equal(TimeSpan.Zero, Ask("a"));
        Assert.Equal(Second, Ask("b"));
    }

    [Fact]
    public void Acquire_AnyOrder_ServesEveryWaiterOnce() =>
        Any.Holds(Any.Of(SomeWaiters), asked =>
        {
            var time = new ManualTime();
            var limiter = new PostingRateLimiter(Burst, Second, time);
            var waiting = asked
                .Select((who, id) => (Waiter: Of($"{id}", $"{who.Item1}"), IsUrgent: who.Item2))
                .ToList();
            for (var seconds = 0; seconds <= asked.Length; seconds++)
            {
                waiting.RemoveAll(one => limiter.Acquire("c", one.Waiter, one.IsUrgent) == TimeSpan.Zero);
                Assert.InRange(asked.Length - waiting.Count, 0, Burst + seconds);
                time.Advance(Second);
            }

            Assert.Empty(waiting);
        });

    [Fact]
    public void AcquireSpare_ManyReplies_CostAnnouncementsNothing()
    {
        var limiter = new PostingRateLimiter(Burst, Second, _time, spare: 2);
        Assert.Equal(TimeSpan.Zero, Reply(limiter, "r1"));
        Assert.Equal(TimeSpan.Zero, Reply(limiter, "r2"));
        Assert.Equal(Second, Reply(limiter, "r3"));
        Assert.Equal(2 * Second, Reply(limiter, "r4"));

        for (var i = 0; i < Burst; i++) Assert.Equal(TimeSpan.Zero, Post(limiter, $"{i}"));
        Assert.Equal(Second, Post(limiter, "one more"));
        // What is added first completes the burst
        Assert.Equal((Burst + 1) * Second, Reply(limiter, "r3"));
        _time.Advance(Second);
        Assert.Equal(TimeSpan.Zero, Post(limiter, "one more"));
        _time.Advance(Burst * Second);
        Assert.Equal(Second, Reply(limiter, "r3"));
        _time.Advance(Second);
        Assert.Equal(TimeSpan.Zero, Reply(limiter, "r3"));
        Assert.Equal(Second, Reply(limiter, "r4"));
    }

    [Fact]
    public void AcquireSpare_AnnouncementsWait_ComesAfterThem()
    {
        var limiter = new PostingRateLimiter(Burst, Second, _time, spare: 5);
        for (var i = 0; i < Burst; i++) Post(limiter, $"{i}");
        Assert.Equal(Second, Post(limiter, "a"));
        Assert.Equal(2 * Second, Post(limiter, "b"));

        Assert.Equal(3 * Second, Reply(limiter, "r"));
        _time.Advance(2 * Second);
        Assert.Equal(TimeSpan.Zero, Post(limiter, "a"));
        Assert.Equal(TimeSpan.Zero, Post(limiter, "b"));
        Assert.Equal(Second, Reply(limiter, "r"));
        _time.Advance(Second);
        Assert.Equal(TimeSpan.Zero, Reply(limiter, "r"));
    }

    [Fact]
    public void AcquireSpare_AnnouncementNeverAsksAgain_WaitsNoLongerForIt()
    {
        var limiter = new PostingRateLimiter(Burst, Second, _time, spare: 1);
        for (var i = 0; i < Burst; i++) Post(limiter, $"{i}");
        Post(limiter, "gone");
        _time.Advance(Second + PostingRateLimiter.WaiterExpiry + Second);

        Assert.Equal(TimeSpan.Zero, Reply(limiter, "r"));
    }

    [Fact]
    public void AcquireSpare_DuringAPause_WaitsAndNoPermitIsAdded()
    {
        var limiter = new PostingRateLimiter(Burst, Second, _time, spare: 1);
        Reply(limiter, "r1");
        limiter.Pause(30 * Second);

        Assert.Equal((30 + Burst) * Second, Reply(limiter, "r2"));
    }

    [Fact]
    public void WithdrawReply_GrantedOrWaiting_LeavesRoomForOthers()
    {
        var limiter = new PostingRateLimiter(Burst, Second, _time, spare: 1);
        Reply(limiter, "r1");
        Reply(limiter, "r2");
        Assert.Equal(2 * Second, Reply(limiter, "r3"));

        limiter.WithdrawReply("channel", Of("r2"));
        Assert.Equal(Second, Reply(limiter, "r3"));
        limiter.WithdrawReply("channel", Of("r1"));
        Assert.Equal(TimeSpan.Zero, Reply(limiter, "r3"));
    }

    [Fact]
    public void AcquireSpare_AnyOrder_NoAnnouncementWaitsForAReply() => Any.Holds(Any.Of(SomeMix), asked =>
        {
            var (mixed, alone) = (Limiter(out var time), Limiter(out var same));
            foreach (var (isReply, pause) in asked)
            {
                time.Advance(pause);
                same.Advance(pause);
                var id = $"{Guid.NewGuid()}";
                if (isReply) mixed.AcquireSpare("c", Of(id), isUrgent: false);
                else
                    Assert.Equal(
                        alone.Acquire("c", Of(id), isUrgent: false),
                        mixed.Acquire("c", Of(id), isUrgent: false)
                    );
            }
        });

    private static PostingRateLimiter Limiter(out ManualTime time) =>
        new(Burst, Second, time = new(), spare: 2);

    private static (bool IsReply, TimeSpan Pause)[] SomeMix(Random random) =>
        [.. Enumerable.Range(0, 60).Select(_ => (random.Next(2) == 0, TimeSpan.FromMilliseconds(random.Next(3000))))];

    private static TimeSpan Reply(PostingRateLimiter limiter, string waiter) =>
        limiter.AcquireSpare("channel", Of(waiter), isUrgent: false);

    private static TimeSpan Post(PostingRateLimiter limiter, string waiter) =>
        limiter.Acquire("channel", Of(waiter), isUrgent: false);

    private static (int Requester, bool IsUrgent)[] SomeWaiters(Random random) =>
        [.. Enumerable.Range(0, 60).Select(_ => (random.Next(4), random.Next(3) == 0))];

    private static Waiter Of(string waiter, string by = "alice") => new(waiter, by);

    private TimeSpan Ask(string waiter, bool isUrgent = false, string by = "alice") =>
        _limiter.Acquire("channel", Of(waiter, by), isUrgent);

    private void Exhaust()
    {
        for (var i = 0; i < Burst; i++) Ask($"first {i}");
    }
}
