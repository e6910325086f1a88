namespace AccessSlack.Measure;

/// <summary>
/// Memory after a start with many open requests, at rest and while a request every few seconds is announced and
/// approved, beside a daemon with none.
/// </summary>
/// <param name="binary">The daemon's path.</param>
/// <param name="requests">How many are open.</param>
/// <param name="limit">How long anything that is expected of the daemon may take.</param>
internal sealed class ManyRequestsRun(string binary, int requests, TimeSpan limit)
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>So that none waits for the limits that clients of Slack keep to.</summary>
    private const int Channels = 20;

    /// <summary>Memory is sampled this often, the last time after twice the time that it may take to shrink.</summary>
    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(30);

    private const int Samples = 5;

    private static readonly TimeSpan BetweenRequests = TimeSpan.FromSeconds(2);

    /// <returns>The table.</returns>
    public async Task<string> RunAsync()
    {
        var load = LoadSpan.Now;
        var (none, many) = (await MeasureAsync(0), await MeasureAsync(requests));
        var times = Enumerable.Range(1, Samples).Select(sample => $"{sample * Sample.TotalSeconds} s");
        string[] heading = ["MiB", .. times, "worst click"];
        var each = (many.Resident[^1] - none.Resident[^1]) / requests;
        return Table.Of(heading, [Row("none open", none), Row($"{requests} open", many)])
            + $"\n{each / 1024:0.0} KiB for each open request in the end. On {Environment.ProcessorCount} processors, "
            + $"load {LoadSpan.Since(load)}\n";
    }

    private static string[] Row(string name, (double[] Resident, TimeSpan Worst) measured) =>
    [
        name,
        .. measured.Resident.Select(bytes => $"{bytes / Mebibyte:0}"),
        $"{measured.Worst.TotalMilliseconds:0} ms",
    ];

    private async Task<(double[] Resident, TimeSpan Worst)> MeasureAsync(int open)
    {
        await using var daemon = await MeasuredDaemon.StartAsync(binary, Channels, limit);
        await daemon.ReadyAsync();
        if (open > 0) await daemon.RestartAsync(binary, open, limit);
        var (resident, worst) = (new double[Samples], TimeSpan.Zero);
        for (var sample = 0; sample < Samples; sample++)
        {
            for (var passed = TimeSpan.Zero; passed < Sample; passed += BetweenRequests)
            {
                await Task.Delay(BetweenRequests, TimeProvider.System);
                var (_, message) = await daemon.PostAsync();
                var took = await daemon.ApproveAsync(message);
                if (took > worst) worst = took;
            }

            resident[sample] = daemon.Resident;
        }

        return (resident, worst);
    }
}
