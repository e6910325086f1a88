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
    public void IsDue_WorkWithoutAPause_Never()
    {
        for (var i = 1; i < 20; i++) Assert.False(_memory.IsDue(i * Megabyte));
    }

    [Fact]
    public void IsDue_LittleAtATime_OnceThatIsWorthwhile()
    {
        var times = Enumerable.Range(1, 25).Count(i => _memory.IsDue(i * 100 * 1024));

        Assert.Equal(2, times); // in 2.4 MiB
    }
}
