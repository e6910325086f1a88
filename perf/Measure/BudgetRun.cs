namespace AccessSlack.Measure;

/// <summary>Measures everything that has a budget, and the latencies beside it.</summary>
internal sealed class BudgetRun(FileInfo binary, FileInfo emptyHost, Budgets budgets, TimeSpan limit)
{
    private const double Megabyte = 1_000_000;
    private const double Mebibyte = 1024 * 1024;

    /// <summary>The first starts, with files and simulators cold, do not count.</summary>
    private const int ColdTurns = 2;
    private const int Turns = 15;

    private const int Requests = 25;
    private const int Daemons = 5;

    /// <summary>
    /// The daemon looks every 10 s whether its work has come to rest, and gives memory back at the second look: what it
    /// holds after that, it keeps.
    /// </summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(25);

    public async Task<BudgetReport> RunAsync()
    {
        Figure[] figures = [Size(), .. await MemoryAsync(), await StartAsync(), .. await LatenciesAsync()];
        return new(binary.FullName, Environment.ProcessorCount, figures);
    }

    private Figure Size() => Figure("size", binary.Length / Megabyte, "MB", LoadSpan.Now) with
    {
        Budget = budgets.SizeMb,
        CanFail = true,
    };

    /// <summary>Of several daemons side by side, because all they do is wait.</summary>
    private async Task<IEnumerable<Figure>> MemoryAsync()
    {
        var load = LoadSpan.Now;
        List<MeasuredDaemon> daemons = [];
        try
        {
            while (daemons.Count < Daemons) daemons.Add(await ReadyAsync(channels: 1));
            var idle = await RestingAsync(daemons);
            foreach (var daemon in daemons) await ApproveAsync(daemon);
            var after = await RestingAsync(daemons);
            return
            [
                Memory("resident when idle", idle, load) with { Budget = budgets.IdleMib },
                Memory("resident after an approval", after, load) with { Budget = budgets.AfterApprovalMib },
            ];
        }
        finally
        {
            foreach (var daemon in daemons) await daemon.DisposeAsync();
        }
    }

    private static async Task<double[]> RestingAsync(IEnumerable<MeasuredDaemon> daemons)
    {
        await Task.Delay(Rest, TimeProvider.System);
        return [.. daemons.Select(daemon => daemon.Resident / Mebibyte)];
    }

    /// <summary>In turns, so that other load of the machine affects both.</summary>
    private async Task<Figure> StartAsync()
    {
        var load = LoadSpan.Now;
        List<double> ours = [], bare = [];
        for (var turn = 0; turn < ColdTurns + Turns; turn++)
        {
            ours.Add(await StartDaemonAsync());
            bare.Add(await StartEmptyHostAsync());
        }

        ours.RemoveRange(0, ColdTurns);
        bare.RemoveRange(0, ColdTurns);
        var words = $"start to ready ({Statistics.Median(ours):0} ms; empty host {Statistics.Median(bare):0} ms)";
        return Figure(words, Statistics.Ratio(ours, bare), "times", load) with
        {
            Budget = budgets.StartRatio,
            Samples = Named(("daemon ms", ours), ("empty host ms", bare)),
        };
    }

    private async Task<double> StartDaemonAsync()
    {
        await using var daemon = await MeasuredDaemon.StartAsync(binary.FullName, channels: 1, limit);
        return (await daemon.ReadyAsync()).TotalMilliseconds;
    }

    private async Task<double> StartEmptyHostAsync()
    {
        var port = LocalPort.Free();
        await using var host = MeasuredProcess.Start(emptyHost.FullName, [$"{port.Number}"], limit);
        using var cancel = new CancellationTokenSource();
        try
        {
            await host.UntilAsync(port.AcceptsAsync(cancel.Token), "did not listen");
            return host.Elapsed.TotalMilliseconds;
        }
        finally
        {
            await cancel.CancelAsync(); // or the port would be polled for the rest of the process
        }
    }

    private async Task<IEnumerable<Figure>> LatenciesAsync()
    {
        var load = LoadSpan.Now;
        await using var daemon = await ReadyAsync(Latencies.Cold + Requests);
        var measured = await Latencies.MeasureAsync(daemon, Requests);
        return [Latency("event to post", measured.Posts, load), Latency("click to 200", measured.Clicks, load)];
    }

    private async Task<MeasuredDaemon> ReadyAsync(int channels)
    {
        var daemon = await MeasuredDaemon.StartAsync(binary.FullName, channels, limit);
        await daemon.ReadyAsync();
        return daemon;
    }

    private static async Task ApproveAsync(MeasuredDaemon daemon)
    {
        var (_, message) = await daemon.PostAsync();
        await daemon.SettleAsync();
        await daemon.ApproveAsync(message);
    }

    private static Figure Figure(string name, double value, string unit, double loadBefore) =>
        new(name, value, unit, LoadSpan.Since(loadBefore));

    private static Figure Memory(string name, double[] samples, double load) =>
        Figure(name, Statistics.Median(samples), "MiB", load) with
        {
            CanFail = true,
            Samples = Named(("daemon MiB", samples)),
        };

    private static Figure Latency(string name, IReadOnlyList<double> samples, double load) =>
        Figure(name, Statistics.Median(samples), "ms", load) with { Samples = Named(("daemon ms", samples)) };

    private static Dictionary<string, IReadOnlyList<double>> Named(params (string, IReadOnlyList<double>)[] all) =>
        all.ToDictionary();
}
