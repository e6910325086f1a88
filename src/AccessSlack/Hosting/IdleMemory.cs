using System.Runtime.InteropServices;

namespace AccessSlack.Hosting;

/// <summary>
/// Gives memory back once work has come to rest. The collector alone keeps what it once took until there is enough
/// garbage again, and a daemon that waits for the next request makes none. What that saves: docs/performance.md.
/// </summary>
internal sealed class IdleMemory : IDisposable
{
    /// <summary>So much garbage, in bytes, is worth a collection.</summary>
    private const long Worthwhile = 1024 * 1024;

    /// <summary>Whoever allocates less in one <see cref="Pause"/> does no more than wait.</summary>
    private const long Calm = 128 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ITimer _timer;
    private long _seen, _collected;

    public IdleMemory(TimeProvider time) => _timer = time.CreateTimer(_ => Look(), state: null, Pause, Pause);

    public void Dispose() => _timer.Dispose();

    /// <param name="allocated">Bytes that were ever allocated; grows.</param>
    /// <returns>Work has come to rest since the last call, and left garbage since the last collection.</returns>
    internal bool IsDue(long allocated)
    {
        var isCalm = allocated - _seen < Calm;
        _seen = allocated;
        if (!isCalm || allocated - _collected < Worthwhile) return false;
        _collected = allocated;
        return true;
    }

    private void Look()
    {
        if (!IsDue(GC.GetTotalAllocatedBytes())) return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        TrimHeap();
    }

    /// <summary>
    /// What TLS once took stays in the heap of the C library until this returns it; only glibc has it (malloc_trim(3)).
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
            // another C library
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint kept);
}
