using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>
/// Detects that no more calls reach either simulator: remaining work then waits for the clock or for a held call.
/// On a machine that is too slow to become quiet, more faults overlap; the expected result is the same.
/// </summary>
internal sealed class QuietDetector : IDisposable
{
    private const int Longest = 2000;

    /// <summary>A call on its way between client and simulator is visible to neither side for a moment.</summary>
    private const int QuietLooks = 4;

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(15);

    private readonly World _world;
    private int _changes;

    public QuietDetector(World world)
    {
        _world = world;
        world.Slack.Changed += Note;
        world.Teleport.Changed += Note;
    }

    /// <summary>How often the machine was too slow to become quiet within about 30 s.</summary>
    public int Timeouts { get; private set; }

    public async Task WaitAsync()
    {
        var quiet = 0;
        for (int i = 0, before = -1; i < Longest && quiet < QuietLooks; i++)
        {
            var now = Volatile.Read(ref _changes);
            quiet = now == before && ThreadPool.PendingWorkItemCount == 0 ? quiet + 1 : 0;
            before = now;
            await Task.Delay(Short, TimeProvider.System);
        }

        if (quiet < QuietLooks) Timeouts++;
    }

    public void Dispose()
    {
        _world.Slack.Changed -= Note;
        _world.Teleport.Changed -= Note;
    }

    private void Note(object? sender, EventArgs change) => Interlocked.Increment(ref _changes);
}
