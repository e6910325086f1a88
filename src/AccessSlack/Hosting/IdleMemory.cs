using System.Runtime.InteropServices;

namespace AccessSlack.Hosting;

/// <summary>
/// Returns memory to the system when the daemon becomes idle, and now and then while it works. The garbage collector
/// alone keeps what a start with many requests took until there is enough new garbage, and an idle daemon produces
/// none. What this saves: docs/performance.md.
/// </summary>
internal sealed class IdleMemory : IDisposable
{
    /// <summary>Least garbage, in bytes, that is worth a collection.</summary>
    private const long Worthwhile = 1024 * 1024;

    /// <summary>A daemon that allocates less than this within one <see cref="Pause"/> is idle.</summary>
    private const long Calm = 128 * 1024;

    /// <summary>
    /// Garbage, in bytes, that is collected without waiting for calm. Clicks wait meanwhile, so at most once in
    /// <see cref="LooksBetween"/> looks.
    /// </summary>
    private const long TooMuch = 16 * 1024 * 1024;

    private const int LooksBetween = 6;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ITimer _timer;
    private long _seen, _collected;
    private int _looks;

    public IdleMemory(TimeProvider time) => _timer = time.CreateTimer(_ => Look(), state: null, Pause, Pause);

    public void Dispose() => _timer.Dispose();

    /// <param name="allocated">Total bytes allocated so far.</param>
    /// <returns>
    /// Whether to collect now: the daemon has become idle since the last call with garbage left since the last
    /// collection, or there is much of it and the last collection was long ago.
    /// </returns>
    internal bool IsDue(long allocated)
    {
        var isCalm = allocated - _seen < Calm;
        var garbage = allocated - _collected;
        _seen = allocated;
        _looks++;
        if (!(isCalm && garbage >= Worthwhile) && !(_looks >= LooksBetween && garbage >= TooMuch)) return false;
        (_collected, _looks) = (allocated, 0);
        return true;
    }

    private void Look()
    {
        if (!IsDue(GC.GetTotalAllocatedBytes())) return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        TrimHeap();
    }

    /// <summary>
    /// Memory that TLS allocated stays in the heap of the C library until it is trimmed; only glibc can do that
    /// (malloc_trim(3)).
    /// </summary>
    private static void TrimHeap()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Trim(0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // not glibc
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint kept);
}
