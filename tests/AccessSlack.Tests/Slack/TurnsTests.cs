using AccessSlack.Slack;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Slack;

public class TurnsTests
{
    private const int Burst = 3;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly Turns _turns;

    public TurnsTests() => _turns = new(Burst, _time);

    [Fact]
    public void Take_BurstThenOneASecond_EachIsToldItsOwnTurn()
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
    public void Take_Unused_IsSavedUpAsOneBurst()
    {
        Exhaust();
        _time.Advance(TimeSpan.FromHours(1));

        for (var i = 0; i < Burst; i++) Assert.Equal(TimeSpan.Zero, Ask($"{i}"));
        Assert.Equal(Second, Ask("one more"));
    }

    [Fact]
    public void Take_Urgent_GoesBeforeAllOthersAndAfterTheUrgent()
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
    public void Take_BecomesUrgent_HoldsOnePlaceOnly()
    {
        Exhaust();
        Ask("it");
        Assert.Equal(Second, Ask("it", isUrgent: true));
        Assert.Equal(2 * Second, Ask("next"));
    }

    [Fact]
    public void Take_SomebodyAheadNeverComesBack_LosesThePlace()
    {
        Exhaust();
        Ask("gone");
        Assert.Equal(2 * Second, Ask("patient"));

        _time.Advance(2 * Second);
        Assert.Equal(TimeSpan.Zero, Ask("patient")); // two were saved up: one is kept for the other
        Assert.Equal(Second, Ask("late"));
        _time.Advance(Turns.Late + 2 * Second);

        for (var i = 0; i < Burst; i++) Assert.Equal(TimeSpan.Zero, Ask($"{i}"));
    }

    [Fact]
    public void Take_OtherLane_HasItsOwnTurns()
    {
        Exhaust();
        Assert.Equal(TimeSpan.Zero, _turns.Take("other", "a", isUrgent: false));
    }

    [Fact]
    public void AreSame_NameAndId_ShareTheTurns()
    {
        _turns.Take("lane", "first", isUrgent: false);
        _turns.AreSame("lane", "C1");
        for (var i = 1; i < Burst; i++) Assert.Equal(TimeSpan.Zero, _turns.Take("C1", $"{i}", isUrgent: false));

        Assert.Equal(Second, Ask("one more"));
    }

    [Fact]
    public void Rest_SlackWantsQuiet_NobodyGoesAndThenOneByOne()
    {
        Ask("before");
        _turns.Rest(30 * Second);

        Assert.Equal(30 * Second, Ask("a"));
        Assert.Equal(31 * Second, Ask("b"));
        Assert.Equal(30 * Second, _turns.Take("never seen", "a", isUrgent: false));
        _time.Advance(30 * Second);
        Assert.Equal(TimeSpan.Zero, Ask("a"));
        Assert.Equal(Second, Ask("b"));
    }

    [Fact]
    public void Wake_ReasonIsGone_OneGoesAtOnce()
    {
        Ask("before");
        _turns.Rest(60 * Second);
        Ask("a");
        _turns.Wake();

        Assert.Equal(TimeSpan.Zero, Ask("a"));
        Assert.Equal(Second, Ask("b"));
    }

    [Fact]
    public void Take_ManyWhoComeBackWhenTold_GoOneASecondWithoutAGapAndTheUrgentFirst()
    {
        var waiting = Enumerable.Range(0, 200).ToDictionary(who => who, _ => TimeSpan.Zero);
        var went = new List<int>();
        for (var second = 0; waiting.Count > 0; second++)
        {
            foreach (var (who, _) in waiting.Where(entry => entry.Value <= second * Second).ToList())
            {
                if (Ask($"{who}", isUrgent: who >= 150) is var wait && wait > TimeSpan.Zero)
                    waiting[who] = second * Second + wait;
                else if (waiting.Remove(who)) went.Add(who);
            }

            Assert.InRange(went.Count, 0, Burst + second);
            Assert.InRange(second, 0, 200 + 60);
            _time.Advance(Second);
        }

        Assert.InRange(went.IndexOf(199), 0, 55);
        Assert.Equal(200, went.Distinct().Count());
    }

    private TimeSpan Ask(string who, bool isUrgent = false) => _turns.Take("lane", who, isUrgent);

    private void Exhaust()
    {
        for (var i = 0; i < Burst; i++) Ask($"first {i}");
    }
}
