namespace AccessSlack.Measure;

/// <param name="Turns">Of each program that count. One before them, with files and simulators cold, does not.</param>
/// <param name="Requests">Made one after the other in each turn.</param>
/// <param name="Burst">Made at once in each turn.</param>
/// <param name="Limit">How long anything that is expected of a program may take.</param>
internal sealed record ComparePlan(int Turns, int Requests, int Burst, TimeSpan Limit)
{
    /// <summary>So many that no channel gets two messages.</summary>
    public int Channels => Latencies.Cold + Requests + Burst;
}

/// <summary>Runs two programs in turns, A B A B, so that other load of the machine affects both.</summary>
/// <param name="ours">A: its path.</param>
/// <param name="theirs">B: its path.</param>
/// <param name="plan">How much is measured.</param>
internal sealed class CompareRun(string ours, string theirs, ComparePlan plan)
{
    /// <returns>The table.</returns>
    public async Task<string> RunAsync()
    {
        var load = LoadSpan.Now;
        List<Turn> a = [], b = [];
        for (var turn = 0; turn <= plan.Turns; turn++)
        {
            a.Add(await MeasureAsync(ours));
            b.Add(await MeasureAsync(theirs));
        }

        return $"A is {ours}\nB is {theirs}\n\n"
            + Table.Of(["median, ms", "A", "B", "A / B"], Rows([.. a.Skip(1)], [.. b.Skip(1)]))
            + $"\nTurns: {plan.Turns}, on {Environment.ProcessorCount} processors, load {LoadSpan.Since(load)}\n";
    }

    private IEnumerable<string[]> Rows(Turn[] a, Turn[] b) =>
    [
        Row("start to ready", a, b, turn => [turn.Start]),
        Row("event to post", a, b, turn => turn.Latencies.Posts),
        Row("click to 200", a, b, turn => turn.Latencies.Clicks),
        Row($"burst of {plan.Burst}", a, b, turn => [turn.Burst]),
    ];

    private static string[] Row(string name, Turn[] a, Turn[] b, Func<Turn, IEnumerable<double>> samples)
    {
        double[] ours = [.. a.SelectMany(samples)], theirs = [.. b.SelectMany(samples)];
        var ratio = ours.Length > 0 && theirs.Length > 0 ? $"{Statistics.Ratio(ours, theirs):0.00}" : "";
        return [name, Cell(ours), Cell(theirs), ratio];
    }

    private static string Cell(double[] samples) =>
        samples.Length > 0 ? $"{Statistics.Median(samples):0.0}" : "no clicks";

    private async Task<Turn> MeasureAsync(string program)
    {
        await using var daemon = await MeasuredDaemon.StartAsync(program, plan.Channels, plan.Limit);
        var start = await daemon.ReadyAsync();
        var latencies = await Latencies.MeasureAsync(daemon, plan.Requests);
        await daemon.SettleAsync();
        return new(start.TotalMilliseconds, latencies, (await daemon.BurstAsync(plan.Burst)).TotalMilliseconds);
    }

    /// <summary>One life of a program; in milliseconds.</summary>
    private sealed record Turn(double Start, Latencies Latencies, double Burst);
}
