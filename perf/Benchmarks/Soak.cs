using System.Diagnostics;

namespace AccessSlack.Benchmarks;

/// <summary>
/// Memory and calls at scale: a start with many open requests, and many that come and go. Both simulators live in this
/// process. What open requests take is the difference that a start makes, before which the simulators know them
/// already; what is left of those that passed is what is free once the daemon is gone.
/// </summary>
internal static class Soak
{
    /// <summary>
    /// Requests that are open at the same time while they come and go: no more than the daemon may update at once,
    /// because its clock stands still meanwhile.
    /// </summary>
    private const int Wave = 40;

    /// <param name="open">Open requests at the start.</param>
    /// <param name="passing">Requests that are made, resolved and removed.</param>
    public static async Task RunAsync(int open, int passing)
    {
        var empty = await StartedAsync(0);
        var full = await StartedAsync(open);
        Console.Out.WriteLine($"{open} open requests: {(full - empty) / open:N0} bytes for each");
        await PassAsync(passing);
    }

    private static async Task<long> StartedAsync(int open)
    {
        await using var stage = await Stage.PrepareAsync();
        await stage.PlantAsync(open);
        var (before, memory, clock) = (stage.TeleportCalls, Memory(), Stopwatch.StartNew());
        await stage.StartDaemonAsync();
        var ready = clock.Elapsed;
        await stage.CaughtUpAsync();
        var caughtUp = clock.Elapsed;
        var calls = stage.TeleportCalls - before;
        var held = Memory() - memory;
        Console.Out.WriteLine(
            $"start with {open}: ready after {ready.TotalMilliseconds:N0} ms, caught up after " +
            $"{caughtUp.TotalMilliseconds:N0} ms and {calls} calls to Teleport, {held:N0} bytes held"
        );
        return held;
    }

    private static async Task PassAsync(int passing)
    {
        await using var stage = await Stage.PrepareAsync();
        await stage.StartDaemonAsync();
        await stage.CaughtUpAsync();
        var clock = Stopwatch.StartNew();
        for (var passed = 0; passed < passing; passed += Wave)
        {
            await stage.PassWaveAsync(Wave);
            if ((passed / Wave) % 25 == 24)
                Console.Out.WriteLine($"{passed + Wave} came and went after {clock.Elapsed.TotalSeconds:N0} s");
        }

        var with = Memory();
        await stage.StopDaemonAsync();
        Console.Out.WriteLine(
            $"{passing} requests announced, resolved, shown and removed in {clock.Elapsed.TotalSeconds:N0} s; " +
            $"{with - Memory():N0} bytes held"
        );
    }

    private static long Memory()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
