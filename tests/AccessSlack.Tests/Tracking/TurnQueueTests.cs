using AccessSlack.Tracking;

namespace AccessSlack.Tests.Tracking;

public class TurnQueueTests
{
    private readonly TurnQueue<string> _queue = new();

    [Fact]
    public void TryDequeue_Groups_TakeTurnsAndKeepTheirOrder()
    {
        foreach (var item in new[] { "m1", "m2", "m3", "a1", "m4", "a2" }) _queue.Enqueue(item[..1], item);

        Assert.Equal(6, _queue.Count);
        Assert.Equal(["m1", "a1", "m2", "a2", "m3", "m4"], Drain());
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void Enqueue_GroupThatWasServed_WaitsForItsNextTurn()
    {
        foreach (var item in new[] { "m1", "m2", "a1" }) _queue.Enqueue(item[..1], item);
        Assert.True(_queue.TryDequeue(out _));
        _queue.Enqueue("m", "m3");

        Assert.Equal(["a1", "m2", "m3"], Drain());
    }

    [Fact]
    public void TryDequeue_Empty_IsFalse() => Assert.False(_queue.TryDequeue(out _));

    private List<string> Drain()
    {
        var items = new List<string>();
        while (_queue.TryDequeue(out var item)) items.Add(item);
        return items;
    }
}
