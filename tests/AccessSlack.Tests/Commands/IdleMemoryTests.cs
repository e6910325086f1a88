using AccessSlack.Hosting;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Commands;

public sealed class IdleMemoryTests : IDisposable
{
    private const long Megabyte = 1024 * 1024;

    private readonly IdleMemory _memory = new(new ManualTime());

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void IsDue_WorkThenRest_OnceAfterTheWork()
    {
        Assert.False(_memory.IsDue(5 * Megabyte)); // it works
        Assert.True(_memory.IsDue((5 * Megabyte) + 1000));
        Assert.False(_memory.IsDue((5 * Megabyte) + 2000));
    }

    [Fact]
    public void IsDue_LittleWorkWithoutAPause_Never()
    {
        for (var i = 1; i < 16; i++) Assert.False(_memory.IsDue(i * Megabyte));
    }

    [Theory]
    [InlineData(4, 10)] // 4 MiB in 10 s: a request every few seconds
    [InlineData(200, 10)] // a start with many requests, or a flood
    public void IsDue_WorkThatNeverRests_OnceAMinute(int megabytes, int minutes)
    {
        var due = Enumerable.Range(1, minutes * 6).Where(look => _memory.IsDue(look * megabytes * Megabyte));

        Assert.Equal(Enumerable.Range(1, minutes).Select(minute => minute * 6), due);
    }

    [Fact]
    public void IsDue_LittleAtATime_OnceThatIsWorthwhile()
    {
        var times = Enumerable.Range(1, 25).Count(i => _memory.IsDue(i * 100 * 1024));

        Assert.Equal(2, times); // in 2.4 MiB
    }
}
