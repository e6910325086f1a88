namespace AccessSlack.Benchmarks;

/// <summary>
/// Holds a published daemon to its budgets: size, memory at rest, and start against that of an empty host. Both start in
/// turns, so that what else the machine does meets both; the first turns, in which files and simulators are cold, do not count.
/// Minima are compared, because whatever else runs can only make a start longer.
/// </summary>
internal static class Budget
{
    private const double Megabyte = 1_000_000;
    private const double LargestFile = 36 * Megabyte;

    /// <summary>Of 1,024 × 1,024 bytes, as the kernel and systemd count memory.</summary>
    private const double Mebibyte = 1024 * 1024;
    private const double LargestResident = 48 * Mebibyte;
    private const double SlowestStart = 1.5;

    private const int ColdTurns = 2;
    private const int Turns = 15;

    /// <summary>On a busy machine few starts meet no other work: more turns can only find shorter ones.</summary>
    private const int MostTurns = 45;

    /// <summary>Long enough for it to give memory back: what is still held then is held.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    /// <param name="daemon">Path of the published daemon.</param>
    /// <param name="empty">Path of the empty host, published in the same way.</param>
    /// <returns>0, or 1 if a budget is exceeded.</returns>
    public static async Task<int> RunAsync(string daemon, string empty)
    {
        await using var site = await BudgetSite.CreateAsync();
        var size = new FileInfo(daemon).Length;
        var resident = await ResidentAsync(daemon, site);
        var (ours, bare) = await StartsAsync(daemon, empty, site);
        Console.Out.WriteLine($"start to ready, {ours.Count} turns: {Describe(ours)}; empty host: {Describe(bare)}");
        var isKept = Holds("size", size / Megabyte, LargestFile / Megabyte, "MB");
        isKept &= Holds("resident when idle", resident / Mebibyte, LargestResident / Mebibyte, "MiB");
        isKept &= Holds("start to ready", Ratio(ours, bare), SlowestStart, "times the empty host");
        return isKept ? 0 : 1;
    }

    private static bool Holds(string what, double value, double limit, string unit)
    {
        var isKept = value <= limit;
        Console.Out.WriteLine($"{(isKept ? "kept" : "EXCEEDED")}: {what} {value:0.00} {unit}, at most {limit:0.0}");
        return isKept;
    }

    /// <summary>Of a daemon that waits for requests. What it holds after it has worked is told beside it.</summary>
    private static async Task<long> ResidentAsync(string daemon, BudgetSite site)
    {
        await using var process = site.StartDaemon(daemon);
        var door = await BudgetSite.DoorAsync(process);
        var ready = process.Resident;
        await Task.Delay(Rest, TimeProvider.System);
        var idle = process.Resident;
        await site.ApproveOneAsync(door);
        await Task.Delay(Rest, TimeProvider.System);
        Console.Out.WriteLine($"resident: {ready / Mebibyte:0.0} MiB when ready, {idle / Mebibyte:0.0} MiB when idle, {process.Resident / Mebibyte:0.0} MiB when idle again after an approval");
        return idle;
    }

    private static async Task<(List<Start> Ours, List<Start> Bare)> StartsAsync(string daemon, string empty, BudgetSite site)
    {
        List<Start> ours = [], bare = [];
        for (var turn = -ColdTurns; turn < MostTurns && (turn < Turns || Ratio(ours, bare) > SlowestStart); turn++)
        {
            var (our, other) = (await MeasureAsync(() => site.StartDaemon(daemon)), await MeasureAsync(() => MeasuredProcess.Start(empty, "Ready")));
            if (turn < 0) continue;
            ours.Add(our);
            bare.Add(other);
        }

        return (ours, bare);
    }

    private static async Task<Start> MeasureAsync(Func<MeasuredProcess> start)
    {
        await using var process = start();
        await process.ReadyAsync();
        return new(process.UntilReady, process.ProcessorTime);
    }

    private static string Describe(List<Start> starts) =>
        $"shortest {Shortest(starts).TotalMilliseconds:N0} ms, median {Median([.. starts.Select(start => start.Wall)]):N0} ms, {Median([.. starts.Select(start => start.Processor)]):N0} ms of processor";

    private static double Ratio(List<Start> ours, List<Start> bare) => Shortest(ours) / Shortest(bare);

    private static TimeSpan Shortest(List<Start> starts) => starts.Min(start => start.Wall);

    /// <summary>In milliseconds.</summary>
    private static double Median(IReadOnlyCollection<TimeSpan> times) => times.Order().ElementAt(times.Count / 2).TotalMilliseconds;

    /// <param name="Wall">Until it was ready.</param>
    /// <param name="Processor">What that took of the processors.</param>
    private sealed record Start(TimeSpan Wall, TimeSpan Processor);
}
